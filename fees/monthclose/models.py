"""The close of a month: signed by the officers, closed by finance, frozen; reopened only by two people (O3; M8)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fees.cashdesk.models import Drawer, Month
from parkservice.accounts.models import User
from parkservice.accounts.rights import parks_with
from parkservice.kit import appendonly, chain, crypto
from parkservice.parks.models import Park


class MonthSign(models.Model):
    """An officer's signature under the month of their own drawer; each version of the close has new ones."""

    month = models.ForeignKey(Month, models.PROTECT, related_name="signs", verbose_name=_("month"))
    drawer = models.ForeignKey(Drawer, models.PROTECT, related_name="signs", verbose_name=_("drawer"))
    version = models.PositiveSmallIntegerField(_("version"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("signed by"))
    at = models.DateTimeField(_("signed at"))

    class Meta:
        ordering = ["month", "drawer", "version"]
        verbose_name = _("signature under a month")
        verbose_name_plural = _("signatures under months")
        constraints = [
            models.UniqueConstraint(fields=["month", "drawer", "version"], name="month_signed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.drawer}"


class MonthCloseQuerySet(models.QuerySet["MonthClose"]):
    """Which closes."""

    def visible_to(self, user: User) -> "MonthCloseQuerySet":
        """Closes of the parks whose cash I look after, or whose month I prepare as an officer."""
        return self.filter(park_id__in=parks_with(user, "cash.view") | parks_with(user, "cash.keep"))


class MonthClose(models.Model):
    """A frozen month of a park: the sheet (yuan as text) under its seal; a correction is a further version (M7, M8)."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    period = models.ForeignKey(Month, models.PROTECT, related_name="closes", verbose_name=_("month"))
    month = models.DateField(_("month"))
    number = models.PositiveSmallIntegerField(_("version"))
    sheet: Any = models.JSONField(_("sheet"))
    previous = models.CharField(max_length=64, default=chain.START)
    version = models.PositiveSmallIntegerField(default=chain.VERSION)
    hash = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("closed by"))
    at = models.DateTimeField(_("closed at"))

    objects = MonthCloseQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "-number"]
        verbose_name = _("close of a month")
        verbose_name_plural = _("closes of months")
        constraints = [
            models.UniqueConstraint(
                fields=["park", "month", "number"],
                name="month_closed_once",
                violation_error_message=_("This month is closed already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}/{self.number}"

    def seal(self) -> str:
        """Return the seal that belongs to the sheet."""
        series = f"month/{self.park_id}/{self.month.isoformat()}"
        return chain.seal(crypto.chain_keys()[0], series, self.number, self.sheet, self.previous, self.version)


class MonthReopening(models.Model):
    """Finance and project manager together open a closed month for a correcting version (domain 4, step 8)."""

    close = models.OneToOneField(MonthClose, models.PROTECT, related_name="reopening", verbose_name=_("close"))
    reason = models.CharField(_("reason"), max_length=500)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agreed by")
    )
    agreed_at = models.DateTimeField(_("agreed at"), null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = _("reopening of a month")
        verbose_name_plural = _("reopenings of months")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="reopening_has_reason"),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_at__isnull=True)
                | (Q(agreed_by__isnull=False, agreed_at__isnull=False) & ~Q(agreed_by=F("asked_by"))),
                name="reopening_by_two",
                violation_error_message=_("Two people reopen a month: finance and the project manager."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.close)

    @property
    def park(self) -> Park:
        """The park of the month."""
        return self.close.park


appendonly.protect("fees_monthsign")
appendonly.protect("fees_monthclose")
appendonly.protect("fees_monthreopening", mutable=["agreed_by_id", "agreed_at"])
