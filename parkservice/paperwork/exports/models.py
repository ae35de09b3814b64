"""A list that is too long to be written while somebody waits: asked for, being written, ready to fetch."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parkservice.accounts.models import Person
from parkservice.kit import clock


class ExportState(models.TextChoices):
    """How far the file is."""

    WAITING = "waiting", pgettext_lazy("export", "Waiting")
    RUNNING = "running", pgettext_lazy("export", "Being written")
    READY = "ready", pgettext_lazy("export", "Ready")
    FAILED = "failed", pgettext_lazy("export", "Not written")
    GONE = "gone", pgettext_lazy("export", "Removed")


UNFINISHED = (ExportState.WAITING, ExportState.RUNNING)


class ExportJobQuerySet(models.QuerySet["ExportJob"]):
    """Which files."""

    def visible_to(self, user: Person) -> "ExportJobQuerySet":
        """Only those that this person asked for."""
        return self.filter(owner_id=user.pk)


class ExportJob(models.Model):
    """One file that somebody asked for: which list, which filter, how far it is, where it lies."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    park = models.ForeignKey("parks.Park", models.PROTECT, related_name="+", verbose_name=_("park"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="export_jobs", verbose_name=_("person")
    )
    list_class = models.CharField(max_length=120)
    what = models.CharField(_("what"), max_length=60)
    query = models.CharField(_("filter"), max_length=2000, blank=True)
    kind = models.CharField(_("kind of file"), max_length=4)
    language = models.CharField(_("language"), max_length=8, default="zh-hans")
    state = models.CharField(_("state"), max_length=8, choices=ExportState, default=ExportState.WAITING)
    total = models.PositiveIntegerField(_("rows"), default=0)
    done = models.PositiveIntegerField(_("rows written"), default=0)
    path = models.CharField(max_length=120, blank=True)
    asked_at = models.DateTimeField(_("asked for"), default=clock.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = ExportJobQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ExportState.READY) | (~Q(path="") & Q(finished_at__isnull=False)),
                name="export_job_ready_has_file",
                violation_error_message=_("A file that is ready has a place."),
            ),
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="export_job_by_state")]

    def __str__(self) -> str:
        return f"{self.what} ({self.total})"

    def get_absolute_url(self) -> str:
        """Where its owner sees how far it is."""
        return reverse("paperwork:export", args=[self.uuid])

    @property
    def is_unfinished(self) -> bool:
        """Whether the page should look again."""
        return self.state in UNFINISHED
