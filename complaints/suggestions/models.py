"""Suggestions of tenants (A4): recorded in detail and reported to the manager."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.voice import Voice
from parkservice.accounts.models import User
from parkservice.accounts.rights import scope
from parkservice.kit import appendonly


class SuggestionState(models.TextChoices):
    """States of a suggestion (domain 2.2)."""

    RECORDED = "recorded", _("Recorded")
    REPORTED = "reported", _("Reported to the manager")


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """Which suggestions."""

    def visible_to(self, user: User) -> "SuggestionQuerySet":
        """Suggestions of my parks or buildings, those that I look after, took or sent."""
        reach = scope(user, "suggestions.view")
        return self.filter(
            Q(park_id__in=reach.parks)
            | Q(building_id__in=reach.buildings)
            | Q(officer_id=user.pk)
            | Q(received_by_id=user.pk)
            | Q(sent_by_id=user.pk)
        )


class Suggestion(Voice):
    """One suggestion for improvement, from its record to the manager's desk (A4)."""

    state = models.CharField(_("state"), max_length=16, choices=SuggestionState, default=SuggestionState.RECORDED)
    benefit = models.TextField(_("what it would improve"), blank=True)
    reported_at = models.DateTimeField(_("reported"), null=True, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["park", "number"], name="suggestion_number_once_per_park"),
            models.CheckConstraint(
                condition=Q(state=SuggestionState.RECORDED) | Q(reported_at__isnull=False),
                name="suggestion_reported_has_time",
            ),
        ]
        indexes = [models.Index(fields=["park", "-received_at", "-id"], name="suggestion_by_time")]


appendonly.protect("complaints_suggestion", mutable=["state", "reported_at", "officer_id", "held"])
