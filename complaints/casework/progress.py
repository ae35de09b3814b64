"""How far a complaint is: its five steps with what is known about each, ready for ui/steps.html."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from complaints.casework import acts
from complaints.casework.models import Complaint
from complaints.choices import State
from parkservice.ui.words import when_text

_PLACES = {
    State.RECEIVED: 0,
    State.INVESTIGATING: 1,
    State.ACTING: 2,
    State.ESCALATED: 2,
    State.AWAITING_APPROVAL: 2,
    State.RESOLVED: 3,
    State.CLOSED: 4,
}


def steps(complaint: Complaint) -> list[dict[str, Any]]:
    """Return label, small words, tone and place of each step."""
    if complaint.state in (State.WITHDRAWN, State.MERGED, State.REJECTED):
        return _ended_early(complaint)
    place = _PLACES[State(complaint.state)]
    named = (
        (pgettext("step of a complaint", "Intake"), when_text(complaint.received_at)),
        (pgettext("step of a complaint", "Inquiry"), _found(complaint)),
        (pgettext("step of a complaint", "Action"), _measured(complaint)),
        (pgettext("step of a complaint", "Result"), _resolved(complaint)),
        (pgettext("step of a complaint", "Close"), _closing(complaint)),
    )
    return [
        {"label": label, "small": small, "tone": _tone(number, place, complaint), "current": number == place}
        for number, (label, small) in enumerate(named)
    ]


def _ended_early(complaint: Complaint) -> list[dict[str, Any]]:
    """What was walked before it was taken back, merged or rejected: neither settled nor closed."""
    into = complaint.merged_into
    walked = [(pgettext("step of a complaint", "Intake"), when_text(complaint.received_at))]
    if complaint.investigated_at:
        walked.append((pgettext("step of a complaint", "Inquiry"), _found(complaint)))
    end = (complaint.get_state_display(), into.number if into else _on(complaint.withdrawn_at))
    return [
        *({"label": label, "small": small, "tone": "done", "current": False} for label, small in walked),
        {"label": end[0], "small": end[1], "tone": complaint.tone, "current": True},
    ]


def _on(moment: datetime | None) -> str:
    return when_text(moment) if moment else ""


def _tone(number: int, place: int, complaint: Complaint) -> str:
    if complaint.state in (State.ESCALATED, State.AWAITING_APPROVAL) and number == place:
        return "rise"
    if number < place or not complaint.is_open:
        return "done"
    return "go" if number == place else ""


def _found(complaint: Complaint) -> str:
    if complaint.investigated_at is None:
        return ""
    return f"{when_text(complaint.investigated_at)} {complaint.get_validity_display()}"


def _measured(complaint: Complaint) -> str:
    if complaint.state == State.ESCALATED:
        return _("waits for the manager")
    if complaint.state == State.AWAITING_APPROVAL:
        return _("waits for approval")
    if complaint.state == State.ACTING and complaint.measures_by:
        return _("by %(when)s") % {"when": when_text(complaint.measures_by)}
    return str(complaint.get_outcome_display()) if complaint.outcome else ""


def _resolved(complaint: Complaint) -> str:
    if complaint.resolved_at:
        return when_text(complaint.resolved_at)
    return _("by %(when)s") % {"when": when_text(complaint.resolve_due)}


def _closing(complaint: Complaint) -> str:
    if complaint.closed_at:
        return when_text(complaint.closed_at)
    missing = sum(not check["done"] for check in acts.missing_to_close(complaint))
    return _("%(count)d still missing") % {"count": missing} if missing else _("ready")
