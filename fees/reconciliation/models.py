"""The officer's signature under the reconciliation of a week, with the figures of that moment (O6; M7)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fees.cashdesk.models import seen_by
from parkservice.accounts.models import User
from parkservice.kit import appendonly, chain, crypto
from parkservice.parks.models import Park


class SignatureQuerySet(models.QuerySet["WeekSignature"]):
    """Which signatures."""

    def visible_to(self, user: User) -> "SignatureQuerySet":
        """My own, and those of the parks whose cash I look after."""
        return self.filter(seen_by(user, "officer_id", "park_id"))

    def counting(self) -> "SignatureQuerySet":
        """The last one of each week: a later one supersedes the earlier ones."""
        later = WeekSignature.objects.filter(
            park=models.OuterRef("park"),
            officer=models.OuterRef("officer"),
            week=models.OuterRef("week"),
            number__gt=models.OuterRef("number"),
        )
        return self.exclude(models.Exists(later))


class WeekSignature(models.Model):
    """One signed statement: both sides of every comparison, and what was open with the officer's note; never changed.

    `week` is its Monday, `first` to `last` are the days it covers: they begin where the week before was signed.
    `number` counts the signatures of the week; the last one supersedes the others. `statement` holds yuan as text.
    """

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("officer"))
    week = models.DateField(_("week"))
    number = models.PositiveSmallIntegerField(_("version"))
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    statement: Any = models.JSONField(_("statement"))
    open_matters = models.PositiveSmallIntegerField(_("open differences"))
    at = models.DateTimeField(_("signed at"))
    previous = models.CharField(max_length=64, default=chain.START)
    version = models.PositiveSmallIntegerField(default=chain.VERSION)
    hash = models.CharField(max_length=64)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("signature under a reconciliation")
        verbose_name_plural = _("signatures under reconciliations")
        constraints = [
            models.UniqueConstraint(
                fields=["park", "officer", "week", "number"],
                name="week_signature_once",
                violation_error_message=_("This week was signed a moment ago. Look at it first."),
            ),
            models.CheckConstraint(
                condition=Q(first__lte=F("last")) & Q(first__lte=F("week")) & Q(week__lte=F("last")) & Q(number__gte=1),
                name="week_signature_covers_week",
            ),
        ]
        indexes = [models.Index(fields=["park", "-at", "-id"], name="week_signature_by_time")]

    def __str__(self) -> str:
        year, week, _day = self.week.isocalendar()
        return f"DZ-{year}-W{week:02d}-{self.officer_id}-V{self.number}"

    def get_absolute_url(self) -> str:
        """The record page."""
        return reverse("fees:reconciliation_signature", args=[self.pk])

    def seal(self) -> str:
        """Return the seal that belongs to who signed what and when."""
        series = f"week/{self.park_id}/{self.officer_id}/{self.week.isoformat()}"
        said = {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "at": self.at,
            "open_matters": self.open_matters,
            "statement": self.statement,
        }
        return chain.seal(crypto.chain_keys()[0], series, self.number, said, self.previous, self.version)


appendonly.protect("fees_weeksignature")
