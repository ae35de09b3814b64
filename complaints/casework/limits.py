"""The clocks of a complaint: computed from the park's limits and calendar, stored with how they came about.

A due moment is stored at intake and stays; it moves only by a recorded pause, an approved extension, or when the
complaint is weighed again, and a limit that has passed stays passed (invariant C11).
"""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from complaints.choices import LimitKind, LimitUnit
from parkservice.kit import clock, worktime
from parkservice.kit.errors import RuleViolation
from parkservice.parks import deadlines
from parkservice.parks.calendar import calendar_for
from parkservice.parks.models import Park

if TYPE_CHECKING:
    from complaints.casework.models import Complaint
    from complaints.casework.records import TimeLimit

#: The fields that hold a due moment, by limit.
DUE_FIELD = {
    LimitKind.DISPATCH: "dispatch_due",
    LimitKind.ACKNOWLEDGE: "acknowledge_due",
    LimitKind.ANSWER: "answer_due",
    LimitKind.RESOLVE: "resolve_due",
    LimitKind.REPLY: "reply_due",
}
FIELDS = [*DUE_FIELD.values(), "limit_basis", "next_due", "next_limit"]
#: The limits that run from the receipt.
FROM_RECEIPT = (LimitKind.ACKNOWLEDGE, LimitKind.ANSWER, LimitKind.RESOLVE)


def due_after(park: Park, start: datetime, amount: int, unit: str) -> worktime.Due:
    """Return when a limit ends that began at `start` (domain 3.12)."""
    if unit == LimitUnit.NATURAL_MINUTES:
        return worktime.after_natural(start, amount)
    calendar = calendar_for(park)
    if unit == LimitUnit.WORKING_DAYS:
        return worktime.after_days(start, amount, calendar)
    return worktime.after_hours(start, Decimal(amount) / 60, calendar)


def current(park_id: int, **weight: Any) -> "dict[tuple[str, bool, str], TimeLimit]":
    """Return the limits of a park that count today, by severity, urgency and kind."""
    from complaints.casework.records import TimeLimit

    rows = TimeLimit.objects.filter(park_id=park_id, valid_from__lte=clock.today(), **weight)
    return {(each.severity, each.urgent, each.kind): each for each in rows.order_by("valid_from", "id")}


def table(complaint: "Complaint") -> "dict[str, TimeLimit]":
    """The limits that count today for the weight of this complaint, by kind."""
    found = current(complaint.park_id, severity=complaint.severity, urgent=complaint.urgent)
    return {kind: limit for (_severity, _urgent, kind), limit in found.items()}


def set_limits(complaint: "Complaint") -> None:
    """Compute first contact, first answer and resolution from the moment of receipt; nothing is saved.

    Raises RuleViolation when the park has no limits yet.
    """
    basis: dict[str, Any] = dict(complaint.limit_basis)
    found = table(complaint)
    for kind in FROM_RECEIPT:
        if kind == LimitKind.ACKNOWLEDGE and complaint.anonymous:
            continue  # nobody to contact: the answer stands on the tracking page
        due = _due(complaint, found, kind, complaint.received_at)
        setattr(complaint, DUE_FIELD[kind], due.at)
        basis[kind] = due.basis
    complaint.limit_basis = basis
    _set_dispatch(complaint, found, complaint.received_at)
    set_next(complaint)


def _set_dispatch(complaint: "Complaint", found: "dict[str, TimeLimit]", start: datetime) -> None:
    """Give an urgent complaint, also an anonymous one, the time within which somebody is sent, once for all."""
    if not complaint.urgent or complaint.dispatch_due is not None:
        return
    due = _due(complaint, found, LimitKind.ACKNOWLEDGE, start)
    complaint.dispatch_due = due.at
    complaint.limit_basis = {**complaint.limit_basis, LimitKind.DISPATCH: due.basis}


