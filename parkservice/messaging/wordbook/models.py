"""The levels of the courtesy rules in one park, proposed by one person and released by another; unfinished texts."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from parkservice.accounts.rights import scope
from parkservice.kit import appendonly


class CourtesyLevelsQuerySet(models.QuerySet["CourtesyLevels"]):
    """Sets of levels by reader and standing."""

    def visible_to(self, user: Any) -> "CourtesyLevelsQuerySet":
        """Sets of the parks whose words the person may read."""
        return self.filter(park_id__in=scope(user, "words.view").parks)

    def waiting(self) -> "CourtesyLevelsQuerySet":
        """Proposals that nobody has decided yet."""
        return self.filter(decided_at__isnull=True)

    def released(self) -> "CourtesyLevelsQuerySet":
        """What was released, the present set first."""
        return self.filter(released=True).order_by("-decided_at", "-pk")


class CourtesyLevels(models.Model):
    """One set of levels, rule by rule "hint" or "pass"; the rules that block stand outside it."""

    park = models.ForeignKey("parks.Park", models.PROTECT, related_name="+", verbose_name=_("park"))
    levels = models.JSONField(_("levels"), default=dict)
    reason = models.CharField(_("reason"), max_length=200)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    released = models.BooleanField(_("released"), default=False)

    objects = CourtesyLevelsQuerySet.as_manager()

    class Meta:
        verbose_name = _("levels of the courtesy rules")
        verbose_name_plural = _("levels of the courtesy rules")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["park"],
                condition=Q(decided_at__isnull=True),
                name="courtesylevels_one_proposal_per_park",
                violation_error_message=_("A proposal waits already. It is decided first."),
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="courtesylevels_decided_by_another",
                violation_error_message=_("Who proposed the levels cannot release them."),
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, released=False)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="courtesylevels_decision_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.park_id} {self.proposed_at:%Y-%m-%d}"


class CourtesyDraft(models.Model):
    """That somebody is writing a text which has hints open: which ones, never the text itself (L1 to L4)."""

    writer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("written by"))
    park = models.ForeignKey("parks.Park", models.PROTECT, related_name="+", verbose_name=_("park"))
    key = models.CharField(_("kind of text"), max_length=40)
    record_id = models.PositiveBigIntegerField(_("record"))
    rules = models.JSONField(_("hints open"), default=list)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("unfinished text")
        verbose_name_plural = _("unfinished texts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["writer", "key", "record_id"], name="courtesydraft_one_per_text"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.record_id}"


appendonly.protect("messaging_courtesylevels", mutable=["decided_by_id", "decided_at", "released"])
