"""The withdrawal of a complaint: only the complainant can, on the tracking page or in a witnessed call (domain 2.1)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from parkservice.kit import appendonly


class Withdrawal(models.Model):
    """Who took a complaint back, when and why; a call names the caller and two colleagues. Never edited."""

    complaint = models.OneToOneField("complaints.Complaint", models.PROTECT, related_name="withdrawal")
    at = models.DateTimeField(_("time"))
    reason = models.TextField(_("reason"), blank=True)
    caller = models.CharField(_("who called"), max_length=60, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    witness = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("second person"),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(by__isnull=True, witness__isnull=True, caller="")
                | (Q(by__isnull=False, witness__isnull=False) & ~Q(by=F("witness")) & ~Q(caller="")),
                name="withdrawal_by_call_has_two_people",
                violation_error_message=_("A withdrawal by call names the caller and two different colleagues."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.at:%Y-%m-%d %H:%M}"


appendonly.protect("complaints_withdrawal")
