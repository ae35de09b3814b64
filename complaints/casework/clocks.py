"""The limits of a complaint made ready for pages: what runs, what was kept, and how it was computed (domain 3.12)."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from complaints.casework.limits import DUE_FIELD
from complaints.choices import LimitKind
from parkservice.kit import worktime
from parkservice.parks import deadlines, thresholds
from parkservice.parks.calendar import calendar_for
from parkservice.ui import due
from parkservice.ui.words import span_text

if TYPE_CHECKING:
    from complaints.casework.models import Complaint


def running(complaint: "Complaint") -> due.Due | None:
    """The limit that ends next, or that the clock is paused; None once nothing runs."""
    if complaint.is_paused:
        return due.paused(until=complaint.paused_until, reason=complaint.pause_reason)
    if complaint.next_due is None:
        return None
    return deadlines.remaining(
        at=complaint.next_due,
        basis=complaint.limit_basis[complaint.next_limit],
        calendar=calendar_for(complaint.park),
        label=str(LimitKind(complaint.next_limit).label),
        near=thresholds.value(complaint.park, "remind_percent"),
    )


def computed(complaint: "Complaint") -> str:
    """How the next limit was computed, in one sentence; empty once nothing runs."""
    if complaint.next_due is None:
        return ""
    return deadlines.explain(complaint.limit_basis[complaint.next_limit], complaint.park)


def kept(complaint: "Complaint") -> list[due.Due]:
    """The limits that were met or missed by a step: how long it took, and whether that was in time."""
    done = [
        (LimitKind.DISPATCH, complaint.dispatched_at),
        (LimitKind.ACKNOWLEDGE, complaint.acknowledged_at),
        (LimitKind.ANSWER, complaint.answered_at),
        (LimitKind.RESOLVE, complaint.resolved_at),
    ]
    return [_met(complaint, kind, at) for kind, at in done if at is not None]


def _met(complaint: "Complaint", kind: LimitKind, at: datetime) -> due.Due:
    """One limit that has stopped, in the time by which it counts: opening time, or the wall clock when urgent."""
    limit = getattr(complaint, DUE_FIELD[kind])
    calendar = calendar_for(complaint.park)
    start = complaint.received_at
    if complaint.reopened_at is not None and kind in (LimitKind.ANSWER, LimitKind.RESOLVE):
        start = complaint.reopened_at  # these two count anew from a reopening
    elif kind == LimitKind.DISPATCH and kind in complaint.limit_basis:
        start = max(start, datetime.fromisoformat(complaint.limit_basis[kind]["from"]))
    working = complaint.limit_basis.get(kind, {}).get("rule") != "natural"
    if working:
        took = worktime.working_minutes(start, at, calendar)
    else:
        took = int((at - start).total_seconds() // 60)
    took -= deadlines.paused_minutes(complaint.limit_basis.get(kind, {"rule": ""}))
    span = span_text(took, working=working, day_minutes=calendar.minutes_per_day)
    text = _("%(limit)s after %(span)s") % {"limit": kind.label, "span": span}
    if limit is not None and at > limit:
        return due.Due(text, _("too late"), "miss", "miss")
    return due.met(text=text)
