"""One table that somebody sent: shown first, then taken over as a whole, or put away."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parkservice.accounts.rights import Person, scope
from parkservice.kit import clock


class ImportState(models.TextChoices):
    """How far a table is."""

    SHOWN = "shown", pgettext_lazy("import", "Waiting for you")
    RUNNING = "running", pgettext_lazy("import", "Being taken over")
    DONE = "done", pgettext_lazy("import", "Taken over")
    REFUSED = "refused", pgettext_lazy("import", "Not taken over")
    DROPPED = "dropped", pgettext_lazy("import", "Put away")


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    """Which tables."""

    def visible_to(self, user: Person) -> "ImportRunQuerySet":
        """Those that this person sent, in parks whose units and customers they still manage."""
        return self.filter(owner_id=user.pk, park_id__in=scope(user, "estate.manage").parks)


class ImportRun(models.Model):
    """A table of units or customers. Its rows are kept until it is taken over or put away, not longer."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    park = models.ForeignKey("parks.Park", models.PROTECT, related_name="+", verbose_name=_("park"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    kind = models.CharField(_("what"), max_length=12)
    file_name = models.CharField(_("file name"), max_length=120)
    sha256 = models.CharField(_("checksum"), max_length=64)
    headings = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    total = models.PositiveIntegerField(_("rows"), default=0)
    done = models.PositiveIntegerField(_("rows looked at"), default=0)
    seen = models.CharField(max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=ImportState, default=ImportState.SHOWN)
    counts = models.JSONField(default=dict)
    refusal = models.CharField(_("reason"), max_length=300, blank=True)
    at = models.DateTimeField(_("sent at"), default=clock.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["state", "at"], name="import_run_by_state")]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.total})"

    def get_absolute_url(self) -> str:
        """Where its owner sees what would become of it."""
        return reverse("estate:import_run", args=[self.uuid])
