"""A colleague accepts in eight windows while eight others are told to refuse or take it back: one word counts (C10)."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from complaints.choices import State
from complaints.handovers import services
from complaints.models import Complaint, Handover
from parkservice.accounts.models import User
from parkservice.journal.forms import body_hash
from parkservice.journal.models import Event
from parkservice.kit.errors import RuleViolation
from tests.support.stores import Store

WRITERS = 16
SECONDS_TO_MEET = 1

pytestmark = [pytest.mark.race, pytest.mark.duty("A5")]


@pytest.fixture
def asked(park_copy: Store) -> Complaint:
    """A complaint of the copied demo park that its officer asks the manager to take over."""
    case = Complaint.objects.filter(
        state=State.INVESTIGATING, officer__username__startswith="officer", against_staff=None, handover_count=0
    ).first()
    assert case
    services.ask(
        complaint_id=case.pk,
        actor=case.officer,
        receiver=User.objects.get(username="manager"),
        reason="须协调工程部。",
        form_id=body_hash({"race": case.pk})[:32],
    )
    return case


def test_one_answer_wins_and_everybody_else_hears_which(asked, park_copy):
    start = threading.Barrier(WRITERS)

    def answer(writer: int) -> str:
        act = _accept if writer % 2 else _take_back
        start.wait()
        try:
            act(asked)
        except RuleViolation as refusal:
            return str(refusal)
        return ""

    answers = _together(WRITERS, answer)
    assert answers.count("") == 1
    handover = Handover.objects.get(complaint=asked)
    assert all(handover.standing in said for said in answers if said)
    case = Complaint.objects.get(pk=asked.pk)
    assert (case.handover_count, case.asked_officer) == (1 if handover.accepted_at else 0, None)
    assert case.officer_id == (handover.receiver_id if handover.accepted_at else handover.officer_id)
    park_copy.manage("check_books")


def test_without_the_lock_it_is_taken_over_twice(asked, monkeypatch):
    """The control: the lock is what keeps the second yes out on PostgreSQL; SQLite has one writer anyway."""
    meeting = threading.Barrier(2)

    def read_without_lock(complaint_id: int) -> Complaint:
        complaint = Complaint.objects.get(pk=complaint_id)
        complaint.open_handover  # noqa: B018 - read before the other one writes
        try:
            meeting.wait(SECONDS_TO_MEET)
        except threading.BrokenBarrierError:
            assert connection.vendor == "sqlite"
        return complaint

    monkeypatch.setattr(services, "lock", read_without_lock)
    monkeypatch.setattr(services, "_waiting", lambda complaint, actor: complaint.open_handover)

    def answer(writer: int) -> None:
        try:
            _accept(asked)
        except (RuleViolation, AttributeError):
            assert connection.vendor == "sqlite"

    _together(2, answer)
    taken = Event.objects.filter(subject_id=asked.pk, verb="complaint.handover_accepted").count()
    assert taken == (1 if connection.vendor == "sqlite" else 2)


def _accept(complaint: Complaint) -> None:
    services.accept(complaint_id=complaint.pk, actor=User.objects.get(username="manager"))


def _take_back(complaint: Complaint) -> None:
    services.take_back(complaint_id=complaint.pk, actor=complaint.officer)


def _together(count: int, work: Callable[[int], object]) -> list:
    def run(writer: int) -> object:
        try:
            return work(writer)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))
