"""Colleagues at one moment over the same dunning notice, and a payment that meets its letter, on both stores (P8, M15).

The controls take the lock off: on PostgreSQL the letter is brought twice, or urges what was just paid. SQLite has one
writer at a time anyway.
"""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from fees.dunning import services
from fees.dunning.models import DunningNotice, NoticeLine
from fees.dunning.proposing import propose
from fees.dunning.services import Handing
from fees.ledger.models import Receipt
from fees.ledger.owed import standings
from parkservice.accounts.models import User
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from tests.fees.factories import Desk, bill_for, make_desk, new_form, pay
from tests.races.conftest import Arena
from tests.support.together import together

WRITERS = 16
#: Seconds in which two writers without a lock meet; on SQLite the second one never comes.
TO_MEET = {"sqlite": 0.3, "postgresql": 10}
#: Rounds of the race between letter and payment, so that now one and now the other is first.
ROUNDS = 4
LETTER = "您好！请您于近日缴费，谢谢！"

pytestmark = [pytest.mark.race, pytest.mark.duty("P8")]


@pytest.fixture(scope="module")
def counter(arena: Arena) -> Desk:
    """A park with its people in the copied database; all commits are real."""
    return make_desk("CJ")


def told(work: Callable[[], Any]) -> str:
    """What one colleague gets: "done", or the short name of the refusal."""
    try:
        work()
    except RuleViolation as refusal:
        return refusal.code
    return "done"


def late_bill(desk: Desk) -> Any:
    """A bill that was due a week ago: its first notice is due."""
    issued = clock.now() - timedelta(days=30)
    return bill_for(desk, "1000.00", due=clock.today() - timedelta(days=7), issued_at=issued)


def due_notice(desk: Desk) -> DunningNotice:
    """The notice that a late bill brings about."""
    bill = late_bill(desk)
    propose(desk.park)
    return DunningNotice.objects.get(lines__bill=bill)


def brings(desk: Desk, notice: DunningNotice, person: User) -> Callable[[], Any]:
    """What somebody sends who brings the letter."""
    handing = Handing("door", LETTER)

    def act() -> Any:
        actor = User.objects.get(pk=person.pk)
        return services.deliver(actor=actor, notice_id=notice.pk, handing=handing, form_id=new_form())

    return act


def test_what_is_due_is_proposed_once(counter: Desk):
    bill = late_bill(counter)
    made = together([lambda: propose(counter.park)] * WRITERS)
    assert Counter(made) == {1: 1, 0: WRITERS - 1}
    assert NoticeLine.objects.filter(bill=bill).count() == 1


def test_a_notice_is_brought_once(counter: Desk):
    notice, both = due_notice(counter), (counter.officer, counter.officer2)
    works = [brings(counter, notice, both[place % 2]) for place in range(WRITERS)]
    answers = together([lambda work=work: told(work) for work in works])  # type: ignore[misc]
    assert Counter(answers) == {"done": 1, "wrong_state": WRITERS - 1}
    assert brought(notice) == 1


def brought(notice: DunningNotice) -> int:
    """How often the history says that it was delivered."""
    return Event.objects.filter(verb="dunning.delivered", subject_id=notice.pk).count()


def test_a_letter_urges_what_is_open_or_is_not_brought(counter: Desk):
    for _round in range(ROUNDS):
        notice = due_notice(counter)
        (line,) = notice.lines.all()
        pays = lambda bill=line.bill: pay(counter, "1000.00", bills={bill.pk: bill.amount})  # noqa: E731
        brought_, paid = together([lambda: told(brings(counter, notice, counter.officer)), lambda: told(pays)])  # noqa: B023
        assert paid == "done"
        line.refresh_from_db()
        notice.refresh_from_db()
        expected = {"done": ("delivered", True), "nothing_open": ("proposed", True)}[brought_]
        assert (notice.state, line.live) == expected
        propose(counter.park)  # drops what is paid


def unlocked(notice_id: int) -> tuple[DunningNotice, list[Any]]:
    """The lock off notice and bills."""
    lines = NoticeLine.objects.filter(notice_id=notice_id).select_related("bill")
    found = standings([line.bill for line in lines], clock.today())
    return DunningNotice.objects.select_related("park", "customer").get(pk=notice_id), list(found.values())


def test_without_the_lock_a_notice_is_brought_twice(arena: Arena, counter: Desk, monkeypatch: pytest.MonkeyPatch):
    notice, meeting = due_notice(counter), threading.Barrier(2)

    def read(notice_id: int) -> tuple[DunningNotice, list[Any]]:
        found = unlocked(notice_id)
        try:
            meeting.wait(TO_MEET[arena.vendor])
        except threading.BrokenBarrierError:
            assert connection.vendor == "sqlite"
        return found

    monkeypatch.setattr(services, "lock", read)
    together([lambda: told(brings(counter, notice, counter.officer))] * 2)
    assert brought(notice) == (1 if arena.vendor == "sqlite" else 2)


def test_without_the_lock_a_letter_urges_what_was_paid(arena: Arena, counter: Desk, monkeypatch: pytest.MonkeyPatch):
    notice = due_notice(counter)
    bill, read, paid = notice.lines.get().bill, threading.Event(), threading.Event()

    def slow(notice_id: int) -> tuple[DunningNotice, list[Any]]:
        found = unlocked(notice_id)
        read.set()
        paid.wait(TO_MEET[arena.vendor])
        return found

    monkeypatch.setattr(services, "lock", slow)
    pays = lambda: (read.wait(), pay(counter, "1000.00", bills={bill.pk: bill.amount}), paid.set())  # noqa: E731
    together([lambda: told(brings(counter, notice, counter.officer)), lambda: told(pays)])
    notice.refresh_from_db()
    receipt = Receipt.objects.get(allocations__bill=bill)
    assert notice.delivered_at is not None
    assert (receipt.paid_at < notice.delivered_at) == (arena.vendor == "postgresql")