def weigh_again(complaint: "Complaint", *, never_later: bool = False) -> None:
    """Compute the running limits for a new weight, from the moment at which each began; nothing is saved.

    Elapsed and paused time count as before, so a clock never begins anew. Limits that were met stay as they are, and
    one that has passed never moves to a later moment (C11); with `never_later` no limit does.
    """
    basis: dict[str, Any] = dict(complaint.limit_basis)
    found = table(complaint)
    now = complaint.paused_at if complaint.is_paused and complaint.paused_at else clock.now()
    for at, kind in running(complaint):
        if kind in (LimitKind.REPLY, LimitKind.DISPATCH):
            continue  # one counts from the resolution, the other from the word "urgent", the same for every weight
        due = _due(complaint, found, kind, _began(complaint, basis[kind]))
        moved = {**due.basis, "paused": basis[kind].get("paused", {}), "run": basis[kind].get("run", 0) + 1}
        due_at = push(complaint.park, due.at, moved)
        promised = bool(basis[kind].get("extended")) and not complaint.urgent
        if due_at > at and (never_later or at < now):
            continue
        if promised and due_at < at:
            continue
        setattr(complaint, DUE_FIELD[LimitKind(kind)], due_at)
        basis[kind] = moved
    complaint.limit_basis = basis
    _set_dispatch(complaint, found, clock.now())
    set_next(complaint)


def push(park: Park, at: datetime, basis: dict[str, Any]) -> datetime:
    """Return a freshly computed moment with the pauses of its basis added to it."""
    minutes = deadlines.paused_minutes(basis)
    return deadlines.push(at, minutes, calendar_for(park), natural=deadlines.is_natural(basis))


def _began(complaint: "Complaint", basis: dict[str, Any]) -> datetime:
    """The moment from which a limit counts; the basis keeps it to the minute, the receipt to the second."""
    begun = datetime.fromisoformat(basis["from"])
    same = clock.local(complaint.received_at).replace(second=0, microsecond=0) == begun
    return complaint.received_at if same else begun


def _due(complaint: "Complaint", found: "dict[str, TimeLimit]", kind: str, start: datetime) -> worktime.Due:
    if kind not in found:
        raise RuleViolation(_("This park has no time limits yet. Ask the manager to install the reference data."))
    return due_after(complaint.park, start, found[kind].amount, found[kind].unit)


def set_reply_limit(complaint: "Complaint", now: datetime) -> None:
    """Start the clock for both replies at the resolution; nothing is saved."""
    due = _due(complaint, table(complaint), LimitKind.REPLY, now)
    complaint.reply_due = due.at
    complaint.limit_basis = {**complaint.limit_basis, LimitKind.REPLY: due.basis}


def restart(complaint: "Complaint", now: datetime) -> None:
    """Compute first answer and resolution anew from a reopening; nothing is saved (domain 2.1).

    Only a reopening does this. Each limit counts as another run, so that the reminders of the old one stay its own.
    """
    found = table(complaint)
    basis: dict[str, Any] = {kind: how for kind, how in complaint.limit_basis.items() if kind != LimitKind.REPLY}
    for kind in (LimitKind.ANSWER, LimitKind.RESOLVE):
        due = _due(complaint, found, kind, now)
        setattr(complaint, DUE_FIELD[kind], due.at)
        basis[kind] = {**due.basis, "run": basis.get(kind, {}).get("run", 0) + 1}
    complaint.limit_basis = basis


def running(complaint: "Complaint") -> list[tuple[datetime, str]]:
    """Return the limits that are not met yet, as (due, kind), earliest first; paused ones too."""
    if not complaint.is_open:
        return []
    # Somebody is sent to a new matter; what is reopened or settled has been looked at.
    fresh = complaint.urgent and complaint.reopened_at is None and complaint.resolved_at is None
    waiting = [
        (complaint.dispatch_due if fresh else None, LimitKind.DISPATCH, complaint.dispatched_at),
        (complaint.acknowledge_due, LimitKind.ACKNOWLEDGE, complaint.acknowledged_at),
        (complaint.answer_due, LimitKind.ANSWER, complaint.answered_at),
        (complaint.resolve_due, LimitKind.RESOLVE, complaint.resolved_at),
        (complaint.reply_due if complaint.resolved_at else None, LimitKind.REPLY, None),
    ]
    return sorted((due, str(kind)) for due, kind, done in waiting if due is not None and done is None)


def set_next(complaint: "Complaint") -> None:
    """Remember the earliest limit that still runs, by which lists sort; nothing runs while it is paused."""
    limits = [] if complaint.is_paused else running(complaint)
    complaint.next_due, complaint.next_limit = limits[0] if limits else (None, "")
