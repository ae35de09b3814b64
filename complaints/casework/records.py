"""What is written down on a complaint beside its own row: words, reports, escalations, remarks; a park's limits."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from complaints.choices import LimitKind, LimitUnit, ReplyKind, ReplyMethod, ReportMethod, Severity, State
from parkservice.kit import appendonly
from parkservice.parks.thresholds import BEGINNING


class Reply(models.Model):
    """One word to the complainant, or an attempt to reach them (A5); never edited."""

    complaint = models.ForeignKey(
        "complaints.Complaint", models.PROTECT, related_name="replies", verbose_name=_("complaint")
    )
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    kind = models.CharField(_("what was told"), max_length=8, choices=ReplyKind)
    method = models.CharField(_("method"), max_length=16, choices=ReplyMethod)
    text = models.TextField(_("what was said"))
    reached = models.BooleanField(_("reached"), default=True)
    courtesy = models.JSONField(_("courtesy hints left open"), default=list)
    courtesy_reason = models.CharField(_("reason for leaving out an apology"), max_length=200, blank=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["by", "at"], name="reply_by_writer")]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.at:%Y-%m-%d %H:%M}"


class OfficeReport(models.Model):
    """One report of a result to the park office (A3, A5); never edited."""

    complaint = models.ForeignKey("complaints.Complaint", models.PROTECT, related_name="office_reports")
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    method = models.CharField(_("method"), max_length=8, choices=ReportMethod)
    text = models.TextField(_("report"))

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.at:%Y-%m-%d %H:%M}"


class Escalation(models.Model):
    """Problem and opinion put before the manager, and the manager's decision (A3, invariant C5)."""

    complaint = models.ForeignKey("complaints.Complaint", models.PROTECT, related_name="escalations")
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    problem = models.TextField(_("problem"))
    opinion = models.TextField(_("opinion of the officer"))
    decision = models.TextField(_("decision"), blank=True)
    target = models.CharField(_("goes on as"), max_length=20, choices=State, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(decided_at__isnull=True), name="escalation_one_open_per_complaint"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("by")),
                name="escalation_decided_by_another",
                violation_error_message=_("Who escalated a complaint can't decide it."),
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, decision="", target="")
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decision="") & ~Q(target="")),
                name="escalation_decision_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.at:%Y-%m-%d %H:%M}"


class Remark(models.Model):
    """A remark on a case: by the complainant on the tracking page, or an internal note; never edited (C9, C12)."""

    complaint = models.ForeignKey("complaints.Complaint", models.PROTECT, related_name="remarks")
    at = models.DateTimeField(_("time"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    text = models.TextField(_("remark"))

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.at:%Y-%m-%d %H:%M}"

    @property
    def by_complainant(self) -> bool:
        """Whether the complainant wrote it; notes of staff stay inside."""
        return self.author_id is None


class TimeLimit(models.Model):
    """One limit of the park from a day on: how long a step of a complaint may take (domain 2.1 and 3.12).

    A new value is a new row; the newest one whose day has come counts (`casework.limits.table`).
    """

    park = models.ForeignKey("parks.Park", models.PROTECT, related_name="+", verbose_name=_("park"))
    severity = models.CharField(_("severity"), max_length=12, choices=Severity)
    urgent = models.BooleanField(_("urgent"), default=False)
    kind = models.CharField(_("limit"), max_length=12, choices=LimitKind)
    amount = models.PositiveIntegerField(_("amount"))
    unit = models.CharField(_("unit"), max_length=16, choices=LimitUnit)
    valid_from = models.DateField(_("valid from"), default=BEGINNING)

    class Meta:
        ordering = ["urgent", "severity", "kind", "valid_from", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["park", "severity", "urgent", "kind", "valid_from"], name="limit_once_per_day"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="limit_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.amount} {self.get_unit_display()}"


appendonly.protect("complaints_reply")
appendonly.protect("complaints_officereport")
appendonly.protect("complaints_remark")
appendonly.protect("complaints_timelimit")
appendonly.protect("complaints_escalation", mutable=["decision", "target", "decided_by_id", "decided_at"])
