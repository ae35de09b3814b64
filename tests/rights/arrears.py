"""Debtors in the four places of the rights test."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from fees.billing.models import Bill
from fees.collecting.models import CollectionReview
from fees.collecting.reviewing import write_review
from fees.dunning.models import DunningNotice
from fees.dunning.proposing import propose
from parkservice.estate.models import Customer
from parkservice.kit import clock
from tests.complaints.factories import new_form
from tests.fees.factories import item_of
from tests.fees.writing import write_bill

OTHER_BUILDING, OTHER_PARK = "other building", "other park"


def bill(world: Any, place: str, due: date | None = None) -> Bill:
    """A bill of a customer of its own, in the unit of the place, long overdue."""
    unit, day = world.unit(place), due or clock.today() - timedelta(days=70)
    customer = Customer.objects.create(park=unit.park, name="欠费样例(虚构)")
    return write_bill(
        park=unit.park,
        number=f"ZD-R-{new_form()[:12]}",
        customer=customer,
        unit=unit,
        building=unit.building,
        item=item_of(unit.park, "management", "物业费"),
        charge_object=f"test:{new_form()[:12]}",
        period_from=day - timedelta(days=90),
        period_to=day,
        amount=Decimal("120.00"),
        issued_at=clock.combine(day - timedelta(days=15)),
        due=day,
    )


def _debtor(world: Any, place: str, user: Any) -> Customer:
    return bill(world, place).customer


def _notice(world: Any, place: str, user: Any) -> DunningNotice:
    """A first notice that waits for its delivery."""
    debt = bill(world, place)
    propose(debt.park)
    return DunningNotice.objects.get(customer=debt.customer)


def _review(world: Any, place: str, user: Any) -> CollectionReview:
    """A review of the officer of the place; `mine` is that of the person who asks, where an officer."""
    office = world.far if place == OTHER_PARK else world.office
    officer = office.other_officer if place == OTHER_BUILDING else office.officer
    made = CollectionReview.objects.filter(park=office.park, officer=officer).first()
    said = {"park": office.park, "actor": office.manager, "officer": officer, "note": "好", "form_id": new_form()}
    return made or write_review(**said)[0]


ARREARS: dict[str, Callable[[Any, str, Any], Any]] = {
    "debtor": _debtor,
    "notice": _notice,
    "collection review": _review,
}
