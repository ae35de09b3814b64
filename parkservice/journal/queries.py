"""Reading the journal: the timeline of a record page."""

import datetime
from dataclasses import dataclass

from django.db import models
from django.db.models import Count, Max

from parkservice.journal import verbs
from parkservice.journal.models import Event
from parkservice.kit import clock

#: Longer than any transaction lasts.
PULSE = datetime.timedelta(minutes=5)
_KEPT = "kept_events"


@dataclass(frozen=True)
class Entry:
    """One line of a timeline, ready to be shown. `acting_as` is the role in whose place the person acted, in words."""

    event: Event
    sentence: str
    icon: str
    tone: str
    actor_name: str
    at: datetime.datetime
    note: str
    acting_as: str = ""


def entry(event: Event) -> Entry:
    """Turn a stored event into a line in the language of the moment."""
    verb = verbs.get(event.verb)
    return Entry(
        event=event,
        sentence=verb.say(event.data),
        icon=verb.icon,
        tone=verb.tone,
        actor_name=str(event.actor) if event.actor else "",
        at=event.at,
        note=event.note,
        acting_as=verbs.role_name(event.acting_as) if event.acting_as else "",
    )


def timeline(subject: models.Model, *, public: bool = False) -> list[Entry]:
    """Return everything that happened to a record, oldest first, with one query.

    With `public` only the events that the complainant may see, for the tracking page (invariant C12).
    """
    seen = verbs.public_codes()
    return [entry(event) for event in events_of(subject) if not public or event.verb in seen]


def events_of(subject: models.Model) -> list[Event]:
    """Return the events of a record with their people, oldest first; those that `keep_events` read for a page."""
    kept: list[Event] | None = subject.__dict__.get(_KEPT)
    if kept is not None:
        return kept
    return list(Event.objects.about(subject).select_related("actor").order_by("at", "id"))


def keep_events(subject: models.Model) -> None:
    """Read the events of a record once for a page that shows it and changes nothing."""
    subject.__dict__[_KEPT] = events_of(subject)


def pulse(park_id: int) -> tuple[int, int]:
    """Return what tells whether anything happened in a park: newest event and number of those of the last minutes.

    With the minute of the clock beside it, what was computed from the records of a park still holds while this is the
    same. The number tells of an event that was committed after one with a later id.
    """
    since = clock.now() - PULSE
    found = Event.objects.filter(park_id=park_id, at__gte=since).aggregate(newest=Max("id"), number=Count("id"))
    return found["newest"] or 0, found["number"]
