"""The clocks of a complaint: computed from the park's limits and calendar, stored with how they came about."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from complaints.choices import LimitKind, LimitUnit
from parkservice.kit import worktime
from parkservice.kit.errors import RuleViolation
from parkservice.parks.calendar import calendar_for
from parkservice.parks.models import Park

if TYPE_CHECKING:
    from complaints.casework.models import Complaint

#: The fields that hold a due moment, by limit.
DUE_FIELD = {
    LimitKind.ACKNOWLEDGE: "acknowledge_due",
    LimitKind.ANSWER: "answer_due",
    LimitKind.RESOLVE: "resolve_due",
    LimitKind.REPLY: "reply_due",
}
FIELDS = [*DUE_FIELD.values(), "limit_basis", "next_due", "next_limit"]


def due_after(park: Park, start: datetime, amount: int, unit: str) -> worktime.Due:
    """Return when a limit ends that began at `start` (domain 3.12)."""
    if unit == LimitUnit.NATURAL_MINUTES:
        return worktime.after_natural(start, amount)
    calendar = calendar_for(park)
    if unit == LimitUnit.WORKING_DAYS:
        return worktime.after_days(start, amount, calendar)
    return worktime.after_hours(start, Decimal(amount) / 60, calendar)


def set_limits(complaint: "Complaint") -> None:
    """Compute first contact, first answer and resolution from the moment of receipt; nothing is saved.

    Raises RuleViolation when the park has no limits yet.
    """
    from complaints.casework.records import TimeLimit

    limits = {
        limit.kind: limit
        for limit in TimeLimit.objects.filter(
            park_id=complaint.park_id, severity=complaint.severity, urgent=complaint.urgent
        )
    }
    basis: dict[str, Any] = dict(complaint.limit_basis)
    for kind in (LimitKind.ACKNOWLEDGE, LimitKind.ANSWER, LimitKind.RESOLVE):
        if kind == LimitKind.ACKNOWLEDGE and complaint.anonymous:
            continue  # nobody to contact: the answer stands on the tracking page
        if kind not in limits:
            raise RuleViolation(_("This park has no time limits yet. Ask the manager to install the reference data."))
        due = due_after(complaint.park, complaint.received_at, limits[kind].amount, limits[kind].unit)
        setattr(complaint, DUE_FIELD[kind], due.at)
        basis[kind] = due.basis
    complaint.limit_basis = basis
    set_next(complaint)


def set_reply_limit(complaint: "Complaint", now: datetime) -> None:
    """Start the clock for both replies at the resolution; nothing is saved."""
    from complaints.casework.records import TimeLimit

    limit = TimeLimit.objects.get(
        park_id=complaint.park_id, severity=complaint.severity, urgent=complaint.urgent, kind=LimitKind.REPLY
    )
    due = due_after(complaint.park, now, limit.amount, limit.unit)
    complaint.reply_due = due.at
    complaint.limit_basis = {**complaint.limit_basis, LimitKind.REPLY: due.basis}


def running(complaint: "Complaint") -> list[tuple[datetime, str]]:
    """Return the limits that still run, as (due, kind), earliest first."""
    if not complaint.is_open:
        return []
    waiting = [
        (complaint.acknowledge_due, LimitKind.ACKNOWLEDGE, complaint.acknowledged_at),
        (complaint.answer_due, LimitKind.ANSWER, complaint.answered_at),
        (complaint.resolve_due, LimitKind.RESOLVE, complaint.resolved_at),
        (complaint.reply_due if complaint.resolved_at else None, LimitKind.REPLY, None),
    ]
    return sorted((due, str(kind)) for due, kind, done in waiting if due is not None and done is None)


def set_next(complaint: "Complaint") -> None:
    """Remember the earliest limit that still runs: lists sort by it."""
    limits = running(complaint)
    complaint.next_due, complaint.next_limit = limits[0] if limits else (None, "")
