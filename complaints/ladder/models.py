"""Who was told of a limit that runs out: one row for each limit, step and person, however late (domain 2.1)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.choices import LimitKind
from parkservice.kit import appendonly


class Step(models.TextChoices):
    """The steps of the ladder, from the handler upwards."""

    HANDLER = "handler", _("the handler is reminded")
    MANAGER = "manager", _("the manager is told")
    PROJECT_MANAGER = "project_manager", _("the project manager is told")


class Reminder(models.Model):
    """One person was told once about one limit of one complaint.

    `run` tells apart the clocks of one limit: it changes when the limit is extended, weighed again or begins anew by
    reopening, and stays when it is paused.
    """

    complaint = models.ForeignKey("complaints.Complaint", models.PROTECT, related_name="reminders")
    kind = models.CharField(_("limit"), max_length=12, choices=LimitKind)
    run = models.CharField(max_length=40)
    step = models.CharField(_("step"), max_length=16, choices=Step)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("told"))
    at = models.DateTimeField(_("time"))

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "kind", "run", "step", "person"], name="reminder_once_per_limit_and_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.kind} {self.step}"


appendonly.protect("complaints_reminder")
