"""Append-only rows: what happened (Event), who saw or was refused what (AccessEntry), what left the house
(ExportEntry).

An Event is written in the same transaction as the change it tells of (`journal.services.record`) and is the only audit
trail. It stores codes and numbers; the sentence is made when it is shown (`journal.verbs`). SentForm remembers each
form that was sent, so that a double click or a retry never makes a second record (`journal.forms.once`).
"""

from typing import Any, TypeAlias

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parkservice.kit import appendonly

# Journal lies below parks and accounts, so it cannot name their classes.
ParkRow: TypeAlias = Any
PersonRow: TypeAlias = Any


def subject_kind(subject: models.Model) -> str:
    """Return the stored name of a record's kind, for example "complaints.complaint"."""
    return subject._meta.label_lower


class EventQuerySet(models.QuerySet["Event"]):
    """Which events."""

    def about(self, subject: models.Model) -> "EventQuerySet":
        """Events of one record."""
        return self.filter(subject_kind=subject_kind(subject), subject_id=subject.pk)

    def about_many(self, kind: str, ids: list[int]) -> "EventQuerySet":
        """Events of several records of one kind, for a list or a report."""
        return self.filter(subject_kind=kind, subject_id__in=ids)


class Event(models.Model):
    """One thing that somebody did, or that the clock brought about (actor empty), to one record."""

    park = models.ForeignKey("parks.Park", models.PROTECT, related_name="+", verbose_name=_("park"))
    at = models.DateTimeField(_("time"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("person")
    )
    acting_as = models.CharField(_("acting as"), max_length=24, blank=True)
    verb = models.CharField(_("what happened"), max_length=60)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.PositiveBigIntegerField()
    from_state = models.CharField(max_length=24, blank=True)
    to_state = models.CharField(max_length=24, blank=True)
    data: models.JSONField[Any] = models.JSONField(default=dict)
    note = models.TextField(_("note"), blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(verb="") & ~Q(subject_kind=""),
                name="event_names_verb_and_subject",
                violation_error_message=_("An event names what happened and to which record."),
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "at", "id"], name="event_by_subject"),
            models.Index(fields=["park", "at"], name="event_by_park"),
            models.Index(fields=["actor", "at"], name="event_by_actor"),
            models.Index(fields=["verb", "at"], name="event_by_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind} {self.subject_id}"


class AccessEntry(models.Model):
    """One sign-in, failed sign-in, refusal, or showing of hidden data (invariants P1 and P6)."""

    at = models.DateTimeField(_("time"))
    park = models.ForeignKey("parks.Park", models.PROTECT, null=True, related_name="+", verbose_name=_("park"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("person")
    )
    what = models.CharField(_("what"), max_length=24)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.PositiveBigIntegerField(null=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    address = models.GenericIPAddressField(_("network address"), null=True)
    data: models.JSONField[Any] = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["what", "at"], name="access_by_what"),
            models.Index(fields=["actor", "at"], name="access_by_actor"),
            models.Index(fields=["subject_kind", "subject_id"], name="access_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d %H:%M}"


class ExportEntry(models.Model):
    """One list that left the house: who, when, which filter and columns, how many rows, hash of the file (P2)."""

    park = models.ForeignKey("parks.Park", models.PROTECT, related_name="+", verbose_name=_("park"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    at = models.DateTimeField(_("time"))
    what = models.CharField(_("what"), max_length=60)
    filters: models.JSONField[Any] = models.JSONField(_("filters"), default=dict)
    columns: models.JSONField[Any] = models.JSONField(_("columns"), default=list)
    count = models.PositiveIntegerField(_("rows"))
    sha256 = models.CharField(_("hash of the file"), max_length=64)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["park", "at"], name="export_by_park")]

    def __str__(self) -> str:
        return f"{self.what} ({self.count})"


class SentForm(models.Model):
    """One form that was sent, with the record that it made (reliability, technique 4)."""

    form_id = models.CharField(max_length=64, unique=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    body_hash = models.CharField(max_length=64)
    result_kind = models.CharField(max_length=60, blank=True)
    result_id = models.PositiveBigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.form_id


appendonly.protect("journal_event")
appendonly.protect("journal_accessentry")
appendonly.protect("journal_exportentry")
appendonly.protect("journal_sentform", mutable=["result_kind", "result_id"])
