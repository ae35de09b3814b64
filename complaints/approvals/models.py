"""The proposal how a service-quality or major complaint is handled, and what became of it (P3, invariant C7)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from parkservice.accounts.roles import Role
from parkservice.kit import appendonly
from parkservice.kit.money import MoneyField


class Verdict(models.TextChoices):
    """What was decided about a proposal."""

    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned")


class Proposal(models.Model):
    """The manager's opinion and measures, put before the next level; never edited after the decision (P3)."""

    complaint = models.ForeignKey("complaints.Complaint", models.PROTECT, related_name="proposals")
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    opinion = models.TextField(_("opinion"))
    measures = models.TextField(_("measures proposed"))
    cost = MoneyField(_("cost"), null=True, blank=True)
    heard = models.TextField(_("what the person concerned said"), blank=True)
    approver_role = models.CharField(_("approved by"), max_length=20, choices=Role)
    due_at = models.DateTimeField(_("decision by"))
    verdict = models.CharField(_("decision"), max_length=10, choices=Verdict, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(decided_at__isnull=True), name="proposal_one_open_per_complaint"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("by")),
                name="proposal_decided_by_another",
                violation_error_message=_("Nobody approves their own proposal."),
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, verdict="", reason="")
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(verdict="")),
                name="proposal_decision_whole",
            ),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.RETURNED) | ~Q(reason=""),
                name="proposal_returned_with_reason",
                violation_error_message=_("Say what is wrong about the proposal before you return it."),
            ),
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(cost__gte=0),
                name="proposal_cost_not_below_zero",
                violation_error_message=_("Costs can't be below zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.at:%Y-%m-%d %H:%M}"

    @property
    def is_returned(self) -> bool:
        """Whether it came back to whoever wrote it."""
        return self.verdict == Verdict.RETURNED

    @property
    def tone(self) -> str:
        """The tone of the decision on a page."""
        return {Verdict.APPROVED: "done", Verdict.RETURNED: "due"}.get(self.verdict, "rise")  # type: ignore[call-overload, no-any-return]


appendonly.protect("complaints_proposal", mutable=["verdict", "reason", "decided_by_id", "decided_at"])
