"""Pay-ins: the takings of a day go to finance in full, who counts them anew (O7; domain 4, step 5; M9)."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from fees.cashdesk.models import DAYS, MONTHS, Drawer, JournalLine, seen_by
from parkservice.accounts.models import User
from parkservice.kit import appendonly
from parkservice.kit.money import MoneyField
from parkservice.parks.models import Park


class PayInQuerySet(models.QuerySet["PayIn"]):
    """Which pay-ins."""

    def visible_to(self, user: User) -> "PayInQuerySet":
        """Pay-ins of the drawers that I may see."""
        return self.filter(seen_by(user, "collector_id", "park_id"))

    def waiting(self) -> "PayInQuerySet":
        """Pay-ins that finance has not confirmed: not counted yet, or disputed."""
        confirmed = PayInCheck.objects.filter(pay_in=OuterRef("pk"), result=CheckResult.CONFIRMED)
        return self.filter(~Exists(confirmed))


class PayIn(models.Model):
    """The takings of a day by denomination, handed to finance (缴款单); gap-free, never changed (M5, M7, M9).

    `day` is when it was handed in, `for_day` the last day whose takings are in it: they differ when cash was carried in
    the safe. `amount` is yuan.
    """

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    number = models.CharField(_("number"), max_length=24)
    drawer = models.ForeignKey(Drawer, models.PROTECT, related_name="pay_ins", verbose_name=_("drawer"))
    collector = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("handed in by")
    )
    day = models.DateField(_("day"))
    for_day = models.DateField(_("takings of"))
    amount = MoneyField(_("amount in yuan"))
    notes: models.JSONField = models.JSONField(_("notes and coins"), default=dict)
    line = models.OneToOneField(JournalLine, models.PROTECT, related_name="pay_in")
    at = models.DateTimeField(_("handed in at"))

    objects = PayInQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("cash pay-in")
        verbose_name_plural = _("cash pay-ins")
        constraints = [
            models.UniqueConstraint(fields=["park", "number"], name="payin_number_once_per_park"),
            models.UniqueConstraint(
                fields=["drawer", "for_day"],
                name="payin_once_per_day",
                violation_error_message=_("The takings of this day are handed in already."),
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payin_above_zero"),
            models.CheckConstraint(condition=Q(for_day__lte=F("day")), name="payin_not_before_takings"),
        ]
        indexes = [models.Index(fields=["park", "-at", "-id"], name="payin_by_time")]

    def __str__(self) -> str:
        return self.number


class CheckResult(models.TextChoices):
    """What finance found (domain 4, step 5)."""

    CONFIRMED = "confirmed", _("Confirmed")
    DISPUTED = "disputed", _("Disputed")


class PayInCheck(models.Model):
    """What finance counted, a row of its own by another person; a recount is a further row (M9)."""

    pay_in = models.ForeignKey(PayIn, models.PROTECT, related_name="checks", verbose_name=_("pay-in"))
    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    collector = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expected = MoneyField(_("handed in"))
    notes: models.JSONField = models.JSONField(_("notes and coins"), default=dict)
    counted = MoneyField(_("counted"))
    result = models.CharField(_("result"), max_length=10, choices=CheckResult)
    remark = models.CharField(_("remark"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("counted by"))
    at = models.DateTimeField(_("counted at"))

    class Meta:
        ordering = ["pay_in", "id"]
        verbose_name = _("count of a pay-in by finance")
        verbose_name_plural = _("counts of pay-ins by finance")
        constraints = [
            models.UniqueConstraint(
                fields=["pay_in"],
                condition=Q(result=CheckResult.CONFIRMED),
                name="payin_confirmed_once",
                violation_error_message=_("This pay-in is confirmed already."),
            ),
            models.CheckConstraint(
                condition=~Q(by=F("collector")),
                name="payin_checked_by_another",
                violation_error_message=_("Nobody confirms their own pay-in."),
            ),
            models.CheckConstraint(
                condition=Q(result=CheckResult.CONFIRMED, counted=F("expected"))
                | (Q(result=CheckResult.DISPUTED) & ~Q(remark="") & ~Q(counted=F("expected"))),
                name="payin_result_fits_count",
                violation_error_message=_("A pay-in is confirmed when the count agrees, else disputed with a remark."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pay_in} {self.result}"


appendonly.protect("fees_payin")
appendonly.refuse_closed("fees_payin", DAYS, key="drawer_id")
appendonly.refuse_closed("fees_payin", MONTHS, key="park_id")
appendonly.protect("fees_payincheck")
