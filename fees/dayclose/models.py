"""The close of a drawer's day: sheet, hash, head of the chain; from then on nothing is dated inside (domain 4; M8)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fees.cashdesk.models import MONTHS, Drawer, seen_by
from fees.counting.models import CashCount
from fees.payins.models import PayIn
from fees.safes.models import SafeCheck
from parkservice.accounts.models import User
from parkservice.kit import appendonly, chain, crypto
from parkservice.kit.money import MoneyField
from parkservice.parks.models import Park


class Consent(models.Model):
    """The manager's consent to close a day without a confirmed pay-in: cash is carried in the safe (domain 4)."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    drawer = models.ForeignKey(Drawer, models.PROTECT, related_name="consents", verbose_name=_("drawer"))
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("officer"))
    day = models.DateField(_("day"))
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("given at"))

    class Meta:
        ordering = ["-day", "-id"]
        verbose_name = _("consent to carry cash")
        verbose_name_plural = _("consents to carry cash")
        constraints = [
            models.UniqueConstraint(fields=["drawer", "day"], name="consent_once_per_day"),
            models.CheckConstraint(condition=~Q(reason=""), name="consent_has_reason"),
            models.CheckConstraint(
                condition=~Q(by=F("officer")),
                name="consent_by_another",
                violation_error_message=_("Nobody gives consent to themselves."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drawer} {self.day}"


class DayCloseQuerySet(models.QuerySet["DayClose"]):
    """Which closes."""

    def visible_to(self, user: User) -> "DayCloseQuerySet":
        """Closes of the drawers that I may see."""
        return self.filter(seen_by(user, "drawer__officer_id", "park_id"))


class DayClose(models.Model):
    """One closed day of a drawer, with its sheet (yuan as text) and the head of its journal; never changed (M7, M8).

    `carried` is what stays in the safe for the first thing of the next working day, in yuan. `hash` seals the sheet
    together with the head, so that neither changes alone.
    """

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    drawer = models.ForeignKey(Drawer, models.PROTECT, related_name="closes", verbose_name=_("drawer"))
    day = models.DateField(_("day"))
    count = models.OneToOneField(CashCount, models.PROTECT, related_name="+", verbose_name=_("count"))
    float_count = models.OneToOneField(
        CashCount, models.PROTECT, related_name="+", verbose_name=_("count of the float")
    )
    pay_in = models.OneToOneField(PayIn, models.PROTECT, null=True, related_name="+", verbose_name=_("pay-in"))
    safe_check = models.ForeignKey(SafeCheck, models.PROTECT, related_name="+", verbose_name=_("safe check"))
    consent = models.OneToOneField(Consent, models.PROTECT, null=True, related_name="+", verbose_name=_("consent"))
    carried = MoneyField(_("carried in the safe"), default=0)
    unused_books = models.PositiveSmallIntegerField(_("unused receipt books"))
    sheet: Any = models.JSONField(_("sheet"))
    position = models.PositiveIntegerField()
    head = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField(default=chain.VERSION)
    hash = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("closed by"))
    at = models.DateTimeField(_("closed at"))

    objects = DayCloseQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-id"]
        verbose_name = _("close of a day")
        verbose_name_plural = _("closes of days")
        constraints = [
            models.UniqueConstraint(
                fields=["drawer", "day"],
                name="day_closed_once",
                violation_error_message=_("This day is closed already."),
            ),
            models.CheckConstraint(
                condition=Q(carried=0) | (Q(carried__gt=0, consent__isnull=False)), name="day_carried_with_consent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drawer} {self.day}"

    def seal(self) -> str:
        """Return the seal that belongs to the sheet."""
        series = f"day/{self.drawer_id}/{self.day.isoformat()}"
        return chain.seal(crypto.chain_keys()[0], series, self.position, self.sheet, self.head, self.version)


appendonly.protect("fees_consent")
appendonly.protect("fees_dayclose")
appendonly.refuse_closed("fees_dayclose", MONTHS, key="park_id")
