"""Billing runs that meet or die: an old quarter of the copied demo park that nobody has billed."""

from datetime import date

from fees.billing import runs
from fees.billing.records import BillingRun
from fees.tariffs.models import Basis, FeeItem, Period
from parkservice.estate.models import Occupancy
from parkservice.kit import clock
from parkservice.parks.models import Building
from tests.complaints.factories import Office, demo_office, new_form
from tests.fees.pricing import item_of, released

DAY = date(2020, 1, 1)
ITEM = "cleaning"  # the demo park bills everything else already


def old_quarter() -> Office:
    """The demo park, whose occupants of today were there ten years ago too, and a price of then."""
    office = demo_office()
    for occupancy in Occupancy.objects.current().filter(main=True):
        occupancy.starts = date(2010, 1, 1)
        Occupancy.objects.filter(unit=occupancy.unit).exclude(pk=occupancy.pk).update(main=False)
        occupancy.save(update_fields=["starts"])
    named = {"name_zh": "保洁费", "name_en": "Cleaning", "period": Period.QUARTER, "basis": Basis.AREA}
    FeeItem.objects.create(park=office.park, code=ITEM, **named)
    released(office, ITEM, "3.80", valid_from=date(2010, 1, 1))
    return office


def started(office: Office) -> BillingRun:
    """A run of every building, ready for the worker."""
    made = runs.preview(
        park=office.park,
        actor=office.manager,
        item=item_of(office, ITEM),
        day=DAY,
        buildings=list(Building.objects.filter(park=office.park)),
        due=clock.today(),
        form_id=new_form(),
    )
    return runs.start(run_id=made.pk, actor=office.manager)
