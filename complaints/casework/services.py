"""Moving a complaint: each function is one guarded transition (A1, A3, A5, O11).

Words to the complainant and to the park office stand in complaints.casework.words.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from complaints.alerts import alert, call_duty_room
from complaints.approvals.asking import ask_for_proposal
from complaints.casework import limits, rules
from complaints.casework.models import Complaint
from complaints.casework.records import Escalation
from complaints.casework.steps import advance, keep, lock, must_act, must_be, note_step
from complaints.choices import OPEN_STATES, Category, Outcome, Severity, State, Validity
from complaints.people import answering, leaders_of
from complaints.weighing import services as weighing
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell
from parkservice.parks.models import Department

#: States in which an escalated complaint may go on (domain 2.1).
DECIDED_TARGETS = (State.ACTING, State.INVESTIGATING, State.RESOLVED)


@transaction.atomic
def investigate(
    *,
    complaint_id: int,
    actor: User,
    severity: str = "",
    urgent: bool | None = None,
    category: str = "",
    against_staff: User | None = None,
    reason: str = "",
) -> Complaint:
    """Take a complaint on: weigh it, correct its category, name the person concerned (A1, A3, P3).

    New weight means new limits, still counted from the moment of receipt. Raises RuleViolation when it was taken on
    already, is held, is about a person who is not named yet, or is weighed lighter than the actor may or without
    `reason`.
    """
    complaint = lock(complaint_id)
    _refile(complaint, actor, category)
    complaint.against_staff = against_staff or complaint.against_staff
    if complaint.against_staff_id == complaint.officer_id:
        raise RuleViolation(_("A complaint about a person is handled by somebody else. Assign it first."))
    before = advance(complaint, "investigate", actor)
    former, urgent = complaint.severity, complaint.urgent if urgent is None else urgent
    told = _weigh(complaint, actor, severity or complaint.severity, urgent, reason)
    weighed = ("severity", "urgent", "category", "repeat_of", "against_staff")
    keep(complaint, "state", *weighed, *limits.FIELDS)
    note_step(complaint, actor, "complaint.investigation_begun", before, _taken_on(complaint))
    if complaint.severity == Severity.MAJOR != former and not told:
        tell(
            recipients=leaders_of(complaint, Role.PROJECT_MANAGER),
            park=complaint.park,
            verb="inbox.major",
            subject=complaint,
            data={"matter": complaint.matter},
        )
        alert(complaint, "inbox.major")
    return complaint


def _taken_on(complaint: Complaint) -> dict[str, object]:
    """What it is from now on, for the journal; the person by their key alone."""
    names = ("severity", "urgent", "category", "against_staff_id", "repeat_of_id")
    return {name: getattr(complaint, name) for name in names}


def _weigh(complaint: Complaint, actor: User, severity: str, urgent: bool, reason: str) -> bool:
    """Weigh it while it is taken on; return whether it became lighter, which is written down and told (domain 2.1)."""
    weighing.check_lighter(complaint, actor, severity, urgent, reason)
    if weighing.is_lighter(complaint, severity, urgent):
        weighing.put(complaint, actor, severity, urgent, reason)
        return True
    if (severity, urgent) != (complaint.severity, complaint.urgent):
        newly = urgent and not complaint.urgent
        complaint.severity, complaint.urgent = severity, urgent
        limits.weigh_again(complaint)
        if newly:
            call_duty_room(complaint)
    return False


def _refile(complaint: Complaint, actor: User, category: str) -> None:
    """Correct the category; only a manager makes a complaint one about service attitude, or no longer one (P3)."""
    from complaints.duplicates.likely import repeated_by

    crosses = complaint.category != category and Category.SERVICE_ATTITUDE in (complaint.category, category)
    if category and crosses and not may(actor, "complaints.decide", complaint):
        raise RuleViolation(
            _("A complaint about service attitude is received by the manager. Keep the category and escalate it.")
        )
    if category and complaint.category != category:
        complaint.category = category
        complaint.repeat_of = repeated_by(complaint)


@transaction.atomic
def record_findings(
    *, complaint_id: int, actor: User, facts: str, validity: str, department: Department, cause: str = ""
) -> Complaint:
    """Record what the investigation found; the record every outcome needs (A3).

    Raises RuleViolation when the complaint is not under investigation and PermissionDenied for other people.
    """
    complaint = lock(complaint_id)
    must_be(complaint, actor, State.INVESTIGATING)
    must_act(complaint, actor)
    complaint.facts, complaint.validity, complaint.cause = facts, validity, cause
    complaint.responsible_department = department
    complaint.investigated_at = clock.now()
    keep(complaint, "facts", "validity", "cause", "responsible_department", "investigated_at")
    note_step(
        complaint,
        actor,
        "complaint.findings",
        "",
        {"facts": facts, "validity": validity, "cause": cause, "department": department.pk},
    )
    ask_for_proposal(complaint, but=actor.pk)
    return complaint


@transaction.atomic
def begin_action(*, complaint_id: int, actor: User, measures: str, done_by: datetime | None = None) -> Complaint:
    """Say what will be done and until when (A3). Raises RuleViolation without findings or in another state."""
    complaint = lock(complaint_id)
    before = advance(complaint, "act", actor)
    complaint.measures, complaint.measures_by = measures, done_by
    keep(complaint, "state", "measures", "measures_by")
    note_step(complaint, actor, "complaint.action_begun", before, {"measures": measures})
    return complaint


@transaction.atomic
def resolve(*, complaint_id: int, actor: User, measures: str) -> Complaint:
    """Record that the matter was put right and how (A3). Raises RuleViolation without findings or in another state."""
    complaint = lock(complaint_id)
    before = advance(complaint, "resolve", actor)
    complaint.measures = measures
    # What needs approval is settled only from here, also when it proved unfounded (P3).
    unfounded = complaint.needs_approval and complaint.validity == Validity.UNFOUNDED
    outcome = Outcome.UNFOUNDED if unfounded else Outcome.SETTLED
    _settle(complaint, actor, before, outcome, "complaint.resolved", {"measures": measures})
    return complaint


@transaction.atomic
def explain(*, complaint_id: int, actor: User, article_id: int, explanation: str) -> Complaint:
    """Settle by explaining a rule until it was understood and accepted (A2). Raises RuleViolation without findings."""
    complaint = lock(complaint_id)
    before = advance(complaint, "explain", actor)
    complaint.article_id = article_id
    complaint.measures = explanation
    data: dict[str, object] = {"article": article_id, "explanation": explanation}
    _settle(complaint, actor, before, Outcome.EXPLAINED, "complaint.explained", data)
    return complaint


@transaction.atomic
def dismiss(*, complaint_id: int, actor: User, explanation: str) -> Complaint:
    """Settle a complaint that proved unfounded (domain 2.1). Raises RuleViolation unless the findings say so."""
    complaint = lock(complaint_id)
    before = advance(complaint, "explain", actor)
    if complaint.validity != Validity.UNFOUNDED:
        raise RuleViolation(_("The findings say that it is valid. Put the matter right or explain the rule."))
    complaint.measures = explanation
    _settle(complaint, actor, before, Outcome.UNFOUNDED, "complaint.dismissed", {"explanation": explanation})
    return complaint


def _settle(
    complaint: Complaint,
    actor: User,
    before: str,
    outcome: str,
    verb: str,
    data: dict[str, object],
    perm: str = "complaints.act",
) -> None:
    """Keep the outcome and start the clock for both replies."""
    now = clock.now()
    complaint.outcome = outcome
    complaint.resolved_at = now
    limits.set_reply_limit(complaint, now)
    keep(complaint, "state", "outcome", "resolved_at", "measures", "article", "reply_due", "limit_basis")
    note_step(complaint, actor, verb, before, data, perm=perm)


@transaction.atomic
def escalate(*, complaint_id: int, actor: User, problem: str, opinion: str) -> Escalation:
    """Put before the manager what cannot be solved, with the problem and the officer's opinion (A3, invariant C5).

    Raises RuleViolation when the complaint is not under way.
    """
    complaint = lock(complaint_id)
    before = advance(complaint, "escalate", actor)
    keep(complaint, "state")
    escalation = Escalation.objects.create(
        complaint=complaint, at=clock.now(), by=actor, problem=problem, opinion=opinion
    )
    note_step(complaint, actor, "complaint.escalated", before, {"problem": problem, "opinion": opinion})
    tell(
        recipients=leaders_of(complaint, Role.MANAGER, but=actor.pk),
        park=complaint.park,
        verb="inbox.escalated",
        subject=complaint,
        data={"problem": problem, "opinion": opinion, "matter": complaint.matter},
    )
    alert(complaint, "inbox.escalated", {"problem": problem}, key=f"inbox.escalated:{escalation.pk}")
    return escalation


@transaction.atomic
def decide(*, complaint_id: int, actor: User, decision: str, target: str) -> Complaint:
    """Decide an escalated complaint: how it goes on, in the manager's words (A3, invariant C5).

    `target` is acting, investigating or resolved; the last needs findings. Raises RuleViolation when a colleague
    decided first, PermissionDenied for the one who escalated it and for everybody below the manager.
    """
    if target not in DECIDED_TARGETS:
        raise RuleViolation(_("Say how the complaint goes on: investigate again, put right, or resolved."))
    complaint = lock(complaint_id)
    before = advance(complaint, "decide", actor, target)
    escalation = Escalation.objects.get(complaint=complaint, decided_at__isnull=True)
    if target != State.INVESTIGATING and not rules.has_findings(complaint):
        raise RuleViolation(_("Record what you found first: facts, validity and the department responsible."))
    if target != State.INVESTIGATING and not rules.is_approved(complaint):
        raise RuleViolation(_("This needs approval: let it be investigated on, then propose how it is handled."))
    escalation.decision, escalation.target = decision, target
    escalation.decided_by, escalation.decided_at = actor, clock.now()
    escalation.save(update_fields=["decision", "target", "decided_by", "decided_at"])
    data: dict[str, object] = {"decision": decision, "target": target}
    if target == State.RESOLVED:
        complaint.measures = decision
        outcome = Outcome.UNFOUNDED if complaint.validity == Validity.UNFOUNDED else Outcome.SETTLED
        _settle(complaint, actor, before, outcome, "complaint.decided", data, perm="complaints.decide")
    else:
        complaint.measures = decision if target == State.ACTING else complaint.measures
        complaint.approved_at = complaint.approved_at if target == State.ACTING else None
        keep(complaint, "state", "measures", "approved_at")
        note_step(complaint, actor, "complaint.decided", before, data, perm="complaints.decide")
    tell(
        recipients=answering(complaint),
        park=complaint.park,
        verb="inbox.decided",
        subject=complaint,
        data={"decision": decision, "matter": complaint.matter},
    )
    return complaint


@transaction.atomic
def close(*, complaint_id: int, actor: User) -> Complaint:
    """Close a complaint whose complainant and park office both know the result (A5, invariants C4, C6).

    Raises RuleViolation naming the first thing that is still missing.
    """
    complaint = lock(complaint_id)
    before = advance(complaint, "close", actor)
    complaint.closed_at = clock.now()
    keep(complaint, "state", "closed_at")
    note_step(complaint, actor, "complaint.closed", before, {})
    return complaint


@transaction.atomic
def assign(*, complaint_id: int, actor: User, officer: User, alone: bool = True) -> Complaint:
    """Name another responsible officer; there is exactly one at any time (A1, M3, invariant C1).

    A hand-over that waits ends with it; the officer is told, unless it is one of many. Raises PermissionDenied for
    everybody but the manager, RuleViolation for a closed complaint or an officer whom it concerns or who has no
    rights here.
    """
    from complaints.handovers.services import lapse

    complaint = lock(complaint_id)
    if complaint.state not in OPEN_STATES:
        raise RuleViolation(_("This complaint is closed. It keeps the officer who closed it."))
    if not rules.may_assign(complaint, actor):
        raise PermissionDenied(_("Only the manager assigns complaints."))
    check_receiver(complaint, officer)
    lapse(complaint, actor)
    former = complaint.officer
    complaint.officer = officer
    keep(complaint, "officer")
    data: dict[str, object] = {"officer": officer.name, "former": former.name}
    note_step(complaint, actor, "complaint.assigned", "", data, perm="complaints.assign")
    tell(
        recipients=[officer] if alone else [],
        park=complaint.park,
        verb="inbox.assigned",
        subject=complaint,
        data={**data, "matter": complaint.matter},
    )
    return complaint


def check_receiver(complaint: Complaint, officer: User) -> None:
    """Raise RuleViolation for an officer whom it concerns, who has no rights here, or who must not see it yet."""
    if rules.concerns(complaint, officer):
        raise RuleViolation(_("A complaint about a person is handled by somebody else. Choose another colleague."))
    if not officer.is_active or not rules.works_on(officer, complaint):
        raise RuleViolation(_("This colleague does not handle complaints here. Choose an officer or a manager."))
    if officer.pk == complaint.officer_id:
        raise RuleViolation(_("%(name)s is responsible for this complaint already.") % {"name": officer.name})
    if not rules.person_is_named(complaint) and not may(officer, "complaints.decide", complaint):
        raise RuleViolation(_("Name the person concerned first: until then this complaint stays with a manager."))


@transaction.atomic
def release(*, complaint_id: int, actor: User) -> Complaint:
    """Release a submission that the counters held for a look: now everybody hears of it, the sender too.

    Raises RuleViolation when nothing is held.
    """
    from complaints.intake.services import announce

    complaint = lock(complaint_id)
    must_act(complaint, actor)
    if not complaint.held or not complaint.is_open:
        raise RuleViolation(_("A colleague has already looked at this complaint."))
    complaint.held = False
    complaint.save(update_fields=["held"])
    note_step(complaint, actor, "complaint.released", "", {})
    announce(complaint, but=actor)
    return complaint
