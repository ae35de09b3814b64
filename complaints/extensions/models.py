"""Extensions of the resolution limit: asked with reason and date, decided by another person (domain 2.1)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from parkservice.kit import appendonly


class Extension(models.Model):
    """One request for more time; the old date stays in it, whatever was decided."""

    complaint = models.ForeignKey("complaints.Complaint", models.PROTECT, related_name="extensions")
    at = models.DateTimeField(_("asked"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    reason = models.TextField(_("reason"))
    old_due = models.DateTimeField(_("limit until then"))
    new_due = models.DateTimeField(_("limit asked for"))
    approved = models.BooleanField(_("approved"), null=True)
    answer = models.TextField(_("answer"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(decided_at__isnull=True), name="extension_one_open_per_complaint"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("by")),
                name="extension_decided_by_another",
                violation_error_message=_("Who asked for more time can't grant it."),
            ),
            models.CheckConstraint(
                condition=Q(new_due__gt=F("old_due")),
                name="extension_later_than_before",
                violation_error_message=_("The new date lies after the one that runs."),
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, approved__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False, approved__isnull=False),
                name="extension_decision_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.new_due:%Y-%m-%d}"


appendonly.protect("complaints_extension", mutable=["approved", "answer", "decided_by_id", "decided_at"])
