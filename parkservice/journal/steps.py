"""Taking a step of any record that has a state machine, and writing it down: one way for all apps."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from parkservice.journal.models import Event
from parkservice.journal.services import record
from parkservice.kit import clock, flow
from parkservice.kit.errors import RuleViolation


def advance(row: Any, step: str, actor: Any, *args: str) -> str:
    """Take a step and return the state it came from; nothing is saved. No actor: somebody without an account.

    Raises RuleViolation when a colleague was first or something is missing, PermissionDenied for other people.
    """
    before = str(row.state)
    try:
        flow.advance(row, step, actor, *args)
    except flow.WrongState:
        raise too_late(row, actor) from None
    return before


def too_late(row: Any, actor: Any) -> RuleViolation:
    """Return the refusal that says who brought a record into the state in which it is now, and when."""
    return RuleViolation(_late_words(row, actor), code="wrong_state")


def _late_words(row: Any, actor: Any) -> str:
    moved = Event.objects.about(row).exclude(from_state="").exclude(to_state="").select_related("actor")
    last = moved.order_by("-id").first()
    if last is None or last.actor is None or actor is None:
        return _("This step does not fit the state it is in. Look at the record as it is now.")
    said = {"name": last.actor.name, "time": _time_of(last.at), "state": row.get_state_display()}
    if last.actor_id == actor.pk:
        return _("You did this at %(time)s: it is now “%(state)s”.") % said
    return _("%(name)s was first at %(time)s: it is now “%(state)s”. Look at it before you go on.") % said


def _time_of(moment: datetime) -> str:
    """The time of day, after its day where that is not today."""
    local = clock.local(moment)
    return f"{local:%H:%M}" if local.date() == clock.today() else f"{local:%Y-%m-%d %H:%M}"


def note(
    row: Any,
    actor: Any,
    verb: str,
    *,
    before: str = "",
    data: Mapping[str, Any] | None = None,
    text: str = "",
    acting_as: str = "",
) -> None:
    """Write the journal line of a step; `before` is empty where the state stayed."""
    record(
        park=row.park,
        actor=actor,
        verb=verb,
        subject=row,
        from_state=before,
        to_state=row.state if before else "",
        data=data,
        note=text,
        acting_as=acting_as,
    )
