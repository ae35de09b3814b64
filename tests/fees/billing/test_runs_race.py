"""Sixteen billing runs of the same item and period at one moment, on both stores: every charge is billed once (M11)."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from fees.billing import posting, runs
from fees.billing.drafts import Plan
from fees.billing.models import Bill
from fees.billing.periods import period_of
from fees.billing.planning import plan
from fees.billing.sites import Order
from fees.tariffs.prices import PriceBook
from parkservice.estate.models import Occupancy
from parkservice.kit import clock
from tests.complaints.factories import Office
from tests.fees.billing.racing import DAY, ITEM, old_quarter, started
from tests.fees.pricing import item_of
from tests.support.stores import Store
from tests.support.together import together

RUNS = 16

pytestmark = pytest.mark.race


@pytest.fixture
def office(park_copy: Store) -> Office:
    """The demo park with an old quarter to bill."""
    return old_quarter()


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


def planned(office: Office) -> tuple[Plan, Callable[[], str]]:
    """One plan of a building, and the writing of it: "done", or "broken" where a constraint stops the whole."""
    order = Order(office.park, item_of(office, ITEM), period_of("quarter", DAY))
    found = plan(order, office.building, PriceBook(order.item, order.period))
    heading = posting.Heading(office.park, order.item, office.building.pk, clock.now(), clock.today())

    def write() -> str:
        try:
            with transaction.atomic():
                posting.insert_bills(heading, found.drafts)
        except IntegrityError:
            return "broken"
        return "done"

    return found, write


def written(found: Plan) -> Any:
    """The bills that were written for a plan."""
    return Bill.objects.filter(charge_object__in=[draft.charge_object for draft in found.drafts], item__code=ITEM)


def test_sixteen_writers_of_one_plan_write_it_once(office: Office):
    """All have planned before anybody writes: only the statement itself keeps the charges apart."""
    found, write = planned(office)
    assert Counter(together([write] * RUNS)) == {"done": RUNS}
    assert written(found).count() == len(found.drafts) > 0


def test_without_its_guards_a_plan_breaks_the_later_run_or_is_billed_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    """The control: without what the statement passes over, the key is the last to hold; without the key nothing is."""
    found, write = planned(office)
    monkeypatch.setattr(posting, "_CONFLICT", "")
    assert Counter(together([write] * 2)) == {"done": 1, "broken": 1}
    with connection.cursor() as cursor:
        cursor.execute('DROP INDEX "bill_charged_once"')
    together([write])
    assert written(found).count() == 2 * len(found.drafts)
