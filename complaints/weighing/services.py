"""Weighing a complaint again while it is under way: limits count from the receipt as before (domain 2.1, peers 17)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from complaints.alerts import call_duty_room
from complaints.approvals.asking import ask_for_proposal
from complaints.casework import limits, rules
from complaints.casework.models import Complaint
from complaints.casework.steps import acting_as, lock
from complaints.choices import UNSOLVED_STATES, Severity, State
from complaints.people import answering, leaders_of
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.accounts.roles import Role
from parkservice.journal.services import record
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell

#: Before, it is weighed when it is taken on.
WEIGHED_STATES = tuple(state for state in UNSOLVED_STATES if state != State.RECEIVED)
_ORDER = (Severity.MINOR, Severity.IMPORTANT, Severity.MAJOR)


@transaction.atomic
def weigh(*, complaint_id: int, actor: User, severity: str, urgent: bool, reason: str) -> Complaint:
    """Give a complaint another weight; elapsed and paused time stay, and no clock begins anew.

    Raises RuleViolation when nothing changes, in another state, or when somebody below the manager takes a major one
    down.
    """
    complaint = lock(complaint_id)
    if not rules.may_act(complaint, actor):
        raise PermissionDenied(_("This step is for another person. The record shows who is in charge."))
    _check(complaint, severity, urgent)
    check_lighter(complaint, actor, severity, urgent, reason)
    put(complaint, actor, severity, urgent, reason)
    return complaint


def is_lighter(complaint: Complaint, severity: str, urgent: bool) -> bool:
    """Whether a new weight takes severity or urgency off."""
    return _is_lower(complaint, severity) or (complaint.urgent and not urgent)


def _is_lower(complaint: Complaint, severity: str) -> bool:
    return _ORDER.index(Severity(severity)) < _ORDER.index(Severity(complaint.severity))


def check_lighter(complaint: Complaint, actor: User, severity: str, urgent: bool, reason: str) -> None:
    """Refuse a lighter weight without a reason, and of a major complaint to everybody below the manager.

    The approval falls away with it (P3). Raises RuleViolation, with the code "reason" where only that is missing.
    """
    lower = _is_lower(complaint, severity) and complaint.severity == Severity.MAJOR
    if lower and not may(actor, "complaints.decide", complaint):
        raise RuleViolation(_("It is major. Only the manager can weigh it lighter."))
    if is_lighter(complaint, severity, urgent) and not reason:
        raise RuleViolation(_("Say why it is lighter than it was."), code="reason")


def put(complaint: Complaint, actor: User, severity: str, urgent: bool, reason: str) -> None:
    """Give a locked complaint another weight, write it down and tell the leaders."""
    former, was_urgent, asked = complaint.severity, complaint.urgent, complaint.needs_approval
    complaint.severity, complaint.urgent = severity, urgent
    limits.weigh_again(complaint)
    complaint.save(update_fields=["severity", "urgent", *limits.FIELDS])
    data = {"former": former, "severity": severity, "urgent": urgent, "was_urgent": was_urgent, "reason": reason}
    record(
        park=complaint.park,
        actor=actor,
        verb="complaint.weighed",
        subject=complaint,
        data=data,
        acting_as=acting_as(complaint, actor),
    )
    _tell(complaint, actor, former, reason)
    if not asked:
        ask_for_proposal(complaint, but=actor.pk)
    if urgent and not was_urgent:
        call_duty_room(complaint)


def _check(complaint: Complaint, severity: str, urgent: bool) -> None:
    """Raise what stands against the new weight."""
    if complaint.state not in WEIGHED_STATES:
        raise RuleViolation(_("A complaint is weighed again while it is under way."))
    if (severity, urgent) == (complaint.severity, complaint.urgent):
        raise RuleViolation(_("It has this weight already. Choose another one."))


def _tell(complaint: Complaint, actor: User, former: str, reason: str) -> None:
    """The manager hears of every new weight, the project manager when it becomes major."""
    managers = leaders_of(complaint, Role.MANAGER)
    data = {"matter": complaint.matter, "severity": complaint.severity, "former": former, "reason": reason}
    tell(
        recipients=[person for person in [*managers, *answering(complaint)] if person.pk != actor.pk],
        park=complaint.park,
        verb="inbox.weighed",
        subject=complaint,
        data=data,
    )
    if complaint.severity == Severity.MAJOR != former:
        leaders = leaders_of(complaint, Role.PROJECT_MANAGER)
        tell(recipients=leaders, park=complaint.park, verb="inbox.major", subject=complaint, data=data)
