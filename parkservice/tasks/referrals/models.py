"""Asking the next level (请示; M12): problem and opinion from any record, the answer comes back to it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from parkservice.accounts.models import User
from parkservice.accounts.rights import postings_of
from parkservice.accounts.roles import CHAIN, Role
from parkservice.kit import appendonly, clock
from parkservice.tasks import sources
from parkservice.tasks.base import TICKED, Task, TaskQuerySet, asked_or_read, left
from parkservice.tasks.referrals import rules
from parkservice.ui.due import Due

may_answer: Any = rules.may_answer
may_act: Any = rules.may_act


class ReferralState(models.TextChoices):
    """States of a question to the next level."""

    ASKED = "asked", _("Waits for an answer")
    ANSWERED = "answered", _("Answered, to be acted on")
    ACTED = "acted", _("Acted on")
    WITHDRAWN = "withdrawn", _("Withdrawn")


REFERRAL_TONES = {
    ReferralState.ASKED: "rise",
    ReferralState.ANSWERED: "due",
    ReferralState.ACTED: "done",
    ReferralState.WITHDRAWN: "",
}
#: States in which somebody has something to do.
OPEN_STATES = (ReferralState.ASKED, ReferralState.ANSWERED)


class ReferralQuerySet(TaskQuerySet["Referral"]):
    """Which questions to the next level."""

    def visible_to(self, user: User) -> "ReferralQuerySet":
        """Asked by me; put to my level or one below it; of the records I read. Never one about myself."""
        return self.filter(asked_or_read(user) | _put_to(user)).exclude(sources.hidden_from(user))

    def waiting(self) -> "ReferralQuerySet":
        """Those without an answer."""
        return self.filter(state__among=[ReferralState.ASKED])

    def unsettled(self) -> "ReferralQuerySet":
        """Those that wait for an answer, or to be acted on."""
        return self.filter(state__among=OPEN_STATES)

    def put_to(self, user: User) -> "ReferralQuerySet":
        """Those that this person may answer: put to their level or one below it, by somebody else."""
        return self.filter(_put_to(user)).exclude(asked_by_id=user.pk).exclude(sources.hidden_from(user))


def _put_to(user: User) -> Q:
    """Put to a level that this person holds in the park, or to one below it."""
    found = Q(pk__in=[])
    for posting in postings_of(user):
        if posting.role in CHAIN[1:]:
            found |= Q(park_id=posting.park_id, to_role__in=CHAIN[: CHAIN.index(posting.role) + 1])
    return found


class Referral(Task):
    """One hard problem, put to the next level with an opinion, and the answer."""

    to_role = models.CharField(_("level asked"), max_length=20, choices=Role)
    problem = models.TextField(_("problem"))
    opinion = models.TextField(_("own opinion"))
    due = models.DateTimeField(_("answer by"))
    remind_at = models.DateTimeField()
    state = FSMField(_("state"), max_length=12, choices=ReferralState, default=ReferralState.ASKED, protected=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    acted_at = models.DateTimeField(_("acted on"), null=True, blank=True)
    acted_note = models.TextField(_("what was done"), blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["due", "id"]
        constraints = [
            models.UniqueConstraint(fields=["park", "number"], name="referral_number_once_per_park"),
            models.CheckConstraint(condition=Q(due__gt=F("asked_at")), name="referral_due_after_asked"),
            models.CheckConstraint(
                condition=~Q(state__in=[ReferralState.ANSWERED, ReferralState.ACTED])
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="referral_answered_has_answer",
                violation_error_message=_("Write the answer first."),
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
                name="referral_answered_by_another",
                violation_error_message=_("Who asked can't answer."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ReferralState.ACTED) | (Q(acted_at__isnull=False) & ~Q(acted_note="")),
                name="referral_acted_says_what",
                violation_error_message=_("Write down what you did."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due", "remind_at"],
                condition=Q(state__among=["asked"], overdue_at__isnull=True),
                name="referral_to_remind",
            ),
            models.Index(fields=["park", "due"], condition=Q(state__among=["asked", "answered"]), name="referral_open"),
            models.Index(fields=["subject_kind", "subject_id"], name="referral_by_subject"),
            models.Index(fields=["park", "-asked_at", "-id"], name="referral_by_time"),
            models.Index(fields=["asked_by", "-asked_at"], name="referral_by_asker"),
        ]

    def get_absolute_url(self) -> str:
        """The record page."""
        return reverse("tasks:referral", args=[self.pk])

    @property
    def tone(self) -> str:
        """The tone of the state on a page."""
        return REFERRAL_TONES[ReferralState(self.state)]

    @property
    def is_settled(self) -> bool:
        """Whether nobody has anything to do about it."""
        return self.state not in OPEN_STATES

    @property
    def is_late(self) -> bool:
        """Whether the answer is late."""
        return self.state == ReferralState.ASKED and self.due < clock.now()

    @property
    def clock(self) -> Due | None:
        """The time that runs until the answer."""
        return left(self.asked_at, self.due) if self.state == ReferralState.ASKED else None

    # Transitions: who may stands in referrals.rules.

    @transition(state, source=ReferralState.ASKED, target=ReferralState.ANSWERED, permission=may_answer)
    def give_answer(self) -> None:
        """The next level answers."""

    @transition(state, source=ReferralState.ANSWERED, target=ReferralState.ACTED, permission=may_act)
    def act_on(self) -> None:
        """The asker acted on the answer."""

    @transition(state, source=ReferralState.ASKED, target=ReferralState.WITHDRAWN, permission=may_act)
    def withdraw(self) -> None:
        """The problem is solved without an answer."""


appendonly.protect(
    "tasks_referral",
    mutable=[*("state", "answer", "answered_by_id", "answered_at", "acted_at", "acted_note"), *TICKED],
)
