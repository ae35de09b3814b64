"""Writing into the journal. Every function writes one row in the caller's transaction."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from parkservice.journal import verbs
from parkservice.journal.models import AccessEntry, Event, ExportEntry, ParkRow, PersonRow, subject_kind
from parkservice.kit import clock


def record(
    *,
    park: ParkRow,
    actor: PersonRow | None,
    verb: str,
    subject: models.Model,
    from_state: str = "",
    to_state: str = "",
    data: Mapping[str, Any] | None = None,
    note: str = "",
    acting_as: str = "",
    at: datetime.datetime | None = None,
) -> Event:
    """Write one event about a record in the same transaction as the change (design section 5).

    `actor` is None when the clock acted. `acting_as` is the role code when somebody acts in another's place. `data`
    holds codes, numbers and names as JSON. Raises LookupError when the verb is not registered.
    """
    verbs.get(verb)
    return Event.objects.create(
        park=park,
        at=at or clock.now(),
        actor=actor,
        acting_as=acting_as,
        verb=verb,
        subject_kind=subject_kind(subject),
        subject_id=subject.pk,
        from_state=from_state,
        to_state=to_state,
        data=dict(data or {}),
        note=note,
    )


def record_many(
    *,
    park: ParkRow,
    actor: PersonRow | None,
    verb: str,
    events: Iterable[tuple[models.Model, Mapping[str, Any]]],
) -> None:
    """Write one event of the same kind about each of many records (subject, data), in a few statements.

    In the transaction of the change, as `record`. Raises LookupError when the verb is not registered.
    """
    verbs.get(verb)
    at = clock.now()
    rows = [
        Event(
            park=park,
            at=at,
            actor=actor,
            verb=verb,
            subject_kind=subject_kind(subject),
            subject_id=subject.pk,
            data=dict(data),
        )
        for subject, data in events
    ]
    Event.objects.bulk_create(rows, batch_size=200)


def log_access(
    *,
    what: str,
    park: ParkRow | None = None,
    actor: PersonRow | None = None,
    subject: models.Model | None = None,
    reason: str = "",
    address: str | None = None,
    data: Mapping[str, Any] | None = None,
) -> AccessEntry:
    """Write one line of the access log: "login", "login_failed", "logout", "refused", "reveal" (P1, P6)."""
    return AccessEntry.objects.create(
        at=clock.now(),
        park=park,
        actor=actor,
        what=what,
        subject_kind=subject_kind(subject) if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        reason=reason[:200],
        address=address or None,
        data=dict(data or {}),
    )


def log_export(
    *,
    park: ParkRow,
    actor: PersonRow,
    what: str,
    filters: Mapping[str, Any],
    columns: Iterable[str],
    count: int,
    sha256: str,
) -> ExportEntry:
    """Write the export log; called before the file is handed out (P2)."""
    return ExportEntry.objects.create(
        park=park,
        actor=actor,
        at=clock.now(),
        what=what,
        filters=dict(filters),
        columns=list(columns),
        count=count,
        sha256=sha256,
    )
