"""Letting the limits of a paused complaint run again: the minutes really paused are added to what remains (domain 2.1).

Opening minutes for limits in working time, minutes by the clock for urgent ones. Called with the complaint locked.
"""

from datetime import datetime
from typing import Any

from complaints.casework import limits
from complaints.casework.models import Complaint
from complaints.choices import LimitKind
from complaints.pauses.models import Pause, PauseEnd
from parkservice.accounts.models import User
from parkservice.journal.services import record
from parkservice.kit import clock, worktime
from parkservice.parks import deadlines
from parkservice.parks.calendar import calendar_for

FIELDS = [*limits.FIELDS, "paused_at", "paused_until", "pause_reason"]


def resume(complaint: Complaint, *, end: str, actor: User | None = None) -> Pause | None:
    """End the pause of a locked complaint and save it; None when it is not paused.

    A pause never lasts longer than was said, however late the worker comes: after its end its end counts.
    """
    pause = complaint.pauses.select_for_update(of=("self",)).filter(ended_at__isnull=True).first()
    if pause is None:
        return None
    pause.ended_at = min(clock.now(), pause.until)
    pause.ended_by, pause.end = actor, end
    pause.working_minutes = worktime.working_minutes(pause.at, pause.ended_at, calendar_for(complaint.park))
    pause.natural_minutes = int((pause.ended_at - pause.at).total_seconds() // 60)
    pause.save(update_fields=["ended_at", "ended_by", "end", "working_minutes", "natural_minutes"])
    _push_limits(complaint, pause)
    complaint.paused_at, complaint.paused_until, complaint.pause_reason = None, None, ""
    limits.set_next(complaint)
    complaint.save(update_fields=FIELDS)
    verb = "complaint.resumed" if actor else "complaint.pause_over"
    data = {"span": pause.natural_minutes, "working": pause.working_minutes, "end": end}
    record(park=complaint.park, actor=actor, verb=verb, subject=complaint, data=data)
    return pause


def _push_limits(complaint: Complaint, pause: Pause) -> None:
    """Move every limit that was running by the minutes it stood still, and note them in its basis."""
    calendar = calendar_for(complaint.park)
    basis: dict[str, Any] = dict(complaint.limit_basis)
    for at, kind in limits.running(complaint):
        natural = deadlines.is_natural(basis[kind])
        minutes = pause.natural_minutes if natural else pause.working_minutes
        moved = deadlines.push(at, minutes, calendar, natural=natural)
        setattr(complaint, limits.DUE_FIELD[LimitKind(kind)], moved)
        before = basis[kind].get("paused", {})
        basis[kind] = {
            **basis[kind],
            "paused": {
                "working": before.get("working", 0) + pause.working_minutes,
                "natural": before.get("natural", 0) + pause.natural_minutes,
            },
        }
    complaint.limit_basis = basis


def ends_at(day: Any, calendar: worktime.Calendar) -> datetime:
    """The moment at which a wait until a day ends: when the desk shuts."""
    return clock.combine(day, calendar.hours[-1][1])


__all__ = ["FIELDS", "PauseEnd", "ends_at", "resume"]
