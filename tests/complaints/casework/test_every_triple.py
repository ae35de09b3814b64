"""Every (state, act, role) of a complaint: the listed triples succeed, all others are refused and write nothing (C3).

The table is written down from domain 2.1 and the rights of the design, section 4; acts run through the services that
the pages call. The complainant is nobody's colleague and acts by the secret link.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from complaints.approvals import services as approvals
from complaints.casework import services, words
from complaints.choices import ReplyKind, ReplyMethod, ReportMethod, Severity, State, Validity
from complaints.duplicates.services import merge
from complaints.handovers import services as handovers
from complaints.held.services import reject
from complaints.models import Complaint
from complaints.reopening.services import reopen
from complaints.returnvisits.services import Heard, check_quality, record_visit
from complaints.withdrawals.services import withdraw
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.journal.models import Event, SentForm
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.models import InboxItem
from tests.complaints import factories
from tests.complaints.factories import MORNING, POLITE, Office, complaint_in, make_office, new_form, staff

pytestmark = [pytest.mark.django_db, pytest.mark.duty("A3", "A5", "P3")]

R = Role
COMPLAINANT = "complainant"
NOBODY: frozenset[str] = frozenset()
#: The responsible officer, and the manager or project manager in the officer's place.
ACT = frozenset({R.OFFICER, R.MANAGER, R.PROJECT_MANAGER})
LEAD = frozenset({R.MANAGER, R.PROJECT_MANAGER})
PROJECT = frozenset({R.PROJECT_MANAGER})
#: Whoever may visit an ordinary complaint that the officer handled.
VISIT = frozenset({R.CLERK, R.MANAGER, R.PROJECT_MANAGER, R.GENERAL_MANAGER})
OWN = frozenset({COMPLAINANT})
#: Only who answers for it hands it over; a manager assigns instead.
OFFICER = frozenset({R.OFFICER})
#: The colleague who is asked to take a complaint over, in the case "asked".
ASKED = frozenset({R.MANAGER})

WAITS = {"reply": ACT, "note": ACT, "assign": LEAD, "remark": OWN}
MOVING = {**WAITS, "hand_over": OFFICER}
BACK = {"withdraw": ACT, "take_back": OWN}
JOIN = {"merge": ACT}
HANDED = {"accept": ASKED, "refuse": ASKED, "recall": ACT}
TOLD = {"reopen": ACT, "not_settled": OWN, "rate": OWN}

#: For each case what may be done, and by whom; everything that is not named is refused for everybody.
ALLOWED: dict[str, dict[str, frozenset[str]]] = {
    "received": {**MOVING, **BACK, **JOIN, "investigate": ACT},
    "investigating": {**MOVING, **BACK, **JOIN, "findings": ACT, "escalate": ACT},
    "asked": {**WAITS, **HANDED, **BACK, **JOIN, "findings": ACT, "escalate": ACT},
    "found": {
        **MOVING,
        **BACK,
        **JOIN,
        **dict.fromkeys(("findings", "act", "explain", "dismiss", "escalate"), ACT),
    },
    "acting": {**MOVING, **BACK, **JOIN, "resolve": ACT, "escalate": ACT},
    "escalated": {**WAITS, "decide": LEAD},
    "resolved": {**MOVING, "report": ACT, "rate": OWN},
    "told": {**MOVING, **TOLD, "report": ACT, "visit": VISIT},
    "visited": {**MOVING, **TOLD, "report": ACT, "close": ACT},
    "closed": {**TOLD, "note": ACT, "remark": OWN, "quality": LEAD},
    "withdrawn": {"note": ACT, "remark": OWN},
    "held": {"note": ACT, "assign": LEAD, "remark": OWN, **BACK, "reject": LEAD},
    "rejected": {"note": ACT, "remark": OWN},
    "merged": {"note": ACT, "remark": OWN},
    # A major complaint goes through approval before anything is done (P3).
    "major found": {**MOVING, **BACK, **JOIN, "findings": ACT, "escalate": ACT, "propose": LEAD},
    "major awaiting": {**WAITS, **BACK, "approve": PROJECT, "send_back": PROJECT},
    "major approved": {**MOVING, **BACK, **JOIN, "resolve": ACT, "escalate": ACT},
    "major escalated": {**WAITS, "decide": LEAD},
    "major told": {**MOVING, **TOLD, "report": ACT, "visit": frozenset({R.PROJECT_MANAGER, R.GENERAL_MANAGER})},
}


@dataclass
class World:
    """The office, its people by role, and one complaint for each case."""

    office: Office
    people: dict[str, User | None]
    cases: dict[str, Complaint]

    def tries(self) -> Iterator[tuple[str, str, "Act"]]:
        """Every role with every act that it could try."""
        for role in self.people:
            for act, run in (OWN_ACTS if role == COMPLAINANT else STAFF_ACTS).items():
                yield role, act, run


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for all cases, on a working morning; every act is rolled back."""
    with django_db_blocker.unblock(), clock.at(MORNING), transaction.atomic():
        office = make_office()
        people: dict[str, User | None] = {}
        for role in Role:
            known = getattr(office, role, None)  # the office has a department too, which is no person
            person = known if isinstance(known, User) else None
            people[role] = person or staff(role, office.park, f"r-{role}".replace("_", "-"), "周试用")
        complaint_in(office)  # the earliest one, into which others are merged
        yield World(office, {**people, COMPLAINANT: None}, {name: make(office) for name, make in CASES.items()})
        transaction.set_rollback(True)


