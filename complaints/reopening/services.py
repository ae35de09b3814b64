"""Taking a settled complaint up again: after a return visit, or because the complainant says so (domain 2.1).

Reopening is the only thing that starts the clock of a closed complaint again: new limits for answer and resolution
count from the reopening, the old ones stay in the history.
"""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from complaints.casework import limits, rules
from complaints.casework.models import Complaint
from complaints.casework.sight import Sight, veiled
from complaints.casework.steps import advance, keep, lock_leading, note_step
from complaints.choices import State
from complaints.intake.routing import responsible_for
from complaints.people import answering, leaders_of, unconcerned
from complaints.returnvisits.papers import unused_slip
from parkservice.accounts.models import User
from parkservice.accounts.rights import people_with
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell
from parkservice.paperwork.papers import revoke
from parkservice.parks import thresholds

#: The lines of the journal that open a complaint again.
REOPENED = ("complaint.reopened", "complaint.not_settled", "complaint.said_not_settled")
#: What belongs to the way that ended, and begins anew.
ENDED: dict[str, Any] = {
    **dict.fromkeys(("answered_at", "resolved_at", "closed_at", "reply_due", "approved_at", "visited_at")),
    **dict.fromkeys(("satisfaction", "confirmed_at", "measures_by", "article", "office_acknowledged_at")),
    "outcome": "",
}
CHANGED = (*ENDED, "state", "officer", "reopened_at", "reopened_count", "answer_due", "resolve_due", "limit_basis")


@transaction.atomic
def reopen(*, complaint_id: int, reason: str, actor: User | None = None, caller: str = "") -> Complaint:
    """Take a complaint up again because the complainant says that it is not settled (domain 2.1, peers 2.11).

    Without an actor the complainant did it on the tracking page; else `caller` is who called. A merged complaint
    speaks for the one that goes on. Raises RuleViolation
    once the time for it has passed, before the result was told, or when it was taken up a moment earlier.
    """
    _case, complaint = lock_leading(complaint_id)
    if actor is not None and not rules.may_note(complaint, actor):
        raise PermissionDenied(_("This step is for another person. The record shows who is in charge."))
    check_time(complaint)
    verb = "complaint.not_settled" if actor is None else "complaint.said_not_settled"
    take_up(complaint, actor, {"reason": reason, "caller": caller}, verb)
    return complaint


def check_time(complaint: Complaint) -> None:
    """Refuse a reopening before the result was told and after its time. Raises RuleViolation."""
    if complaint.state == State.RESOLVED and not complaint.told_complainant:
        raise RuleViolation(_("The result was not told yet. Write a remark; we read it before we answer."))
    if complaint.state == State.CLOSED and clock.now() > last_moment(complaint):
        raise RuleViolation(
            _("%(number)s was closed too long ago. Send a new complaint that names it; we look at both.")
            % {"number": complaint.number}
        )


def last_moment(complaint: Complaint) -> datetime:
    """Until when a closed complaint can be reopened."""
    closed: datetime = complaint.closed_at or clock.now()
    return closed + timedelta(days=thresholds.value(complaint.park, "reopen_days"))


def can_reopen(complaint: Complaint) -> bool:
    """Whether the complainant may say now that it is not settled."""
    if complaint.state == State.RESOLVED:
        return complaint.told_complainant
    return complaint.state == State.CLOSED and clock.now() <= last_moment(complaint)


def take_up(complaint: Complaint, actor: User | None, data: dict[str, Any], verb: str = "complaint.reopened") -> None:
    """Take the step, start new clocks and tell officer, managers and park office; the caller holds the lock.

    Raises RuleViolation in another state.
    """
    before = advance(complaint, "reopen", actor)
    old = {name: getattr(complaint, name) for name in ("answer_due", "resolve_due", "resolved_at", "closed_at")}
    data |= {name: value.isoformat() for name, value in old.items() if value}
    now = clock.now()
    for name, value in ENDED.items():
        setattr(complaint, name, value)
    complaint.merged.update(satisfaction=None, confirmed_at=None)  # they rate the next result anew
    complaint.reopened_at, complaint.reopened_count = now, complaint.reopened_count + 1
    if (slip := unused_slip(complaint)) is not None:
        revoke(paper_id=slip.pk, actor=actor, reason=_("The complaint was taken up again."))
    _see_to_officer(complaint)
    limits.restart(complaint, now)
    keep(complaint, *CHANGED)
    note_step(complaint, actor, verb, before, {**data, "count": complaint.reopened_count})
    _tell(complaint, str(data["reason"]))


def _see_to_officer(complaint: Complaint) -> None:
    """An officer who left meanwhile can't answer for it: route it anew (A1)."""
    officer = complaint.officer
    if officer.is_active and rules.works_on(officer, complaint):
        return
    complaint.officer = responsible_for(
        park=complaint.park,
        building=complaint.building,
        category=complaint.category,
        against=complaint.against_staff,
        about_manager=complaint.about_manager,
    )


def _tell(complaint: Complaint, reason: str) -> None:
    data = {"matter": complaint.matter, "text": reason}
    tell(
        recipients=[*answering(complaint), *leaders_of(complaint, Role.MANAGER)],
        park=complaint.park,
        verb="inbox.reopened",
        subject=complaint,
        data=data,
    )
    # The park office knows the result that no longer counts; the complainant's own words are not for it.
    tell(
        recipients=unconcerned(complaint, people_with(complaint.park, Role.PARK_OFFICE)),
        park=complaint.park,
        verb="inbox.reopened_office",
        subject=complaint,
        data={"matter": veiled(Sight.RESULT, complaint, complaint.matter)},
    )
