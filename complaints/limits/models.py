"""Changes of reference data: proposed by one person, released by another, kept as versions (design section 4)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parkservice.accounts.models import User
from parkservice.accounts.rights import scope
from parkservice.kit import appendonly


class AreaName(models.TextChoices):
    """What is changed by two people."""

    LIMITS = "limits", _("Time limits")
    THRESHOLDS = "thresholds", _("Thresholds")
    HOURS = "hours", _("Opening hours")
    YEAR = "year", _("Holidays of a year")


class ChangeState(models.TextChoices):
    """How far a change is."""

    PROPOSED = "proposed", _("waits for its release")
    RELEASED = "released", pgettext_lazy("change", "released")
    RETURNED = "returned", pgettext_lazy("change", "returned")


class ChangeQuerySet(models.QuerySet["ReferenceChange"]):
    """Which changes."""

    def visible_to(self, user: User) -> "ChangeQuerySet":
        """Changes in the parks whose reference data this person reads."""
        return self.filter(park_id__in=scope(user, "reference.view").parks)


class ReferenceChange(models.Model):
    """One version of reference data: what was, what is to be, from which day, why, and who released it."""

    park = models.ForeignKey("parks.Park", models.PROTECT, related_name="+", verbose_name=_("park"))
    area = models.CharField(_("what"), max_length=12, choices=AreaName)
    key = models.CharField(_("which"), max_length=8, blank=True)
    before = models.JSONField(_("before"))
    after = models.JSONField(_("after"))
    valid_from = models.DateField(_("valid from"))
    reason = models.TextField(_("reason"))
    state = models.CharField(_("state"), max_length=10, choices=ChangeState, default=ChangeState.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["park", "area", "key"],
                condition=Q(state=ChangeState.PROPOSED),
                name="change_one_open_per_area",
            ),
            models.CheckConstraint(
                condition=~Q(state=ChangeState.RELEASED) | ~Q(decided_by=F("proposed_by")),
                name="change_released_by_another",
                violation_error_message=_("Nobody releases their own proposal."),
            ),
            models.CheckConstraint(
                condition=Q(state=ChangeState.PROPOSED, decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state=ChangeState.PROPOSED) & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="change_decision_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_area_display()} {self.key}".strip()


appendonly.protect("complaints_referencechange", mutable=["state", "decided_by_id", "decided_at", "note", "valid_from"])
