"""Rectification plans (整改计划; A4, domain 2.2): steps with owners and dates, progress, verification by another.

They come from suggestions, complaints, inspections and surveys. A due date is never silently edited: each change is a
row of its own with its reason.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from parkservice.accounts.models import User
from parkservice.accounts.rights import matters_of
from parkservice.kit import appendonly, clock
from parkservice.kit.money import MoneyField
from parkservice.tasks import sources
from parkservice.tasks.base import TICKED, Task, TaskQuerySet, asked_or_led, left
from parkservice.tasks.rectifications import rules
from parkservice.ui.due import Due
from parkservice.ui.words import day_text

may_work: Any = rules.may_work
may_write: Any = rules.may_write
may_verify: Any = rules.may_verify


class PlanState(models.TextChoices):
    """States of a rectification (domain 2.2)."""

    PLANNED = "planned", _("Planned")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", _("Done, to be verified")
    VERIFIED = "verified", _("Verified")


PLAN_TONES = {
    PlanState.PLANNED: "due",
    PlanState.IN_PROGRESS: "go",
    PlanState.DONE: "rise",
    PlanState.VERIFIED: "done",
}
#: States in which the owner has something to do.
UNDER_WAY = (PlanState.PLANNED, PlanState.IN_PROGRESS)


def end_of(day: date) -> Any:
    """Return the moment in which a day is over."""
    return clock.combine(day + timedelta(days=1))


class RectificationQuerySet(TaskQuerySet["Rectification"]):
    """Which rectifications."""

    def visible_to(self, user: User) -> "RectificationQuerySet":
        """Of parks that I lead or watch; those I own or own a step of; planned by me; of the records I read."""
        steps = Step.objects.filter(matters_of(user, "owner_id", park="rectification__park_id"))
        seen = matters_of(user, "owner_id") | Q(pk__in=steps.values("rectification_id"))
        return self.filter(asked_or_led(user, "rectifications.view") | seen).exclude(sources.hidden_from(user))

    def unsettled(self) -> "RectificationQuerySet":
        """Those that are not verified yet."""
        return self.exclude(state=PlanState.VERIFIED)


class Rectification(Task):
    """One plan to put something right: the problem, who answers for it, by when, what it may cost, and its effect."""

    problem = models.TextField(_("problem"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner"))
    due = models.DateField(_("to be done by"))
    budget = MoneyField(_("budget"), null=True, blank=True)
    state = FSMField(_("state"), max_length=12, choices=PlanState, default=PlanState.PLANNED, protected=True)
    result = models.TextField(_("what was reached"), blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    effect = models.TextField(_("effect"), blank=True)

    objects = RectificationQuerySet.as_manager()

    class Meta:
        ordering = ["due", "id"]
        constraints = [
            models.UniqueConstraint(fields=["park", "number"], name="rectification_number_once_per_park"),
            models.CheckConstraint(
                condition=~Q(state__in=[PlanState.DONE, PlanState.VERIFIED])
                | (~Q(result="") & Q(done_at__isnull=False)),
                name="rectification_done_has_result",
                violation_error_message=_("Write down what was reached before the rectification is done."),
            ),
            models.CheckConstraint(
                condition=~Q(state=PlanState.VERIFIED)
                | (Q(verified_by__isnull=False, verified_at__isnull=False) & ~Q(effect="")),
                name="rectification_verified_has_effect",
                violation_error_message=_("Write down the effect when you verify."),
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("owner")),
                name="rectification_verified_by_another",
                violation_error_message=_("The owner can't verify the own rectification."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["park", "due", "id"],
                condition=Q(state__among=["planned", "in_progress", "done"]),
                name="rectification_open",
            ),
            models.Index(fields=["subject_kind", "subject_id"], name="rectification_by_subject"),
            models.Index(fields=["owner", "due"], name="rectification_by_owner"),
            models.Index(fields=["park", "-asked_at", "-id"], name="rectification_by_time"),
        ]

    def get_absolute_url(self) -> str:
        """The record page."""
        return reverse("tasks:rectification", args=[self.pk])

    @property
    def tone(self) -> str:
        """The tone of the state on a page."""
        return PLAN_TONES[PlanState(self.state)]

    @property
    def is_settled(self) -> bool:
        """Whether nobody has anything to do about it."""
        return self.state == PlanState.VERIFIED

    @property
    def is_late(self) -> bool:
        """Whether its day has passed."""
        return self.state in UNDER_WAY and self.due < clock.today()

    @property
    def clock(self) -> Due | None:
        """The days that are left, or since it was due; hours count on its last day only."""
        if self.state not in UNDER_WAY:
            return None
        days = (self.due - clock.today()).days
        runs = left(self.asked_at, end_of(self.due), whole=timedelta(days=days) if days else None)
        return replace(runs, small=day_text(self.due))

    # Transitions: who may stands in rectifications.rules.

    @transition(state, source=PlanState.PLANNED, target=PlanState.IN_PROGRESS, permission=may_write)
    def begin(self) -> None:
        """Somebody who owns it or a part of it begins."""

    @transition(
        state,
        source=[PlanState.PLANNED, PlanState.IN_PROGRESS],
        target=PlanState.DONE,
        permission=may_work,
        conditions=[rules.all_steps_done],
    )
    def finish(self) -> None:
        """The owner says that it is done."""

    @transition(state, source=PlanState.DONE, target=PlanState.IN_PROGRESS, permission=may_verify)
    def send_back(self) -> None:
        """The verifier finds that it is not."""

    @transition(state, source=PlanState.DONE, target=PlanState.VERIFIED, permission=may_verify)
    def verify(self) -> None:
        """Another person than the owner sees that it worked."""


class Step(models.Model):
    """One measure of a rectification: who does what by when."""

    rectification = models.ForeignKey(Rectification, models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField(_("place"))
    what = models.CharField(_("measure"), max_length=200)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner"))
    due = models.DateField(_("to be done by"))
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    overdue_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["rectification", "position"], name="step_place_once_per_rectification"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="step_done_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "due"], condition=Q(done_at__isnull=True), name="step_open_of_owner"),
            models.Index(fields=["due"], condition=Q(done_at__isnull=True), name="step_open_by_due"),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def tone(self) -> str:
        """Done, late, or at rest."""
        if self.done_at is not None:
            return "done"
        return "miss" if self.due < clock.today() else ""


class ProgressLine(models.Model):
    """One line on how a rectification goes; never edited."""

    rectification = models.ForeignKey(Rectification, models.PROTECT, related_name="lines")
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    text = models.TextField(_("how it goes"))

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.rectification_id} {self.at:%Y-%m-%d %H:%M}"


class DueChange(models.Model):
    """One change of a due date, of the whole plan or of a step, with its reason; never edited (domain 2.2)."""

    rectification = models.ForeignKey(Rectification, models.PROTECT, related_name="due_changes")
    step = models.ForeignKey(Step, models.PROTECT, null=True, blank=True, related_name="due_changes")
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    former = models.DateField(_("was due"))
    due = models.DateField(_("now due"))
    reason = models.TextField(_("reason"))

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(former=F("due")), name="duechange_changes_the_date"),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="duechange_has_reason",
                violation_error_message=_("Say why the date changes."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.former} → {self.due}"


appendonly.protect(
    "tasks_rectification",
    mutable=[*("due", "state", "result", "done_at", "verified_by_id", "verified_at", "effect"), *TICKED],
)
appendonly.protect("tasks_step", mutable=["due", "done_by_id", "done_at", *TICKED])
appendonly.protect("tasks_progressline")
appendonly.protect("tasks_duechange")
