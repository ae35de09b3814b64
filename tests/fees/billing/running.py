"""Billing runs for tests: previewed by the manager, started, carried out as the worker does."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from fees.billing import runs
from fees.billing.models import Bill
from fees.billing.records import BillingRun
from parkservice.estate.models import Customer, Occupancy, Unit
from parkservice.parks.models import Building
from tests.complaints.factories import Office, new_form
from tests.fees.pricing import item_of

Q3 = date(2026, 7, 1)
Q4 = date(2026, 10, 1)
SINCE = date(2026, 1, 1)


def previewed(office: Office, code: str, day: date = Q4, **said: Any) -> BillingRun:
    """A preview of an item for the period of a day, in both buildings unless some are named."""
    buildings = said.pop("buildings", None) or list(Building.objects.filter(park=office.park))
    return runs.preview(
        park=office.park,
        actor=said.pop("actor", office.manager),
        item=item_of(office, code),
        day=day,
        buildings=buildings,
        due=said.pop("due", runs.usual_due(office.park)),
        form_id=new_form(),
    )


def run(office: Office, code: str, day: date = Q4, **said: Any) -> BillingRun:
    """A run that is carried out."""
    made = previewed(office, code, day, **said)
    runs.start(run_id=made.pk, actor=office.manager)
    return runs.execute(made.pk)


def bills(office: Office, code: str) -> list[tuple[str, Decimal]]:
    """The live bills of an item: customer and amount."""
    rows = Bill.objects.live().filter(item=item_of(office, code)).order_by("unit__code", "period_from")
    return list(rows.values_list("customer__name", "amount"))


def unit_in(office: Office, code: str, area: str, name: str, **said: Any) -> Occupancy:
    """Another unit with its occupant."""
    building = said.pop("building", office.building)
    unit = Unit.objects.create(
        park=office.park, building=building, code=code, kind="workshop", gross_area=Decimal(area)
    )
    customer = Customer.objects.create(park=office.park, name=name)
    return Occupancy.objects.create(unit=unit, customer=customer, starts=said.pop("starts", SINCE), **said)


def moves(office: Office, last: date, name: str = "禾木包装(虚构)") -> Customer:
    """The occupant of the unit leaves on a day, another one comes on the next."""
    Occupancy.objects.filter(unit=office.unit).update(ends=last)
    customer = Customer.objects.create(park=office.park, name=name)
    Occupancy.objects.create(unit=office.unit, customer=customer, starts=last + timedelta(days=1))
    return customer


def problems(made: BillingRun) -> list[tuple[str, str]]:
    """What could not be billed: where, and why."""
    return [(row["place"], row["code"]) for row in made.problems]
