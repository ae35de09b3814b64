"""Suggestions of tenants (A4): recorded in detail, reported to the manager, decided, answered to the proposer."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from complaints.suggestions import rules
from complaints.voice import Voice
from parkservice.accounts.models import User
from parkservice.accounts.rights import matters_of, parks_with, scope
from parkservice.estate.tenure import customers_of
from parkservice.kit import appendonly

# The state machine hands over any record and any person; the rules speak of suggestions and colleagues.
may_decide: Any = rules.may_decide
may_answer: Any = rules.may_answer
by_the_clock: Any = rules.by_the_clock


class SuggestionState(models.TextChoices):
    """States of a suggestion (domain 2.2)."""

    RECORDED = "recorded", _("Recorded")
    REPORTED = "reported", _("Reported to the manager")
    DECIDED = "decided", _("Decided")
    ANSWERED = "answered", _("Answered")


class Decision(models.TextChoices):
    """What the manager makes of a suggestion (domain 2.2)."""

    ADOPT = "adopt", _("Adopted")
    ADOPT_PARTLY = "adopt_partly", _("Adopted in part")
    TRIAL = "trial", _("Tried out")
    DECLINE = "decline", _("Declined")
    LATER = "later", _("Looked at later")


#: Decisions after which something has to be done, by a plan.
TO_DO = (Decision.ADOPT, Decision.ADOPT_PARTLY, Decision.TRIAL)


class AnswerMethod(models.TextChoices):
    """How the proposer was told."""

    TRACKING_PAGE = "tracking_page", _("On the tracking page")
    MAIL = "mail", _("By e-mail")
    PHONE = "phone", _("By telephone")
    IN_PERSON = "in_person", _("In person")


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """Which suggestions."""

    def visible_to(self, user: User) -> "SuggestionQuerySet":
        """Suggestions of my parks or buildings, those that I look after, took, sent, or that my company sent."""
        reach = scope(user, "suggestions.view")
        seen = Q(park_id__in=reach.parks) | Q(building_id__in=reach.buildings)
        # As with complaints: who left the park reads nothing there any more.
        seen |= matters_of(user, "officer_id", perm="complaints.act")
        home = parks_with(user, "suggestions.view")
        seen |= Q(received_by_id=user.pk, park_id__in=home & parks_with(user, "contacts.record"))
        seen |= Q(sent_by_id=user.pk, park_id__in=home)
        if reach.own:
            seen |= Q(sent_for_id__in=customers_of(user).values("pk"), park_id__in=home)
        return self.filter(seen)

    def published(self) -> "SuggestionQuerySet":
        """Suggestions whose outcome everybody may read, the newest first."""
        return self.filter(published_at__isnull=False).order_by("-published_at", "-id")


class Suggestion(FSMModelMixin, Voice):
    """One suggestion for improvement, from its record over the decision to the answer (A4)."""

    state = FSMField(
        _("state"), max_length=16, choices=SuggestionState, default=SuggestionState.RECORDED, protected=True
    )
    benefit = models.TextField(_("what it would improve"), blank=True)
    reported_at = models.DateTimeField(_("reported"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=12, choices=Decision, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    again_on = models.DateField(_("looked at again on"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answer_method = models.CharField(_("method"), max_length=16, choices=AnswerMethod, blank=True)
    answer_courtesy = models.JSONField(_("courtesy hints left open"), default=list)
    answer_courtesy_reason = models.CharField(_("reason for leaving out an apology"), max_length=200, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    outcome = models.TextField(_("what came of it"), blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["park", "number"], name="suggestion_number_once_per_park"),
            models.CheckConstraint(
                condition=Q(state=SuggestionState.RECORDED) | Q(reported_at__isnull=False),
                name="suggestion_reported_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[SuggestionState.DECIDED, SuggestionState.ANSWERED])
                | (~Q(decision="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="suggestion_decided_whole",
            ),
            models.CheckConstraint(
                condition=~Q(decision=Decision.DECLINE) | ~Q(reason=""),
                name="suggestion_declined_with_reason",
                violation_error_message=_("Say why it is declined: the proposer reads it."),
            ),
            models.CheckConstraint(
                condition=Q(decision=Decision.LATER, again_on__isnull=False)
                | (~Q(decision=Decision.LATER) & Q(again_on__isnull=True)),
                name="suggestion_put_off_has_day",
                violation_error_message=_("Say on which day it is looked at again."),
            ),
            models.CheckConstraint(
                condition=~Q(state=SuggestionState.ANSWERED) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="suggestion_answered_has_words",
            ),
            models.CheckConstraint(
                condition=Q(sent_by__isnull=True) | Q(decided_by__isnull=True) | ~Q(decided_by=F("sent_by")),
                name="suggestion_decided_by_another",
                violation_error_message=_("Nobody decides on their own suggestion."),
            ),
        ]
        indexes = [
            models.Index(fields=["park", "-received_at", "-id"], name="suggestion_by_time"),
            models.Index(
                fields=["park", "-published_at"], condition=Q(published_at__isnull=False), name="suggestion_published"
            ),
            models.Index(fields=["again_on"], condition=Q(again_on__isnull=False), name="suggestion_put_off"),
        ]

    @property
    def wants_plan(self) -> bool:
        """Whether the decision is carried out by a plan (domain 2.2)."""
        return self.decision in TO_DO

    @transition(
        state,
        source=SuggestionState.REPORTED,
        target=SuggestionState.DECIDED,
        permission=may_decide,
        conditions=[rules.is_released],
    )
    def decide(self) -> None:
        """Decide what becomes of it (A4)."""

    @transition(
        state,
        source=SuggestionState.DECIDED,
        target=SuggestionState.ANSWERED,
        permission=may_answer,
        conditions=[rules.has_plan],
    )
    def reply(self) -> None:
        """Tell the proposer the decision (A4)."""

    @transition(
        state,
        source=[SuggestionState.DECIDED, SuggestionState.ANSWERED],
        target=SuggestionState.REPORTED,
        permission=by_the_clock,
        conditions=[rules.day_has_come],
    )
    def look_again(self) -> None:
        """Put what was looked at later before the manager again, on the day that was set (A4)."""


appendonly.protect(
    "complaints_suggestion",
    mutable=[
        *("state", "reported_at", "officer_id", "held", "decision", "reason", "decided_by_id", "decided_at"),
        "again_on",
        *("answer", "answer_method", "answer_courtesy", "answer_courtesy_reason", "answered_by_id", "answered_at"),
        *("outcome", "published_at"),
    ],
)