def _brought(state: str, *steps: Callable[[Office, Complaint], None], **said: Any) -> Callable[[Office], Complaint]:
    """Build a complaint in a state, with some steps more."""

    def make(office: Office) -> Complaint:
        complaint = complaint_in(office, state, **said)
        for step in steps:
            step(office, Complaint.objects.get(pk=complaint.pk))
        return complaint

    return make


def _unfounded(office: Office, complaint: Complaint) -> None:
    factories.find(office, complaint, Validity.UNFOUNDED)


def _merged(office: Office, complaint: Complaint) -> None:
    merge(complaint_id=complaint.pk, actor=office.officer, into=_earliest())


def _rejected(office: Office, complaint: Complaint) -> None:
    reject(complaint_id=complaint.pk, actor=office.manager, reason="广告")


def _asked(office: Office, complaint: Complaint) -> None:
    _hand_over(office, complaint, office.officer, office.manager)


def _earliest() -> Complaint:
    return Complaint.objects.order_by("pk")[0]


MAJOR = {"severity": Severity.MAJOR}
TELL = (factories.tell_result, factories.tell_office)
CASES: dict[str, Callable[[Office], Complaint]] = {
    "received": _brought(State.RECEIVED),
    "investigating": _brought(State.INVESTIGATING),
    "asked": _brought(State.INVESTIGATING, _asked),
    "found": _brought(State.INVESTIGATING, _unfounded),
    "acting": _brought(State.ACTING),
    "escalated": _brought(State.ESCALATED),
    "resolved": _brought(State.RESOLVED),
    "told": _brought(State.RESOLVED, *TELL),
    "visited": _brought(State.RESOLVED, *TELL, factories.visit),
    "closed": _brought(State.CLOSED),
    "withdrawn": _brought(State.WITHDRAWN),
    "merged": _brought(State.RECEIVED, _merged),
    "held": _brought(State.RECEIVED, held=True),
    "rejected": _brought(State.RECEIVED, _rejected, held=True),
    "major found": _brought(State.INVESTIGATING, factories.find, **MAJOR),
    "major awaiting": _brought(State.AWAITING_APPROVAL),
    "major approved": _brought(State.ACTING, **MAJOR),
    "major escalated": _brought(State.INVESTIGATING, factories.find, factories.escalate, **MAJOR),
    "major told": _brought(State.RESOLVED, *TELL, **MAJOR),
}

Act = Callable[[Office, Complaint, Any], object]


def _said(kind: str = ReplyKind.ANSWER) -> dict[str, Any]:
    return {"kind": kind, "method": ReplyMethod.PHONE, "text": POLITE, "form_id": new_form()}


def _decide(office: Office, case: Complaint, actor: User) -> object:
    """The way on that is open to every escalated complaint."""
    return services.decide(complaint_id=case.pk, actor=actor, decision="再查一次", target=State.INVESTIGATING)


def _findings(office: Office, case: Complaint, actor: User) -> object:
    return services.record_findings(
        complaint_id=case.pk, actor=actor, facts="已查明", validity=Validity.VALID, department=office.department
    )


def _explain(office: Office, case: Complaint, actor: User) -> object:
    article = factories.an_article(office.park).pk
    return services.explain(complaint_id=case.pk, actor=actor, article_id=article, explanation="当面解释")


def _report(office: Office, case: Complaint, actor: User) -> object:
    return words.report_to_office(
        complaint_id=case.pk, actor=actor, method=ReportMethod.IN_APP, text="已处理", form_id=new_form()
    )


def _visit(office: Office, case: Complaint, actor: User) -> object:
    heard = Heard(method="phone", quality=4, effect="settled", satisfaction=4, result="ok")
    return record_visit(complaint_id=case.pk, actor=actor, heard=heard, form_id=new_form())


def _withdraw(office: Office, case: Complaint, actor: User) -> object:
    witness = office.manager if actor == office.clerk else office.clerk
    return withdraw(complaint_id=case.pk, actor=actor, caller="林女士", witness=witness)


def _propose(office: Office, case: Complaint, actor: User) -> object:
    return approvals.propose(complaint_id=case.pk, actor=actor, opinion="应当办理", measures="更换")


def _hand_over(office: Office, case: Complaint, actor: User, receiver: User | None = None) -> object:
    said = {"receiver": receiver or office.other_officer, "reason": "须协调工程部", "form_id": new_form()}
    return handovers.ask(complaint_id=case.pk, actor=actor, **said)


