"""Who may move a complaint, and what must be true before it moves: the callables that the state machine names.

A guard carries the sentence that people read when it stops them, so that the button, the refusal and the list of
what is still missing all speak with one voice.
"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from complaints.casework.delivery import reply_failed, report_failed
from complaints.choices import PROPOSABLE_STATES, Category, State
from complaints.people import concerned_by
from parkservice.accounts.models import User
from parkservice.accounts.rights import acting_role, answering_for, may, roles_of
from parkservice.accounts.roles import Role
from parkservice.kit.flow import guard

if TYPE_CHECKING:
    from complaints.casework.models import Complaint


@guard(_("Record what you found first: facts, validity and the department responsible."))
def has_findings(complaint: "Complaint") -> bool:
    """Investigation findings are a required record before any outcome (A3)."""
    return bool(complaint.facts and complaint.validity and complaint.responsible_department_id)


@guard(_("Tell the complainant the result first; the answer must be later than the last measure or decision."))
def has_reply(complaint: "Complaint") -> bool:
    """A reply to the complainant exists that is later than the resolution (A5, invariant C6)."""
    return complaint.told_complainant


@guard(_("The result did not go out: the message failed or the letter is not printed. Send it again or call."))
def reply_went_out(complaint: "Complaint") -> bool:
    """The newest word on the result is no failed message and no letter without its paper (A5)."""
    since = complaint.resolved_at
    return since is None or not (complaint.told_complainant and reply_failed(complaint, since))


@guard(_("Others told the same and do not know the result. Write it for the tracking page: it goes to each of them."))
def others_know(complaint: "Complaint") -> bool:
    """Everybody whose complaint was merged into it was told the result too (domain 2.1)."""
    from complaints.duplicates.sharing import untold

    return not untold(complaint)


@guard(_("Report the result to the park office first; the report must be later than the last measure or decision."))
def has_office_report(complaint: "Complaint") -> bool:
    """A report to the park office exists that is later than the resolution (A3, A5, invariants C4 and C6)."""
    return complaint.told_office


@guard(_("The report did not reach the park office: the mail failed. Report it again or in another way."))
def report_went_out(complaint: "Complaint") -> bool:
    """The newest report to the park office is no failed mail (A5)."""
    return not (complaint.told_office and report_failed(complaint))


@guard(_("The return visit comes first: a colleague who did not handle the matter asks the complainant."))
def has_visit(complaint: "Complaint") -> bool:
    """A valid complaint of somebody known is visited before it is closed (domain 2.1)."""
    return not complaint.needs_visit or complaint.visited_at is not None


@guard(_("This complaint is held for a look. Release it first."))
def is_released(complaint: "Complaint") -> bool:
    """A submission above the counters is looked at by a person before it moves."""
    return not complaint.held


@guard(_("Only what is held for a look can be rejected. Investigate it, and settle it as unfounded if it is."))
def is_held(complaint: "Complaint") -> bool:
    """A submission that a person looks at before it counts."""
    return complaint.held


@guard(_("The matter is about a person: name the colleague concerned when you take the complaint on."))
def person_is_named(complaint: "Complaint") -> bool:
    """A service-attitude complaint names the person concerned before it is investigated (domain 2.1, P3)."""
    return complaint.category != Category.SERVICE_ATTITUDE or complaint.against_staff_id is not None


@guard(_("Only service-quality and major complaints are approved. Put this one right, or explain the rule."))
def wants_approval(complaint: "Complaint") -> bool:
    """Whether the handling of this complaint goes through approval (P3)."""
    return complaint.needs_approval


@guard(_("The handling is approved already. Carry it out."))
def not_yet_approved(complaint: "Complaint") -> bool:
    """Whether an approval is still to come; reopening and a new investigation take it back."""
    return complaint.approved_at is None


@guard(_("Service-quality and major complaints are approved first. Write the proposal for the project manager."))
def is_approved(complaint: "Complaint") -> bool:
    """What needs approval is neither carried out nor settled before it (P3, invariant C7)."""
    return not complaint.needs_approval or complaint.approved_at is not None


def waits_for_proposal(complaint: "Complaint") -> bool:
    """Whether the findings are there and only the manager's proposal is missing (P3)."""
    return complaint.state in PROPOSABLE_STATES and has_findings(complaint) and not is_approved(complaint)


def concerns(complaint: "Complaint", user: User) -> bool:
    """Whether the complaint is about this person, who then neither handles nor decides it (design section 4)."""
    return user.pk in concerned_by(complaint)


def works_on(user: User, complaint: "Complaint") -> bool:
    """Whether this person holds a posting in the park of the complaint that lets them work on complaints.

    The general manager works only on what nobody below may have: a complaint about the manager (C7).
    """
    role = acting_role(user, "complaints.act", complaint.park)
    if role == Role.GENERAL_MANAGER:
        return complaint.officer_id in answering_for(user, complaint.park_id, "complaints.act")
    return bool(role)


def may_act(complaint: "Complaint", user: User) -> bool:
    """The responsible officer or their stand-in acts on it; the manager may act in the officer's place (A1)."""
    if concerns(complaint, user):
        return False
    if complaint.officer_id in answering_for(user, complaint.park_id, "complaints.act"):
        return True
    return may(user, "complaints.decide", complaint)


def may_assign(complaint: "Complaint", user: User) -> bool:
    """The manager names another responsible officer (M3)."""
    return not concerns(complaint, user) and may(user, "complaints.assign", complaint)


def may_decide(complaint: "Complaint", user: User) -> bool:
    """Only a manager decides an escalated complaint, and never one who escalated it (A3, invariant C5)."""
    if concerns(complaint, user) or not may(user, "complaints.decide", complaint):
        return False
    if complaint.state != State.ESCALATED:
        return True
    escalation = complaint.open_escalation  # gone when a colleague decided this very moment, who is named then
    return escalation is None or escalation.by_id != user.pk


def may_note(complaint: "Complaint", user: User) -> bool:
    """Notes are written by those who work on the complaint, and by the colleague who took it in."""
    return may_act(complaint, user) or (complaint.received_by_id == user.pk and not concerns(complaint, user))


def may_propose(complaint: "Complaint", user: User) -> bool:
    """The manager proposes how a service-quality or major complaint is handled (P3)."""
    return not concerns(complaint, user) and may(user, "complaints.decide", complaint)


def may_approve(complaint: "Complaint", user: User) -> bool:
    """The role that the proposal names decides it, never who wrote it and never the person concerned (P3, C7)."""
    if concerns(complaint, user) or not may(user, "complaints.approve", complaint):
        return False
    proposal = complaint.open_proposal
    if proposal is None:
        return True
    return proposal.by_id != user.pk and proposal.approver_role in roles_of(user, complaint.park)


def may_reopen(complaint: "Complaint", user: User | None) -> bool:
    """The complainant (no account needed: None), who writes their call down, who visits them (domain 2.1)."""
    from complaints.returnvisits.queries import may_visit

    return user is None or may_note(complaint, user) or may_visit(complaint, user)


def may_withdraw(complaint: "Complaint", user: User | None) -> bool:
    """The complainant, by the tracking page (None) or through a colleague who writes the call down (domain 2.1)."""
    return user is None or may_note(complaint, user)


def follows(complaint: "Complaint", user: User | None) -> bool:
    """A step that nobody takes: it follows from what somebody else did."""
    return user is None
