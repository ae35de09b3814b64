"""Sixteen windows send at one moment what only one of them can bring about, through the pages, on both stores.

One is done, and everybody else reads what happened meanwhile; nothing else is written. The control of each race takes
the lock off and shows that the race is real: on PostgreSQL two are done. SQLite has one writer at a time anyway.
"""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from complaints.approvals import services as approvals
from complaints.casework import services as casework
from complaints.choices import Category, Severity, State
from complaints.handovers import services as handovers
from complaints.models import Complaint
from complaints.returnvisits import services as returnvisits
from parkservice.accounts.models import User
from parkservice.journal.models import Event
from tests.complaints import factories
from tests.complaints.factories import Office, complaint_in, new_form
from tests.races.conftest import Arena
from tests.support.entrance import Told, send
from tests.support.together import together
from tests.support.visitor import Visitor

WINDOWS = 16
#: Seconds in which two writers without a lock meet; on SQLite the second one never comes.
TO_MEET = {"sqlite": 0.3, "postgresql": 10}
#: What the product writes about its work; sign-ins, read marks and greetings are nobody's decision.
WATCHED = ("complaints", "journal", "messaging", "paperwork", "tasks")

pytestmark = pytest.mark.race


@dataclass(frozen=True)
class Sends:
    """One person's window: the act it sends, and what is filled in."""

    who: str
    act: str
    filled: dict[str, str] = field(default_factory=dict)

    def path(self, case: Complaint) -> str:
        """The address of the form."""
        return f"/complaints/visits/{case.pk}/" if self.act == "visit" else f"/complaints/{case.pk}/{self.act}/"

    def fields(self) -> dict[str, str]:
        """What the form sends; each window has a form number of its own."""
        return {**self.filled, "form_id": new_form()} if self.act == "visit" else self.filled


@dataclass(frozen=True)
class Race:
    """One complaint that several people have open: how it comes about, what they send, and what is written once."""

    begin: Callable[[Office], Complaint]
    windows: tuple[Sends, ...]
    verbs: tuple[str, ...]
    rows: dict[str, int]
    module: Any
    told: Callable[[Complaint], str]
    #: The windows that meet without a lock.
    control: tuple[int, int] = (0, 1)


def state_of(case: Complaint) -> str:
    """The state, as people read it."""
    return str(case.get_state_display())


def answer_of(case: Complaint) -> str:
    """How the last hand-over ended, as people read it."""
    return str(case.handovers.last().standing)  # type: ignore[union-attr]


def about_to_close(office: Office) -> Complaint:
    """Told, reported and visited."""
    case = complaint_in(office, State.RESOLVED)
    for step in (factories.tell_result, factories.tell_office, factories.visit):
        step(office, case)
    return case


def told(office: Office) -> Complaint:
    """The complainant knows the result."""
    case = complaint_in(office, State.RESOLVED)
    factories.tell_result(office, case)
    return case


def asked(office: Office) -> Complaint:
    """The officer asks the manager to take it over."""
    case = complaint_in(office, State.INVESTIGATING)
    said = {"receiver": office.manager, "reason": "须协调工程部。", "form_id": new_form()}
    handovers.ask(complaint_id=case.pk, actor=case.officer, **said)
    return case


WEIGHED = {"severity": Severity.MINOR, "category": Category.FACILITY_REPAIR}
DECIDED = {"decision": "限三日内清走。", "target": State.ACTING}
HEARD = {"way": "phone", "satisfaction": "4", "quality": "4", "effect": "settled", "result": "ok"}
LINE = {"journal.event": 1}
TELLS_ONE, TELLS_TWO = {"messaging.inboxitem": 1}, {"messaging.inboxitem": 2}

