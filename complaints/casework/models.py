"""The complaint and the acts recorded on it (A1, A3, A5; domain 2.1; invariants C1-C9)."""

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import RETURN_VALUE, FSMField, FSMModelMixin, transition

from complaints.casework import clocks, rules
from complaints.casework.invariants import CONSTRAINTS, INDEXES
from complaints.casework.queries import ComplaintQuerySet
from complaints.casework.records import Escalation
from complaints.choices import (
    OPEN_STATES,
    PAUSABLE_STATES,
    STATE_TONES,
    Category,
    LimitKind,
    Outcome,
    Severity,
    State,
    Validity,
)
from complaints.voice import Voice, in_words
from parkservice.kit import appendonly
from parkservice.ui import due

if TYPE_CHECKING:
    from complaints.approvals.models import Proposal
    from complaints.handovers.models import Handover
    from complaints.returnvisits.models import QualityCheck

# The state machine hands over any record and any person; the rules speak of complaints and colleagues.
may_act: Any = rules.may_act
may_decide: Any = rules.may_decide
may_propose: Any = rules.may_propose
may_approve: Any = rules.may_approve
may_reopen: Any = rules.may_reopen
may_withdraw: Any = rules.may_withdraw
follows: Any = rules.follows


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
    about_manager = models.BooleanField(_("about the manager, says the sender"), default=False)
    first_contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("first received by")
    )
    state = FSMField(_("state"), max_length=20, choices=State, default=State.RECEIVED, protected=True)

    dispatch_due = models.DateTimeField(_("somebody sent by"), null=True, blank=True)
    acknowledge_due = models.DateTimeField(_("first contact by"), null=True, blank=True)
    answer_due = models.DateTimeField(_("first answer by"))
    resolve_due = models.DateTimeField(_("resolution by"))
    reply_due = models.DateTimeField(_("replies by"), null=True, blank=True)
    limit_basis = models.JSONField(default=dict)
    next_due = models.DateTimeField(_("next deadline"), null=True, blank=True)
    next_limit = models.CharField(max_length=12, choices=LimitKind, blank=True)
    dispatched_at = models.DateTimeField(_("somebody sent"), null=True, blank=True)
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

    paused_at = models.DateTimeField(_("waiting for the complainant since"), null=True, blank=True)
    paused_until = models.DateTimeField(_("waiting until"), null=True, blank=True)
    pause_reason = models.CharField(_("waiting for"), max_length=200, blank=True)
    asked_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked to take over"),
    )
    handover_refusals = models.PositiveSmallIntegerField(_("hand-overs refused in a row"), default=0)
    raised_at = models.DateTimeField(_("raised to major by the system"), null=True, blank=True)
    handover_count = models.PositiveSmallIntegerField(_("hand-overs"), default=0)
    mentions = models.PositiveSmallIntegerField(_("times mentioned"), default=1)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="merged",
        verbose_name=_("same matter as"),
    )
    repeat_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="repeats", verbose_name=_("repeats")
    )
    approved_at = models.DateTimeField(_("handling approved"), null=True, blank=True)
    visited_at = models.DateTimeField(_("return visit"), null=True, blank=True)
    reopened_at = models.DateTimeField(_("reopened"), null=True, blank=True)
    reopened_count = models.PositiveSmallIntegerField(_("times reopened"), default=0)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    office_acknowledged_at = models.DateTimeField(_("acknowledged by the park office"), null=True, blank=True)

    get_state_display = in_words("state", State)
    get_category_display = in_words("category", Category)
    objects = ComplaintQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = CONSTRAINTS
        indexes = INDEXES

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
        return self.state in OPEN_STATES

    @property
    def is_paused(self) -> bool:
        """Whether its limits stand still because it waits for the complainant; a flag, not a state (domain 2.1)."""
        return self.paused_at is not None and self.state in PAUSABLE_STATES

    @property
    def needs_approval(self) -> bool:
        """Whether its handling is approved by the project manager before it is carried out (P3, domain 2.1)."""
        about_person = self.category == Category.SERVICE_ATTITUDE or self.against_staff_id is not None
        return about_person or self.severity == Severity.MAJOR

    @property
    def accuses_manager(self) -> bool:
        """Whether it is about "the manager" while nobody is named: then it concerns whoever is one (domain 2.1)."""
        about_attitude = self.category == Category.SERVICE_ATTITUDE
        return self.about_manager and about_attitude and self.against_staff_id is None

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
    def open_escalation(self) -> Escalation | None:
        """The escalation that waits for a decision, if any."""
        return self.escalations.filter(decided_at__isnull=True).first()

    @cached_property
    def open_handover(self) -> "Handover | None":
        """The hand-over that waits for a colleague's word, if any."""
        return self.handovers.waiting().select_related("asked_by").first()

    @cached_property
    def open_proposal(self) -> "Proposal | None":
        """The proposal that waits for a decision, if any (P3)."""
        return self.proposals.filter(decided_at__isnull=True).select_related("by").first()

    @cached_property
    def returned_proposal(self) -> "Proposal | None":
        """The last proposal, where it came back and is to be written anew (P3)."""
        last = self.proposals.select_related("decided_by").order_by("at", "id").last()
        return last if last is not None and last.is_returned else None

    @property
    def needs_visit(self) -> bool:
        """Whether closing waits for a return visit: valid or partly, not explained, of somebody known (domain 2.1)."""
        valid = self.validity in (Validity.VALID, Validity.PARTLY)
        return valid and self.outcome != Outcome.EXPLAINED and self.is_known

    @property
    def is_known(self) -> bool:
        """Whether anybody who told the matter left a name; asks the others only where the first stayed anonymous."""
        if self.anonymous and self.mentions > 1:
            return self.merged.filter(anonymous=False).exists()
        return not self.anonymous

    @property
    def satisfaction_counted(self) -> int | None:
        """The satisfaction that figures use: the complainant's own, else what the visitor heard (domain 3.9)."""
        if self.satisfaction is not None or self.resolved_at is None:
            return self.satisfaction
        visit = self.return_visits.filter(reached=True, at__gte=self.resolved_at).last()
        return visit.satisfaction if visit else None

    @cached_property
    def checked(self) -> "list[QualityCheck]":
        """What managers thought of it after it was closed."""
        return list(self.quality_checks.select_related("by"))

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
        conditions=[rules.has_findings, rules.is_approved],
    )
    def act(self) -> None:
        """Begin to put the matter right."""

    @transition(
        state,
        source=State.ACTING,
        target=State.RESOLVED,
        permission=may_act,
        conditions=[rules.has_findings, rules.is_approved],
    )
    def resolve(self) -> None:
        """Say that the matter was put right."""

    @transition(
        state,
        source=State.INVESTIGATING,
        target=State.RESOLVED,
        permission=may_act,
        conditions=[rules.has_findings, rules.is_approved],
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
        conditions=[
            rules.has_findings,
            rules.has_reply,
            rules.reply_went_out,
            rules.others_know,
            rules.has_office_report,
            rules.report_went_out,
            rules.has_visit,
        ],
    )
    def close(self) -> None:
        """Close: complainant and park office both know the result (A5)."""

    @transition(
        state,
        source=[State.INVESTIGATING, State.ACTING],
        target=State.AWAITING_APPROVAL,
        permission=may_propose,
        conditions=[rules.has_findings, rules.wants_approval, rules.not_yet_approved],
    )
    def propose(self) -> None:
        """Propose how a service-quality or major complaint is handled; also one that became major while acting (P3)."""

    @transition(state, source=State.AWAITING_APPROVAL, target=State.ACTING, permission=may_approve)
    def approve(self) -> None:
        """Approve the proposal; it is carried out now (P3)."""

    @transition(state, source=State.AWAITING_APPROVAL, target=State.INVESTIGATING, permission=may_approve)
    def send_back(self) -> None:
        """Return the proposal with what is wrong about it (P3)."""

    @transition(state, source=[State.RESOLVED, State.CLOSED], target=State.INVESTIGATING, permission=may_reopen)
    def reopen(self) -> None:
        """Take it up again: the return visit or the complainant says that it is not settled (domain 2.1)."""

    @transition(
        state,
        source=[State.RECEIVED, State.INVESTIGATING, State.ACTING, State.AWAITING_APPROVAL],
        target=State.WITHDRAWN,
        permission=may_withdraw,
    )
    def withdraw(self) -> None:
        """Let it rest because the complainant takes it back; nobody else can (domain 2.1)."""

    @transition(
        state,
        source=State.MERGED,
        target=RETURN_VALUE(State.RECEIVED, State.INVESTIGATING, State.ACTING),
        permission=follows,
    )
    def go_on(self, target: str) -> str:
        """Go on in the place of the one it was merged into, whose complainant took it back (domain 2.1)."""
        return target

    @transition(
        state,
        source=[State.RECEIVED, State.INVESTIGATING, State.ACTING],
        target=State.MERGED,
        permission=may_act,
    )
    def merge(self) -> None:
        """Join it to the complaint about the same matter; never while it is escalated (domain 2.1)."""

    @transition(
        state,
        source=State.RECEIVED,
        target=State.REJECTED,
        permission=may_decide,
        conditions=[rules.is_held],
    )
    def reject(self) -> None:
        """Throw away what was held for a look and is no complaint; number and reason stay (domain 2.1, flooding)."""


appendonly.protect(
    "complaints_complaint",
    mutable=[
        *("matter", "category", "severity", "urgent", "against_staff_id", "officer_id", "state", "held"),
        *("dispatch_due", "dispatched_at"),
        *("acknowledge_due", "answer_due", "resolve_due", "reply_due", "limit_basis", "next_due", "next_limit"),
        *("acknowledged_at", "answered_at", "resolved_at", "told_complainant_at", "told_office_at", "closed_at"),
        *("facts", "validity", "cause", "responsible_department_id", "investigated_at", "measures", "measures_by"),
        *("outcome", "article_id", "satisfaction", "confirmed_at"),
        *("paused_at", "paused_until", "pause_reason", "raised_at", "asked_officer_id", "handover_refusals"),
        *("handover_count", "mentions", "merged_into_id", "repeat_of_id"),
        *("approved_at", "visited_at", "reopened_at", "reopened_count", "withdrawn_at", "office_acknowledged_at"),
    ],
)
