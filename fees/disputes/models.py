"""Disputed bills: while one waits for its answer, neither dunning nor late fee goes on (domain 2.4)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fees.billing.models import Bill
from parkservice.accounts.rights import Person, scope
from parkservice.kit import appendonly


class DisputeQuerySet(models.QuerySet["Dispute"]):
    """Which disputes."""

    def visible_to(self, user: Person) -> "DisputeQuerySet":
        """Disputes of the parks in which this person may see waivers and disputes."""
        return self.filter(bill__park_id__in=scope(user, "waivers.view").parks)

    def waiting(self) -> "DisputeQuerySet":
        """Those without an answer."""
        return self.filter(answered_on__isnull=True)


class Dispute(models.Model):
    """What a customer has against a bill, from the day it was told to the day of the answer."""

    bill = models.ForeignKey(Bill, models.PROTECT, related_name="disputes", verbose_name=_("bill"))
    day = models.DateField(_("disputed on"))
    at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    reason = models.TextField(_("what the customer says"))
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answer recorded"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answer = models.TextField(_("answer"), blank=True)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        constraints = [
            models.UniqueConstraint(
                fields=["bill"],
                condition=Q(answered_on__isnull=True),
                name="dispute_one_waits_per_bill",
                violation_error_message=_("This bill is disputed already. Answer that first."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="dispute_says_why",
                violation_error_message=_("Write what the customer says."),
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, answered_at__isnull=True, answered_by__isnull=True, answer="")
                | Q(answered_on__isnull=False, answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="dispute_answer_is_whole",
                violation_error_message=_("An answer has its words, its day and its author."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bill_id} {self.day}"


appendonly.protect("fees_dispute", mutable=["answered_on", "answered_at", "answered_by_id", "answer"])