RACES = {
    "claim": Race(
        complaint_in,
        (Sends("officer", "investigate", WEIGHED), Sends("manager", "investigate", WEIGHED)),
        ("complaint.investigation_begun",),
        LINE,
        casework,
        state_of,
    ),
    "decision": Race(
        lambda office: complaint_in(office, State.ESCALATED),
        (Sends("manager", "decide", DECIDED), Sends("project_manager", "decide", DECIDED)),
        ("complaint.decided",),
        {**LINE, **TELLS_ONE},
        casework,
        state_of,
    ),
    "approval": Race(
        lambda office: complaint_in(office, State.AWAITING_APPROVAL),
        (Sends("project_manager", "approve"), Sends("project_manager2", "send-back", {"reason": "请补充费用。"})),
        ("complaint.approved", "complaint.sent_back"),
        {**LINE, **TELLS_TWO},
        approvals,
        state_of,
    ),
    "hand-over": Race(
        asked,
        (Sends("manager", "hand-over/accept"), Sends("officer", "hand-over/take-back")),
        ("complaint.handover_accepted", "complaint.handover_withdrawn"),
        {**LINE, **TELLS_ONE},
        handovers,
        answer_of,
        control=(0, 0),
    ),
    "return visit": Race(
        told,
        (Sends("clerk", "visit", HEARD), Sends("clerk2", "visit", HEARD), Sends("manager", "visit", HEARD)),
        ("complaint.visited",),
        {**LINE, **TELLS_ONE, "complaints.returnvisit": 1, "journal.sentform": 1},
        returnvisits,
        lambda case: "同事已经回访过了",
    ),
    "close": Race(
        about_to_close,
        (Sends("officer", "close"), Sends("manager", "close"), Sends("project_manager", "close")),
        ("complaint.closed",),
        LINE,
        casework,
        state_of,
    ),
}
STEPS = pytest.mark.parametrize("name", RACES)


@pytest.mark.duty("A1", "A3", "A5", "P3")
@STEPS
def test_one_wins_and_everybody_else_reads_what_happened(arena: Arena, name: str):
    race = RACES[name]
    case = race.begin(arena.office)
    sends = [race.windows[number % len(race.windows)] for number in range(WINDOWS)]
    windows = opened(arena, sends)
    before = rows()
    answers = at_one_moment(case, sends, windows)
    assert [answer.status for answer in answers] == [302] * WINDOWS, answers
    assert sum(answer.done for answer in answers) == 1, answers
    assert rows() - before == Counter(race.rows)
    line = Event.objects.about(case).get(verb__in=race.verbs)
    winner = next(one.who for one, answer in zip(sends, answers, strict=True) if answer.done)
    assert line.actor is not None
    assert line.actor.username == winner
    last = race.told(Complaint.objects.get(pk=case.pk))
    assert all(last in answer.text for answer in answers if not answer.done), answers


def test_the_books_are_right_after_all_races(arena: Arena):
    call_command("check_books")


@STEPS
def test_without_the_lock_nobody_is_kept_out(arena: Arena, name: str, monkeypatch: pytest.MonkeyPatch):
    """The control: both win, or the later one breaks in the middle; on SQLite the one writer keeps the second out."""
    race = RACES[name]
    case = race.begin(arena.office)
    meeting = threading.Barrier(2)

    def read_without_lock(complaint_id: int) -> Complaint:
        complaint = Complaint.objects.get(pk=complaint_id)
        try:
            meeting.wait(TO_MEET[arena.vendor])
        except threading.BrokenBarrierError:
            assert connection.vendor == "sqlite"
        return complaint

    monkeypatch.setattr(race.module, "lock", read_without_lock)
    sends = [race.windows[number] for number in race.control]
    answers = at_one_moment(case, sends, opened(arena, sends))
    kept_out = [answer for answer in answers if answer.status == 302 and not answer.done]
    assert len(kept_out) == (1 if arena.vendor == "sqlite" else 0), answers
    written = Event.objects.about(case).filter(verb__in=race.verbs).count()
    assert written == sum(answer.done for answer in answers)


def opened(arena: Arena, sends: list[Sends]) -> list[Visitor]:
    """A window for each form, its person signed in."""
    people = User.objects.in_bulk({one.who for one in sends}, field_name="username")
    return [arena.people.window(people[one.who]) for one in sends]


def at_one_moment(case: Complaint, sends: list[Sends], windows: list[Visitor]) -> list[Told]:
    """Send all forms at once and return what each window is told."""
    return together(
        [
            lambda window=window, one=one: send(window, one.path(case), one.fields())  # type: ignore[misc]
            for window, one in zip(windows, sends, strict=True)
        ]
    )


def rows() -> Counter[str]:
    """How many rows each watched table has."""
    models = [model for model in apps.get_models() if model._meta.app_label in WATCHED]
    return Counter({model._meta.label_lower: model._base_manager.count() for model in models})
