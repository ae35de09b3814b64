"""The pauses of a complaint: while it waits for its complainant its limits stand still (domain 2.1, invariant C11)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from parkservice.kit import appendonly


class PauseEnd(models.TextChoices):
    """Why the limits run again."""

    ACT = "act", _("work goes on")
    ANSWER = "answer", _("the complainant answered")
    TIME = "time", _("no answer in time")
    STEP = "step", _("the next step was taken")


class Pause(models.Model):
    """One span in which a complaint waited; the minutes that really passed are kept when it ends."""

    complaint = models.ForeignKey("complaints.Complaint", models.PROTECT, related_name="pauses")
    at = models.DateTimeField(_("since"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    reason = models.CharField(_("waiting for"), max_length=200)
    until = models.DateTimeField(_("waiting until"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    end = models.CharField(_("ended because"), max_length=8, choices=PauseEnd, blank=True)
    working_minutes = models.PositiveIntegerField(_("minutes of opening time"), default=0)
    natural_minutes = models.PositiveIntegerField(_("minutes by the clock"), default=0)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(ended_at__isnull=True), name="pause_one_open_per_complaint"
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("at")),
                name="pause_until_lies_ahead",
                violation_error_message=_("The end of the wait lies ahead of its beginning."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end="") | (Q(ended_at__gte=F("at")) & ~Q(end="")),
                name="pause_end_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.at:%Y-%m-%d %H:%M}"


appendonly.protect("complaints_pause", mutable=["ended_at", "ended_by_id", "end", "working_minutes", "natural_minutes"])
