"""Processes killed in the middle of the money, on both stores: all or nothing, nothing is lost or doubled (M8, M11).

Payments meet `kill -9` at random moments of the real server; billing runs and closes die right after a statement that
chance chooses. `make soak` does the same for long.
"""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count

from fees.billing import runs
from fees.billing.models import Bill
from fees.billing.records import BillingRun, RunState
from parkservice.kit.money import total
from tests.fees.billing.racing import old_quarter, started
from tests.soak.closes import DAY, MONTH, killed_close
from tests.soak.tills import broken_books, killed_tills, lost_or_doubled
from tests.support.dying import dies_at
from tests.support.here import working_on
from tests.support.stores import Store

ROUNDS = 5
SEED = 20260331

pytestmark = pytest.mark.race


@pytest.fixture(scope="module")
def ground(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[Store]:
    """A copy of the demo park for all deaths of this file; models work on it, all commits are real."""
    suffix = "sqlite" if request.param == "sqlite" else "postgres"
    stores = request.getfixturevalue(f"{suffix}_stores")
    store = stores.copy(request.getfixturevalue(f"prepared_{suffix}"))
    with django_db_blocker.unblock(), working_on(store):
        yield store
    stores.drop(store)


def somewhere(top: int) -> list[int]:
    """Some statements, the earliest first; on PostgreSQL the same work has fewer of them, and may end before."""
    return sorted(random.Random(SEED).sample(range(1, top), ROUNDS))


@pytest.mark.duty("O2", "O4", "O5", "O6")
def test_what_a_cashier_was_told_is_in_the_books_once(ground: Store):
    noted, new = killed_tills(ground, ROUNDS, SEED)
    assert lost_or_doubled(noted, new) == []
    assert (len(noted.read()), noted.again > 0) == (len(noted.sent), True)


@pytest.mark.duty("O4", "O5")
def test_a_billing_run_that_dies_goes_on_and_bills_each_charge_once(ground: Store):
    run, deaths = started(old_quarter()), 0
    for statement in somewhere(60):
        deaths += dies_at(statement, lambda: runs.execute(run.pk))
        so_far = BillingRun.objects.get(pk=run.pk)
        written = Bill.objects.filter(run=run).aggregate(n=Count("pk"), sum=total("amount"))
        assert (written["n"], written["sum"]) == (so_far.count, so_far.total)
    done = runs.execute(run.pk)
    made = Bill.objects.filter(run=run)
    assert deaths > 0
    assert (done.state, done.count, done.total) == (RunState.DONE, run.planned_count, run.planned_sum)
    assert made.values("charge_object").distinct().count() == made.count() == run.planned_count


@pytest.mark.duty("O3", "O7")
@pytest.mark.parametrize("kind", [DAY, MONTH])
def test_a_close_that_dies_is_closed_wholly_or_not_at_all(ground: Store, kind: str):
    deaths, half_done = killed_close(kind, somewhere(40))
    assert (deaths > 0, half_done) == (True, [])


def test_the_books_are_right_after_all_deaths(ground: Store):
    assert broken_books() == []
    connection.close()
