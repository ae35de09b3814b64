"""The complainant's own word that a matter was forgotten: once for each limit that has passed (peers 3, no. 10)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from complaints.choices import LimitKind
from parkservice.kit import appendonly


class Forgotten(models.Model):
    """A complainant asked to raise a complaint whose limit had passed; never edited.

    `run` tells apart the clocks of one limit, as with the reminders of the ladder.
    """

    complaint = models.ForeignKey("complaints.Complaint", models.PROTECT, related_name="called_forgotten")
    kind = models.CharField(_("limit"), max_length=12, choices=LimitKind)
    run = models.CharField(max_length=40)
    due = models.DateTimeField(_("limit had ended"))
    at = models.DateTimeField(_("time"))

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["complaint", "kind", "run"], name="forgotten_once_per_limit"),
            models.CheckConstraint(condition=Q(at__gt=F("due")), name="forgotten_after_its_limit"),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.kind} {self.at:%Y-%m-%d %H:%M}"


appendonly.protect("complaints_forgotten")
