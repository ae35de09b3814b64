"""Handing a complaint over to a named colleague, who says yes or no (A5, invariant C10)."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parkservice.kit import appendonly

#: Asked, and neither answered nor taken back.
WAITING = Q(accepted_at__isnull=True, refused_at__isnull=True, withdrawn_at__isnull=True)


class HandoverQuerySet(models.QuerySet["Handover"]):
    """Which hand-overs."""

    def waiting(self) -> "HandoverQuerySet":
        """Hand-overs that wait for the colleague's word."""
        return self.filter(WAITING)


class Handover(models.Model):
    """One question "will you take this over?" and its answer; the officer stays responsible until the yes (A5)."""

    complaint = models.ForeignKey(
        "complaints.Complaint", models.PROTECT, related_name="handovers", verbose_name=gettext_lazy("complaint")
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=gettext_lazy("responsible until then")
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=gettext_lazy("asked by")
    )
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=gettext_lazy("colleague asked")
    )
    asked_at = models.DateTimeField(gettext_lazy("asked"))
    reason = models.TextField(gettext_lazy("reason"))
    accepted_at = models.DateTimeField(gettext_lazy("taken over"), null=True, blank=True)
    refused_at = models.DateTimeField(gettext_lazy("refused"), null=True, blank=True)
    refusal = models.TextField(gettext_lazy("reason of the refusal"), blank=True)
    withdrawn_at = models.DateTimeField(gettext_lazy("taken back"), null=True, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"],
                condition=WAITING,
                name="handover_one_waiting_per_complaint",
                violation_error_message=gettext_lazy("A colleague has been asked already. Wait for the answer."),
            ),
            models.CheckConstraint(
                condition=WAITING
                | Q(accepted_at__isnull=False, refused_at__isnull=True, withdrawn_at__isnull=True)
                | Q(accepted_at__isnull=True, refused_at__isnull=False, withdrawn_at__isnull=True)
                | Q(accepted_at__isnull=True, refused_at__isnull=True, withdrawn_at__isnull=False),
                name="handover_one_answer",
            ),
            models.CheckConstraint(
                condition=Q(refused_at__isnull=True, refusal="") | (Q(refused_at__isnull=False) & ~Q(refusal="")),
                name="handover_refusal_has_reason",
                violation_error_message=gettext_lazy("Say why you refuse."),
            ),
            models.CheckConstraint(
                condition=~Q(receiver=F("officer")) & ~Q(receiver=F("asked_by")),
                name="handover_to_somebody_else",
                violation_error_message=gettext_lazy("A complaint is handed over to somebody else."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def waits(self) -> bool:
        """Whether the colleague has not answered yet."""
        return not (self.accepted_at or self.refused_at or self.withdrawn_at)

    @property
    def settled_at(self) -> datetime | None:
        """When it was answered or taken back."""
        return self.accepted_at or self.refused_at or self.withdrawn_at

    @property
    def tone(self) -> str:
        """The tone on a page."""
        if self.waits:
            return "due"
        return "done" if self.accepted_at else "miss" if self.refused_at else ""

    @property
    def standing(self) -> str:
        """How it stands, in a word."""
        if self.waits:
            return _("waits for an answer")
        return _("taken over") if self.accepted_at else _("refused") if self.refused_at else _("taken back")


appendonly.protect("complaints_handover", mutable=["accepted_at", "refused_at", "refusal", "withdrawn_at"])
