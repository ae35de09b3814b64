"""Observations of the service duty room, which the manager must answer (P1)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from parkservice.accounts.models import User
from parkservice.accounts.rights import scope
from parkservice.kit import appendonly


class ObservationQuerySet(models.QuerySet["Observation"]):
    """Which observations."""

    def visible_to(self, user: User) -> "ObservationQuerySet":
        """Those of the parks where this person observes the service or answers for it, none about themselves."""
        from complaints.casework.models import Complaint

        parks = scope(user, "service.observe").parks | scope(user, "service.answer").parks
        return self.filter(park_id__in=parks).exclude(complaint__in=Complaint.objects.about(user))

    def unanswered(self) -> "ObservationQuerySet":
        """Those that the manager has not answered."""
        return self.filter(answered_at__isnull=True)


class Observation(models.Model):
    """What the duty room saw in the service, about one complaint or in general, and the manager's answer (P1)."""

    park = models.ForeignKey("parks.Park", models.PROTECT, related_name="+", verbose_name=_("park"))
    complaint = models.ForeignKey(
        "complaints.Complaint", models.PROTECT, null=True, blank=True, related_name="observations"
    )
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    text = models.TextField(_("observation"))
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("by")),
                name="observation_answered_by_another",
                violation_error_message=_("An observation is answered by somebody else."),
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="observation_answer_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["park", "at"], condition=Q(answered_at__isnull=True), name="observation_unanswered")
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


appendonly.protect("complaints_observation", mutable=["answer", "answered_by_id", "answered_at"])
