"""What the journal holds can neither be changed nor removed, whoever asks (invariant M7, C2)."""

import pytest
from django.db import DatabaseError, transaction

from parkservice.journal.models import AccessEntry, Event, ExportEntry
from parkservice.journal.services import log_access, log_export, record
from tests.accounts.factories import UserFactory
from tests.parks.factories import BuildingFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def refused(change: object) -> bool:
    try:
        with transaction.atomic():
            change()  # type: ignore[operator]
    except DatabaseError:
        return True
    return False


def test_events_stay() -> None:
    building = BuildingFactory()
    event = record(park=building.park, actor=None, verb="test.moved", subject=building)
    assert refused(lambda: Event.objects.filter(pk=event.pk).update(note="other"))
    assert refused(lambda: Event.objects.filter(pk=event.pk).delete())


def test_the_access_log_stays() -> None:
    entry = log_access(what="refused", reason="people.view", address="192.0.2.7")
    assert refused(lambda: AccessEntry.objects.filter(pk=entry.pk).update(reason=""))
    assert refused(lambda: AccessEntry.objects.filter(pk=entry.pk).delete())


def test_the_export_log_stays() -> None:
    park, actor = BuildingFactory().park, UserFactory()
    entry = log_export(
        park=park, actor=actor, what="complaints", filters={"q": "a"}, columns=["number"], count=3, sha256="0" * 64
    )
    assert (entry.filters, entry.columns, entry.count) == ({"q": "a"}, ["number"], 3)
    assert refused(lambda: ExportEntry.objects.filter(pk=entry.pk).update(count=1))
    assert refused(lambda: ExportEntry.objects.filter(pk=entry.pk).delete())
