"""Sixteen billing runs of the same item and period at one moment, on both stores: every charge is billed once (M11)."""

from datetime import date

import pytest
from django.db import transaction

from fees.billing import posting, runs
from fees.billing.models import Bill
from fees.billing.periods import period_of
from fees.billing.planning import plan
from fees.billing.records import BillingRun
from fees.billing.sites import Order
from fees.tariffs.models import Basis, FeeItem, Period
from fees.tariffs.prices import PriceBook
from parkservice.estate.models import Occupancy
from parkservice.kit import clock
from parkservice.parks.models import Building
from tests.complaints.factories import Office, demo_office, new_form
from tests.fees.pricing import item_of, released
from tests.support.stores import Store
from tests.support.together import together

RUNS = 16
DAY = date(2020, 1, 1)
ITEM = "cleaning"  # the demo park bills everything else already

pytestmark = pytest.mark.race


@pytest.fixture
def office(park_copy: Store) -> Office:
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


def test_sixteen_runs_at_one_moment_bill_each_charge_once(office: Office):
    before = set(Bill.objects.values_list("pk", flat=True))
    waiting = [started(office).pk for _run in range(RUNS)]
    done = together([lambda pk=pk: runs.execute(pk) for pk in waiting])  # type: ignore[misc]
    made = Bill.objects.exclude(pk__in=before)
    charged = Occupancy.objects.filter(main=True, starts__lte=DAY).count()
    assert made.count() == made.values("charge_object").distinct().count() == charged > 0
    assert made.values("number").distinct().count() == charged
    assert {run.state for run in done} == {"done"}
    assert sum(run.count for run in done) == charged
    assert sum(run.total for run in done) == sum(bill.amount for bill in made)


def test_sixteen_writers_of_one_plan_write_it_once(office: Office):
    """All have planned before anybody writes: only the statement itself keeps the charges apart."""
    order = Order(office.park, item_of(office, ITEM), period_of("quarter", DAY))
    found = plan(order, office.building, PriceBook(order.item, order.period))
    heading = posting.Heading(office.park, order.item, office.building.pk, clock.now(), clock.today())

    def write() -> None:
        with transaction.atomic():
            posting.insert_bills(heading, found.drafts)

    together([write] * RUNS)
    keys = [draft.charge_object for draft in found.drafts]
    made = Bill.objects.filter(charge_object__in=keys, item=order.item, period_from=order.period.first)
    assert made.count() == len(keys) > 0
