"""Questions to other departments (部门协调; M4): asked with an answer date, answered by somebody of the department."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from parkservice.accounts.models import User
from parkservice.accounts.rights import departments_of
from parkservice.kit import appendonly, clock
from parkservice.tasks import sources
from parkservice.tasks.base import TICKED, Task, TaskQuerySet, asked_or_led, left
from parkservice.tasks.coordination import rules
from parkservice.ui.due import Due

may_answer: Any = rules.may_answer
may_ask: Any = rules.may_ask


class QuestionState(models.TextChoices):
    """States of a question to a department."""

    ASKED = "asked", _("Waits for an answer")
    ANSWERED = "answered", _("Answered")
    WITHDRAWN = "withdrawn", _("Withdrawn")


QUESTION_TONES = {QuestionState.ASKED: "go", QuestionState.ANSWERED: "done", QuestionState.WITHDRAWN: ""}


class QuestionQuerySet(TaskQuerySet["Question"]):
    """Which questions."""

    def visible_to(self, user: User) -> "QuestionQuerySet":
        """Sent to my departments; asked by me; of the records I read; a leader's: of the park."""
        seen = asked_or_led(user, "tasks.view") | Q(department_id__in=departments_of(user, "tasks.do"))
        return self.filter(seen).exclude(sources.hidden_from(user))

    def waiting(self) -> "QuestionQuerySet":
        """Questions without an answer."""
        return self.filter(state__among=[QuestionState.ASKED])


class Question(Task):
    """One question to another department, and its answer."""

    department = models.ForeignKey("parks.Department", models.PROTECT, related_name="+", verbose_name=_("department"))
    question = models.TextField(_("question"))
    due = models.DateTimeField(_("answer by"))
    remind_at = models.DateTimeField()
    state = FSMField(_("state"), max_length=12, choices=QuestionState, default=QuestionState.ASKED, protected=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    times_asked = models.PositiveSmallIntegerField(_("times asked"), default=1)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["due", "id"]
        constraints = [
            models.UniqueConstraint(fields=["park", "number"], name="question_number_once_per_park"),
            models.CheckConstraint(
                condition=Q(due__gt=F("asked_at")),
                name="question_due_after_asked",
                violation_error_message=_("The answer is due after the question."),
            ),
            models.CheckConstraint(
                condition=~Q(state=QuestionState.ANSWERED)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="question_answered_has_answer",
                violation_error_message=_("Write the answer first."),
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
                name="question_answered_by_another",
                violation_error_message=_("Who asked can't answer."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["department", "due", "id"],
                condition=Q(state__among=["asked"]),
                name="question_open_of_department",
            ),
            models.Index(
                fields=["due", "remind_at"],
                condition=Q(state__among=["asked"], overdue_at__isnull=True),
                name="question_to_remind",
            ),
            models.Index(fields=["subject_kind", "subject_id"], name="question_by_subject"),
            models.Index(fields=["park", "-asked_at", "-id"], name="question_by_time"),
            models.Index(fields=["asked_by", "-asked_at"], name="question_by_asker"),
        ]

    def get_absolute_url(self) -> str:
        """The record page."""
        return reverse("tasks:question", args=[self.pk])

    @property
    def tone(self) -> str:
        """The tone of the state on a page."""
        return QUESTION_TONES[QuestionState(self.state)]

    @property
    def is_settled(self) -> bool:
        """Whether nobody has anything to do about it."""
        return self.state != QuestionState.ASKED

    @property
    def is_late(self) -> bool:
        """Whether the answer is late."""
        return self.state == QuestionState.ASKED and self.due < clock.now()

    @property
    def clock(self) -> Due | None:
        """The time that runs until the answer."""
        return left(self.asked_at, self.due) if self.state == QuestionState.ASKED else None

    # Transitions: who may stands in coordination.rules.

    @transition(state, source=QuestionState.ASKED, target=QuestionState.ANSWERED, permission=may_answer)
    def give_answer(self) -> None:
        """Somebody of the department answers."""

    @transition(state, source=QuestionState.ANSWERED, target=QuestionState.ASKED, permission=may_ask)
    def ask_again(self) -> None:
        """The answer does not help; the asker says what is missing."""

    @transition(state, source=QuestionState.ASKED, target=QuestionState.WITHDRAWN, permission=may_ask)
    def withdraw(self) -> None:
        """The answer is not needed any more."""


appendonly.protect(
    "tasks_question",
    mutable=[
        *("state", "answer", "answered_by_id", "answered_at", "times_asked", "due", "remind_at", *TICKED),
    ],
)
