"""Reading the journal: the timeline of a record page."""

import datetime
from dataclasses import dataclass

from django.db import models

from parkservice.journal import verbs
from parkservice.journal.models import Event


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
    events = Event.objects.about(subject).select_related("actor").order_by("at", "id")
    if public:
        events = events.filter(verb__in=verbs.public_codes())
    return [entry(event) for event in events]
