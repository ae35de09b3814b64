"""The complaint and the acts recorded on it (A1, A3, A5; domain 2.1; invariants C1-C9)."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import RETURN_VALUE, FSMField, FSMModelMixin, transition

from complaints.casework import clocks, rules
from complaints.casework.queries import ComplaintQuerySet
from complaints.choices import (
    OPEN_STATES,
    STATE_TONES,
    Category,
    LimitKind,
    LimitUnit,
    Outcome,
    ReplyKind,
    ReplyMethod,
    ReportMethod,
    Severity,
    State,
    Validity,
)
from complaints.voice import Voice
from parkservice.kit import appendonly
from parkservice.ui import due

# The state machine hands over any record and any person; the rules speak of complaints and colleagues.
may_act: Any = rules.may_act
may_decide: Any = rules.may_decide


class Complaint(FSMModelMixin, Voice):
    """One tenant complaint, from reception to both replies (procedure 1.3 and 1.5)."""

    matter = models.CharField(_("matter in short"), max_length=80)
    occurred_at = models.DateTimeField(_("happened"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    category = models.CharField(_("category"), max_length=20, choices=Category)
    severity = models.CharField(_("severity"), max_length=12, choices=Severity, default=Severity.MINOR)
    urgent = models.BooleanField(_("urgent"), default=False)
    wanted_result = models.TextField(_("result wished for"), blank=True)
    against_staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person concerned"),
    )
    first_contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("first received by")
    )
    state = FSMField(_("state"), max_length=16, choices=State, default=State.RECEIVED, protected=True)

    acknowledge_due = models.DateTimeField(_("first contact by"), null=True, blank=True)
    answer_due = models.DateTimeField(_("first answer by"))
    resolve_due = models.DateTimeField(_("resolution by"))
    reply_due = models.DateTimeField(_("replies by"), null=True, blank=True)
    limit_basis = models.JSONField(default=dict)
    next_due = models.DateTimeField(_("next deadline"), null=True, blank=True)
    next_limit = models.CharField(max_length=12, choices=LimitKind, blank=True)
    acknowledged_at = models.DateTimeField(_("first contact"), null=True, blank=True)
    answered_at = models.DateTimeField(_("first answer"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    told_complainant_at = models.DateTimeField(_("complainant told"), null=True, blank=True)
    told_office_at = models.DateTimeField(_("park office told"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    facts = models.TextField(_("facts"), blank=True)
    validity = models.CharField(_("validity"), max_length=12, choices=Validity, blank=True)
    cause = models.TextField(_("cause"), blank=True)
    responsible_department = models.ForeignKey(
        "parks.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department responsible"),
    )
    investigated_at = models.DateTimeField(_("investigated"), null=True, blank=True)
    measures = models.TextField(_("measures"), blank=True)
    measures_by = models.DateTimeField(_("measures done by"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    article = models.ForeignKey(
        "complaints.Article", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("rule explained")
    )
    satisfaction = models.PositiveSmallIntegerField(_("satisfaction"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed by the complainant"), null=True, blank=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["park", "number"], name="complaint_number_once_per_park"),
            models.CheckConstraint(
                condition=Q(occurred_at__isnull=True) | Q(occurred_at__lte=F("received_at")),
                name="complaint_happened_before_received",
                violation_error_message=_("The time it happened can't be later than the time we received it."),
            ),
            models.CheckConstraint(
                condition=Q(anonymous=True) | (~Q(sender_name="") & ~Q(phone="")),
                name="complaint_named_unless_anonymous",
                violation_error_message=_("Enter name and phone, or mark the complaint as anonymous."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.RESOLVED, State.CLOSED])
                | (~Q(facts="") & ~Q(validity="") & ~Q(outcome="") & Q(resolved_at__isnull=False)),
                name="complaint_resolved_has_findings",
                violation_error_message=_("Record facts, validity and outcome before you resolve the complaint."),
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED)
                | (
                    Q(told_complainant_at__gte=F("resolved_at"))
                    & Q(told_office_at__gte=F("resolved_at"))
                    & Q(closed_at__isnull=False)
                ),
                name="complaint_closed_has_both_replies",
                violation_error_message=_("Reply to the complainant and report to the park office before closing."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.EXPLAINED) | Q(article__isnull=False),
                name="complaint_explained_names_article",
                violation_error_message=_("Choose the article that you explained."),
            ),
            models.CheckConstraint(
                condition=Q(satisfaction__isnull=True) | Q(satisfaction__range=(1, 5)),
                name="complaint_satisfaction_1_to_5",
            ),
            models.CheckConstraint(
                condition=Q(against_staff__isnull=True) | ~Q(against_staff=F("officer")),
                name="complaint_not_handled_by_person_concerned",
                violation_error_message=_("A complaint about a person is handled by somebody else."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["park", "next_due", "id"],
                condition=Q(state__in=list(OPEN_STATES)),
                name="complaint_open_by_due",
            ),
            models.Index(
                fields=["officer", "next_due", "id"],
                condition=Q(state__in=list(OPEN_STATES)),
                name="complaint_mine_by_due",
            ),
            models.Index(fields=["park", "-received_at", "-id"], name="complaint_by_time"),
            models.Index(fields=["building", "-received_at", "-id"], name="complaint_by_building"),
            models.Index(fields=["unit", "-received_at"], name="complaint_by_unit"),
            models.Index(fields=["phone"], name="complaint_by_phone"),
            models.Index(fields=["source_address", "received_at"], name="complaint_by_address"),
        ]

    def get_absolute_url(self) -> str:
        """The record page."""
        return reverse("complaints:record", args=[self.pk])

    @cached_property
    def clock(self) -> due.Due | None:
        """The limit that ends next, ready for a page."""
        return clocks.running(self)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.state != State.CLOSED

    @property
    def tone(self) -> str:
        """The tone of the state on a page."""
        return STATE_TONES[State(self.state)]

    @property
    def told_complainant(self) -> bool:
        """Whether the complainant was told after the resolution (C6)."""
        return self._after_resolution(self.told_complainant_at)

    @property
    def told_office(self) -> bool:
        """Whether the park office was told after the resolution (C4, C6)."""
        return self._after_resolution(self.told_office_at)

    def _after_resolution(self, moment: datetime | None) -> bool:
        return self.resolved_at is not None and moment is not None and moment >= self.resolved_at

    @cached_property
    def open_escalation(self) -> "Escalation | None":
        """The escalation that waits for a decision, if any."""
        return self.escalations.filter(decided_at__isnull=True).first()

    # Transitions: who may (permission) and what must be true (conditions) stand in casework.rules.

    @transition(
        state,
        source=State.RECEIVED,
        target=State.INVESTIGATING,
        permission=may_act,
        conditions=[rules.is_released, rules.person_is_named],
    )
    def investigate(self) -> None:
        """Take the complaint on and begin to investigate."""

    @transition(
        state,
        source=State.INVESTIGATING,
        target=State.ACTING,
        permission=may_act,
        conditions=[rules.has_findings],
    )
    def act(self) -> None:
        """Begin to put the matter right."""

    @transition(state, source=State.ACTING, target=State.RESOLVED, permission=may_act, conditions=[rules.has_findings])
    def resolve(self) -> None:
        """Say that the matter was put right."""

    @transition(
        state,
        source=State.INVESTIGATING,
        target=State.RESOLVED,
        permission=may_act,
        conditions=[rules.has_findings],
    )
    def explain(self) -> None:
        """Settle by explaining a rule, or because the complaint is unfounded (A2)."""

    @transition(
        state,
        source=[State.INVESTIGATING, State.ACTING],
        target=State.ESCALATED,
        permission=may_act,
    )
    def escalate(self) -> None:
        """Put problem and opinion before the manager (A3)."""

    @transition(
        state,
        source=State.ESCALATED,
        target=RETURN_VALUE(State.ACTING, State.INVESTIGATING, State.RESOLVED),
        permission=may_decide,
    )
    def decide(self, target: str) -> str:
        """Decide an escalated complaint; the decision names how it goes on (A3)."""
        return target

    @transition(
        state,
        source=State.RESOLVED,
        target=State.CLOSED,
        permission=may_act,
        conditions=[rules.has_findings, rules.has_reply, rules.has_office_report],
    )
    def close(self) -> None:
        """Close: complainant and park office both know the result (A5)."""


class Reply(models.Model):
    """One word to the complainant, or an attempt to reach them (A5); never edited."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="replies", verbose_name=_("complaint"))
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

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="office_reports")
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

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="escalations")
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    problem = models.TextField(_("problem"))
    opinion = models.TextField(_("opinion of the officer"))
    decision = models.TextField(_("decision"), blank=True)
    target = models.CharField(_("goes on as"), max_length=16, choices=State, blank=True)
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

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="remarks")
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
    """One limit of the park: how long a step of a complaint may take (domain 2.1 and 3.12)."""

    park = models.ForeignKey("parks.Park", models.PROTECT, related_name="+", verbose_name=_("park"))
    severity = models.CharField(_("severity"), max_length=12, choices=Severity)
    urgent = models.BooleanField(_("urgent"), default=False)
    kind = models.CharField(_("limit"), max_length=12, choices=LimitKind)
    amount = models.PositiveIntegerField(_("amount"))
    unit = models.CharField(_("unit"), max_length=16, choices=LimitUnit)

    class Meta:
        ordering = ["urgent", "severity", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["park", "severity", "urgent", "kind"], name="limit_once_per_park"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="limit_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.amount} {self.get_unit_display()}"


appendonly.protect("complaints_reply")
appendonly.protect("complaints_officereport")
appendonly.protect("complaints_remark")
appendonly.protect("complaints_escalation", mutable=["decision", "target", "decided_by_id", "decided_at"])
appendonly.protect(
    "complaints_complaint",
    mutable=[
        *("matter", "category", "severity", "urgent", "against_staff_id", "officer_id", "state", "held"),
        *("acknowledge_due", "answer_due", "resolve_due", "reply_due", "limit_basis", "next_due", "next_limit"),
        *("acknowledged_at", "answered_at", "resolved_at", "told_complainant_at", "told_office_at", "closed_at"),
        *("facts", "validity", "cause", "responsible_department_id", "investigated_at", "measures", "measures_by"),
        *("outcome", "article_id", "satisfaction", "confirmed_at"),
    ],
)
