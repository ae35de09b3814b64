"""Proposing, approving and returning the handling of a service-quality or major complaint (P3, invariant C7)."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.approvals.models import Proposal, Verdict
from complaints.casework import limits
from complaints.casework.models import Complaint
from complaints.casework.steps import advance, keep, lock, note_step
from complaints.choices import LimitUnit
from complaints.people import answering
from parkservice.accounts.models import User
from parkservice.accounts.rights import people_with
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell
from parkservice.parks import thresholds


def approver_role(complaint: Complaint, proposer: User) -> Role:
    """Who approves: the project manager; the general manager where the project manager proposes or is concerned."""
    leads = set(people_with(complaint.park, Role.PROJECT_MANAGER).values_list("pk", flat=True))
    return Role.GENERAL_MANAGER if leads & {proposer.pk, complaint.against_staff_id} else Role.PROJECT_MANAGER


def approvers(complaint: Complaint, proposer: User) -> tuple[Role, list[User]]:
    """Return the role that decides and its people, without the proposer and the person concerned."""
    role = approver_role(complaint, proposer)
    barred = (proposer.pk, complaint.against_staff_id)
    return role, [person for person in people_with(complaint.park, role) if person.pk not in barred]


@transaction.atomic
def propose(
    *,
    complaint_id: int,
    actor: User,
    opinion: str,
    measures: str,
    cost: Decimal | None = None,
    heard: str = "",
) -> Proposal:
    """Put before the next level how a service-quality or major complaint is to be handled (P3).

    Raises RuleViolation without findings, for an ordinary complaint, when the person concerned was not heard, or when
    nobody could approve it; PermissionDenied for everybody below the manager and for the person concerned.
    """
    complaint = lock(complaint_id)
    before = advance(complaint, "propose", actor)
    if complaint.against_staff and not heard:
        raise RuleViolation(
            _("Hear %(name)s first and write down what was said.") % {"name": complaint.against_staff.name}
        )
    role, deciders = approvers(complaint, actor)
    if not deciders:
        raise RuleViolation(_("Nobody can approve this: it takes a %(role)s. Post one first.") % {"role": role.label})
    now, days = clock.now(), thresholds.value(complaint.park, "approval_days")
    proposal = Proposal.objects.create(
        complaint=complaint,
        at=now,
        by=actor,
        opinion=opinion,
        measures=measures,
        cost=cost,
        heard=heard,
        approver_role=role,
        due_at=limits.due_after(complaint.park, now, days, LimitUnit.WORKING_DAYS).at,
    )
    keep(complaint, "state")
    data: dict[str, object] = {"opinion": opinion, "measures": measures, "heard": heard, "proposal": proposal.pk}
    note_step(complaint, actor, "complaint.proposed", before, data, perm="complaints.decide")
    _tell(complaint, deciders, "inbox.proposed", measures)
    return proposal


@transaction.atomic
def approve(*, complaint_id: int, actor: User, reason: str = "") -> Complaint:
    """Approve the proposal: its measures are carried out now (P3).

    Raises RuleViolation when a colleague decided first, PermissionDenied for the proposer, for the person concerned
    and for every role that does not decide this one.
    """
    complaint, proposal, before = _decide(complaint_id, actor, "approve", Verdict.APPROVED, reason)
    complaint.measures, complaint.approved_at = proposal.measures, proposal.decided_at
    keep(complaint, "state", "measures", "approved_at")
    data: dict[str, object] = {"measures": proposal.measures, "reason": reason, "proposal": proposal.pk}
    note_step(complaint, actor, "complaint.approved", before, data, perm="complaints.approve")
    _tell(complaint, [proposal.by, *answering(complaint)], "inbox.approved", proposal.measures)
    return complaint


@transaction.atomic
def send_back(*, complaint_id: int, actor: User, reason: str) -> Complaint:
    """Return the proposal with what is wrong about it; the matter is investigated on (P3). Raises as `approve`."""
    complaint, proposal, before = _decide(complaint_id, actor, "send_back", Verdict.RETURNED, reason)
    keep(complaint, "state")
    data: dict[str, object] = {"reason": reason, "proposal": proposal.pk}
    note_step(complaint, actor, "complaint.sent_back", before, data, perm="complaints.approve")
    _tell(complaint, [proposal.by, *answering(complaint)], "inbox.sent_back", reason)
    return complaint


def _decide(
    complaint_id: int, actor: User, step: str, verdict: Verdict, reason: str
) -> tuple[Complaint, Proposal, str]:
    """Take the step and keep the verdict with the proposal."""
    complaint = lock(complaint_id)
    before = advance(complaint, step, actor)
    proposal = Proposal.objects.select_related("by").get(complaint=complaint, decided_at__isnull=True)
    proposal.verdict, proposal.reason = verdict, reason
    proposal.decided_by, proposal.decided_at = actor, clock.now()
    proposal.save(update_fields=["verdict", "reason", "decided_by", "decided_at"])
    return complaint, proposal, before


def _tell(complaint: Complaint, people: list[User], verb: str, text: str) -> None:
    tell(
        recipients=people,
        park=complaint.park,
        verb=verb,
        subject=complaint,
        data={"matter": complaint.matter, "text": text},
    )
