"""Sixteen leaders decide the same escalated complaint at the same moment: one decision, the others are told whose."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from complaints.casework import services
from complaints.choices import State
from complaints.models import Complaint, Escalation
from parkservice.accounts.models import User
from parkservice.journal.models import Event
from parkservice.kit.errors import RuleViolation
from tests.support.stores import Store

WRITERS = 16
SECONDS_TO_MEET = 1

pytestmark = pytest.mark.race


@pytest.fixture
def waiting(park_copy: Store) -> Complaint:
    """A complaint of the copied demo park that waits for a decision of the manager or the project manager."""
    found = Complaint.objects.filter(state=State.ESCALATED, officer__username__startswith="officer").first()
    assert found
    return found


@pytest.mark.duty("A3")
def test_one_decision_wins_and_everybody_else_hears_whose_it_was(waiting, park_copy):
    start = threading.Barrier(WRITERS)

    def decide(writer: int) -> tuple[int, str]:
        actor = User.objects.get(username="manager" if writer % 2 else "project_manager")
        start.wait()
        try:
            _decide(waiting, actor)
        except RuleViolation as refusal:
            return actor.pk, str(refusal)
        return actor.pk, ""

    answers = _together(WRITERS, decide)
    assert [said for _who, said in answers].count("") == 1
    winner = Escalation.objects.get(complaint=waiting).decided_by
    assert all(winner.name in said for who, said in answers if who != winner.pk)
    state = Complaint.objects.get(pk=waiting.pk).get_state_display()
    assert all(state in said for who, said in answers if said)
    assert _decisions(waiting) == 1
    park_copy.manage("check_books")


def test_without_the_lock_two_decisions_are_made(waiting, monkeypatch):
    """The control: the lock is what keeps the second decision out on PostgreSQL; SQLite has one writer anyway."""
    meeting = threading.Barrier(2)

    def read_without_lock(complaint_id: int) -> Complaint:
        complaint = Complaint.objects.get(pk=complaint_id)
        try:
            meeting.wait(SECONDS_TO_MEET)
        except threading.BrokenBarrierError:
            assert connection.vendor == "sqlite"
        return complaint

    monkeypatch.setattr(services, "lock", read_without_lock)

    def decide(writer: int) -> None:
        try:
            _decide(waiting, User.objects.get(username="manager" if writer else "project_manager"))
        except RuleViolation:
            assert connection.vendor == "sqlite"

    _together(2, decide)
    assert _decisions(waiting) == (1 if connection.vendor == "sqlite" else 2)


def _decide(complaint: Complaint, actor: User) -> None:
    services.decide(complaint_id=complaint.pk, actor=actor, decision="限三日内清走。", target=State.ACTING)


def _decisions(complaint: Complaint) -> int:
    return Event.objects.filter(
        subject_kind="complaints.complaint", subject_id=complaint.pk, verb="complaint.decided"
    ).count()


def _together(count: int, work: Callable[[int], object]) -> list:
    def run(writer: int) -> object:
        try:
            return work(writer)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))
