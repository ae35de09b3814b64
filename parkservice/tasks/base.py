"""What every task has: number, source, who asked when, and whether its reminders went out."""

from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMModelMixin

from parkservice.accounts.models import User
from parkservice.accounts.rights import matters_of, scope
from parkservice.journal.models import subject_kind
from parkservice.kit import clock
from parkservice.parks import thresholds
from parkservice.parks.models import Park
from parkservice.tasks import sources
from parkservice.ui import due

Row = TypeVar("Row", bound=models.Model)
#: Columns that the clock writes, whatever the kind of task.
TICKED = ("reminded_at", "overdue_at")


def remind_moment(park: Park, asked_at: datetime, due_at: datetime) -> datetime:
    """Return when a reminder goes out: after the share of the time that the park has set."""
    return asked_at + (due_at - asked_at) * thresholds.value(park, "task_remind_percent") / 100


class TaskQuerySet(models.QuerySet[Row]):
    """Which tasks."""

    def about(self, record: models.Model) -> "TaskQuerySet[Row]":
        """Tasks that hang on one record."""
        return self.filter(subject_kind=subject_kind(record), subject_id=record.pk)

    def late(self, now: datetime) -> "TaskQuerySet[Row]":
        """Tasks whose moment has passed."""
        return self.filter(due__lt=now)


def asked_or_read(user: User) -> Q:
    """Tasks asked by me or by whom I stand in for, or about a record that I read in full."""
    return matters_of(user, "asked_by_id") | sources.seen_by(user)


def asked_or_led(user: User, perm: str) -> Q:
    """The same, and those of the parks that I lead."""
    return asked_or_read(user) | Q(park_id__in=scope(user, perm).parks)


class Task(FSMModelMixin, models.Model):
    """One thing that somebody asked of somebody, by when, and from which record."""

    park = models.ForeignKey("parks.Park", models.PROTECT, related_name="+", verbose_name=_("park"))
    number = models.CharField(_("number"), max_length=24)
    matter = models.CharField(_("matter in short"), max_length=80)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.PositiveBigIntegerField(null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person who asks")
    )
    asked_at = models.DateTimeField(_("asked at"))
    reminded_at = models.DateTimeField(null=True, blank=True)
    overdue_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number

    @cached_property
    def source(self) -> Any:
        """The record that it hangs on, read once; None when it stands by itself."""
        return sources.record_of(self.subject_kind, self.subject_id)

    @cached_property
    def about(self) -> sources.About | None:
        """What is said of its source."""
        return sources.describe(self.source) if self.source is not None else None

    def concerns(self, user: User) -> bool:
        """Whether its source is about this person, who then has no part in it (design section 4)."""
        return self.source is not None and sources.concerns(user, self.source)


def source_values(record: models.Model | None) -> dict[str, Any]:
    """Return the columns that name a source."""
    if record is None:
        return {"subject_kind": "", "subject_id": None}
    return {"subject_kind": subject_kind(record), "subject_id": record.pk}


def left(asked_at: datetime, due_at: datetime, *, whole: timedelta | None = None) -> due.Due:
    """Return what is left of the time, or by how much it has passed, for `ui/due.html`; `whole` rounds what is told."""
    total, rest = due_at - asked_at, whole if whole is not None else due_at - clock.now()
    minutes = [int(span.total_seconds() // 60) for span in (total, rest)]
    return due.running(at=due_at, total=minutes[0], left=minutes[1], working=False)
