"""The check of the safe before leaving: locked, dial scrambled, contents agree (O8; domain 4, step 8; M10)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fees.cashdesk.models import Safe
from parkservice.accounts.models import User
from parkservice.accounts.rights import parks_with
from parkservice.kit import appendonly
from parkservice.parks.models import Park


class SafeCheckQuerySet(models.QuerySet["SafeCheck"]):
    """Which checks."""

    def visible_to(self, user: User) -> "SafeCheckQuerySet":
        """Checks of the parks where I may see whether the safe was checked."""
        return self.filter(park_id__in=parks_with(user, "safe.view"))


class SafeCheck(models.Model):
    """One sign-off: who looked at the safe, when, that it is locked and its dial scrambled; no code (M10)."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    number = models.CharField(_("number"), max_length=24)
    safe = models.ForeignKey(Safe, models.PROTECT, related_name="checks", verbose_name=_("safe"))
    day = models.DateField(_("day"))
    locked = models.BooleanField(_("locked"))
    scrambled = models.BooleanField(_("dial scrambled"))
    agrees = models.BooleanField(_("contents agree"))
    remark = models.CharField(_("remark"), max_length=500, blank=True)
    checker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("checked by")
    )
    at = models.DateTimeField(_("checked at"))

    objects = SafeCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("safe check")
        verbose_name_plural = _("safe checks")
        constraints = [
            models.UniqueConstraint(fields=["park", "number"], name="safecheck_number_once_per_park"),
            models.CheckConstraint(
                condition=Q(locked=True, scrambled=True),
                name="safecheck_locked_and_scrambled",
                violation_error_message=_("Lock the safe and scramble its dial, then sign."),
            ),
            models.CheckConstraint(
                condition=Q(agrees=True) | ~Q(remark=""),
                name="safecheck_says_what_is_wrong",
                violation_error_message=_("Write what does not agree."),
            ),
        ]
        indexes = [models.Index(fields=["safe", "day"], name="safecheck_by_day")]

    def __str__(self) -> str:
        return self.number


class SafeAlarm(models.Model):
    """One working day on which the check of a safe was missing in the evening; the manager was told once (M10)."""

    safe = models.ForeignKey(Safe, models.PROTECT, related_name="alarms", verbose_name=_("safe"))
    day = models.DateField(_("day"))
    at = models.DateTimeField(_("told at"))

    class Meta:
        ordering = ["-day", "-id"]
        verbose_name = _("missing safe check")
        verbose_name_plural = _("missing safe checks")
        constraints = [models.UniqueConstraint(fields=["safe", "day"], name="safealarm_once_per_day")]

    def __str__(self) -> str:
        return f"{self.safe} {self.day}"


appendonly.protect("fees_safecheck")
appendonly.protect("fees_safealarm")
