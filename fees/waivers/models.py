"""Waivers (JM): what a customer need not pay, or may pay later, granted by a second person (domain 2.4, M15)."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from fees.billing.models import Bill
from fees.waivers import rules
from parkservice.accounts.rights import Person, parks_with, scope
from parkservice.estate.models import Customer
from parkservice.kit import appendonly
from parkservice.kit.money import MoneyField, total
from parkservice.parks.models import Park

# The state machine hands over any record and any person; the rules speak of waivers and colleagues.
may_decide: Any = rules.may_decide


class WaiverKind(models.TextChoices):
    """What is waived (domain 2.4)."""

    REDUCE = "reduce", _("Reduction")
    LATE_FEE = "late_fee", _("Late fee")
    DEFER = "defer", _("Later due day")
    VACANT = "vacant_discount", _("Discount for an empty unit")


class WaiverState(models.TextChoices):
    """Whether it was granted."""

    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", _("Granted")
    REFUSED = "refused", _("Refused")


TONES = {WaiverState.PROPOSED: "rise", WaiverState.APPROVED: "done", WaiverState.REFUSED: ""}


class WaiverQuerySet(models.QuerySet["Waiver"]):
    """Which waivers."""

    def visible_to(self, user: Person) -> "WaiverQuerySet":
        """Waivers of the parks in which this person may see them, and own proposals."""
        reach = scope(user, "waivers.view")
        seen = Q(park_id__in=reach.parks)
        if reach.own:
            seen |= Q(proposed_by_id=user.pk, park_id__in=parks_with(user, "waivers.view"))
        return self.filter(seen)


class Waiver(FSMModelMixin, models.Model):
    """One proposal over one or several bills of a customer, its sum and its decision."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    number = models.CharField(_("number"), max_length=24)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="waivers", verbose_name=_("customer"))
    kind = models.CharField(_("kind"), max_length=16, choices=WaiverKind)
    amount = MoneyField(_("amount in yuan"))
    until = models.DateField(_("new due day"), null=True, blank=True)
    reason = models.TextField(_("reason"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed"))
    state = FSMField(_("state"), max_length=8, choices=WaiverState, default=WaiverState.PROPOSED, protected=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_on = models.DateField(_("day of the books"), null=True, blank=True)
    refusal = models.CharField(_("why not"), max_length=200, blank=True)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-id"]
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        constraints = [
            models.UniqueConstraint(fields=["park", "number"], name="waiver_number_once_per_park"),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="waiver_amount_above_zero", violation_error_message=_("More than zero.")
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="waiver_says_why", violation_error_message=_("Write why.")
            ),
            models.CheckConstraint(
                condition=Q(kind=WaiverKind.DEFER, until__isnull=False)
                | ~Q(kind=WaiverKind.DEFER) & Q(until__isnull=True),
                name="waiver_deferral_has_day",
                violation_error_message=_("A later due day needs its day, other waivers have none."),
            ),
            models.CheckConstraint(
                condition=Q(state=WaiverState.PROPOSED, decided_by__isnull=True, decided_on__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False, decided_on__isnull=False)
                & ~Q(state=WaiverState.PROPOSED)
                & ~Q(decided_by=F("proposed_by")),
                name="waiver_decided_by_another",
                violation_error_message=_("Whoever proposed does not decide."),
            ),
        ]
        indexes = [
            models.Index(fields=["park", "-proposed_at", "-id"], name="waiver_by_time"),
            models.Index(fields=["customer", "decided_on"], name="waiver_by_customer"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The record page."""
        return reverse("fees:waiver", args=[self.pk])

    @property
    def tone(self) -> str:
        """The tone of its state."""
        return TONES[WaiverState(self.state)]

    def granted_before(self) -> Decimal:
        """What other waivers took off the same bills, in yuan; deferrals take nothing off."""
        bills = WaiverLine.objects.filter(waiver=self).values("bill_id")
        rows = WaiverLine.objects.granted().filter(bill_id__in=bills).exclude(waiver=self)
        found: Decimal = rows.aggregate(sum=total("amount"))["sum"]
        return found

    @transition(state, WaiverState.PROPOSED, WaiverState.APPROVED, permission=may_decide)
    def approve(self) -> None:
        """The next level grants it."""

    @transition(state, WaiverState.PROPOSED, WaiverState.REFUSED, permission=may_decide)
    def refuse(self) -> None:
        """The next level says no."""


class WaiverLineQuerySet(models.QuerySet["WaiverLine"]):
    """Which lines of waivers."""

    def granted(self) -> "WaiverLineQuerySet":
        """Lines that took something off their bill."""
        return self.filter(waiver__state=WaiverState.APPROVED).exclude(waiver__kind=WaiverKind.DEFER)


class WaiverLine(models.Model):
    """What of a waiver belongs to one bill."""

    waiver = models.ForeignKey(Waiver, models.PROTECT, related_name="lines", verbose_name=_("waiver"))
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="waiver_lines", verbose_name=_("bill"))
    amount = MoneyField(_("amount in yuan"))

    objects = WaiverLineQuerySet.as_manager()

    class Meta:
        ordering = ["waiver", "id"]
        verbose_name = _("line of a waiver")
        verbose_name_plural = _("lines of waivers")
        constraints = [
            models.UniqueConstraint(fields=["waiver", "bill"], name="waiver_line_bill_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="waiver_line_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.waiver_id} → {self.bill_id}: {self.amount}"


appendonly.protect("fees_waiver", mutable=["state", "decided_by_id", "decided_at", "decided_on", "refusal"])
appendonly.protect("fees_waiverline")