STAFF_ACTS: dict[str, Act] = {
    "investigate": lambda office, case, actor: services.investigate(complaint_id=case.pk, actor=actor),
    "findings": _findings,
    "act": lambda office, case, actor: services.begin_action(complaint_id=case.pk, actor=actor, measures="更换衬垫"),
    "resolve": lambda office, case, actor: services.resolve(complaint_id=case.pk, actor=actor, measures="已更换"),
    "explain": _explain,
    "dismiss": lambda office, case, actor: services.dismiss(complaint_id=case.pk, actor=actor, explanation="未发现"),
    "escalate": lambda office, case, actor: services.escalate(
        complaint_id=case.pk, actor=actor, problem="缺少备件", opinion="建议租用"
    ),
    "decide": _decide,
    "propose": _propose,
    "approve": lambda office, case, actor: approvals.approve(complaint_id=case.pk, actor=actor),
    "send_back": lambda office, case, actor: approvals.send_back(complaint_id=case.pk, actor=actor, reason="请补充"),
    "reply": lambda office, case, actor: words.reply(complaint_id=case.pk, actor=actor, **_said()),
    "report": _report,
    "visit": _visit,
    "close": lambda office, case, actor: services.close(complaint_id=case.pk, actor=actor),
    "reopen": lambda office, case, actor: reopen(complaint_id=case.pk, actor=actor, reason="又响了", caller="林女士"),
    "withdraw": _withdraw,
    "reject": lambda office, case, actor: reject(complaint_id=case.pk, actor=actor, reason="广告"),
    "quality": lambda office, case, actor: check_quality(complaint_id=case.pk, actor=actor, quality=4, remark="完整"),
    "assign": lambda office, case, actor: services.assign(
        complaint_id=case.pk, actor=actor, officer=office.other_officer
    ),
    "note": lambda office, case, actor: words.note(
        complaint_id=case.pk, actor=actor, text="下午再看", form_id=new_form()
    ),
    "merge": lambda office, case, actor: merge(complaint_id=case.pk, actor=actor, into=_earliest()),
    "hand_over": _hand_over,
    "accept": lambda office, case, actor: handovers.accept(complaint_id=case.pk, actor=actor),
    "refuse": lambda office, case, actor: handovers.refuse(complaint_id=case.pk, actor=actor, refusal="不熟悉"),
    "recall": lambda office, case, actor: handovers.take_back(complaint_id=case.pk, actor=actor),
}
OWN_ACTS: dict[str, Act] = {
    "remark": lambda office, case, actor: words.remark_by_complainant(complaint_id=case.pk, text="补充一点"),
    "rate": lambda office, case, actor: words.rate(complaint_id=case.pk, satisfaction=4),
    "not_settled": lambda office, case, actor: reopen(complaint_id=case.pk, reason="又响了"),
    "take_back": lambda office, case, actor: withdraw(complaint_id=case.pk),
}


@pytest.mark.parametrize("name", CASES)
def test_only_the_listed_triples_succeed_and_all_others_write_nothing(name: str, world: World):
    case, allowed = world.cases[name], ALLOWED[name]
    listed = [one for one in world.tries() if one[0] in allowed.get(one[1], NOBODY)]
    others = [one for one in world.tries() if one[0] not in allowed.get(one[1], NOBODY)]
    before = _fingerprint(case)
    refused = [f"{act} by {role}" for role, act, run in listed if not _succeeds(run, world, case, role, before)]
    with transaction.atomic():
        done = [f"{act} by {role}" for role, act, run in others if _runs(run, world, case, role)]
        after = _fingerprint(case)
        transaction.set_rollback(True)
    assert (refused, done) == ([], [])
    assert after == before


def _succeeds(run: Act, world: World, case: Complaint, role: str, before: Any) -> bool:
    """Whether an act is done and written down; it is rolled back."""
    with transaction.atomic():
        done = _runs(run, world, case, role) and _fingerprint(case) != before
        transaction.set_rollback(True)
    return done


def _runs(run: Act, world: World, case: Complaint, role: str) -> bool:
    """Whether the rules let an act happen."""
    try:
        run(world.office, case, world.people[role])
    except (RuleViolation, PermissionDenied):
        return False
    return True


def _fingerprint(case: Complaint) -> tuple[Any, ...]:
    """What would show that something happened: the whole row, the journal, the inboxes, forms that count as sent."""
    row = Complaint.objects.filter(pk=case.pk).values_list().get()
    return row, *(model._base_manager.count() for model in (Event, InboxItem, SentForm))


def test_every_case_and_every_transition_is_in_the_table():
    field: Any = Complaint._meta.get_field("state")
    declared = {method.__name__ for method in field.transitions[Complaint].values()}
    assert set(ALLOWED) == set(CASES)
    assert declared - set(STAFF_ACTS) == {"go_on"}, "nobody takes it: it follows from a withdrawal"
    assert {act for acts in ALLOWED.values() for act in acts} == {*STAFF_ACTS, *OWN_ACTS}
