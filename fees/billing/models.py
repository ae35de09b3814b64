"""Bills: what a customer owes, for what, until when, and how it was computed (O2 to O5; domain 2.4)."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fees.billing.marks import DIGITS, Written
from fees.billing.periods import period_text
from fees.tariffs.models import FeeItem
from parkservice.accounts.models import User
from parkservice.accounts.rights import scope
from parkservice.estate.models import Customer, Unit
from parkservice.estate.tenure import readable
from parkservice.kit import appendonly, clock
from parkservice.kit.money import MoneyField, QtyField
from parkservice.parks.models import Building, Park


class BillState(models.TextChoices):
    """States of a bill (domain 2.4)."""

    ISSUED = "issued", pgettext_lazy("bill", "Issued")
    PART_PAID = "part_paid", _("Paid in part")
    PAID = "paid", _("Paid")
    DISPUTED = "disputed", _("Disputed")
    WAIVED = "waived", _("Waived")
    CANCELLED = "cancelled", _("Cancelled")
    REVERSED = "reversed", _("Reversed")
    WRITTEN_OFF = "written_off", _("Written off")


#: A bill in one of these no longer counts: the same charge may be billed again.
GONE = (BillState.CANCELLED, BillState.REVERSED)
#: Something is open, and no dispute waits for its answer.
UNDISPUTED = (BillState.ISSUED, BillState.PART_PAID)
#: Money may still come in on a bill in one of these.
PAYABLE = (*UNDISPUTED, BillState.DISPUTED)
BILL_TONES = {
    BillState.ISSUED: "due",
    BillState.PART_PAID: "go",
    BillState.PAID: "done",
    BillState.DISPUTED: "rise",
}


class BillQuerySet(models.QuerySet["Bill"]):
    """Which bills."""

    def visible_to(self, user: User) -> "BillQuerySet":
        """Bills of the parks and buildings in which this person sees them; a tenant those of the own companies."""
        here = Q(building_id__in=scope(user, "bills.view").buildings)
        return self.filter(here | readable(user, "bills.view"))

    def live(self) -> "BillQuerySet":
        """Bills that count: neither cancelled nor reversed."""
        return self.exclude(state__in=GONE)

    def owed(self) -> "BillQuerySet":
        """Bills on which money may still come in."""
        return self.filter(state__among=PAYABLE)


class Bill(models.Model):
    """One charge for one object, item and period; posted once, corrected only by reversal and a new bill (M7, M11).

    `charge_object` names what is charged ("occupancy:12", "meter:7"); `explanation` keeps each step of the computation.
    `reading` is the last one that a metered bill counts; the next bill begins with it.
    `carried` names the import of a former system's books that it came from; its number is the one of before.
    `paid` is the sum of live allocations, `waived` that of approved waivers; both change only by their documents.
    `hash` covers all other columns but the key (`marks`); bills are written by `posting` alone, which makes it.
    """

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", db_index=False, verbose_name=_("park"))
    number = models.CharField(_("number"), max_length=24)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="bills", db_index=False, verbose_name=_("customer")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="bills", verbose_name=_("unit"))
    building = models.ForeignKey(Building, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    item = models.ForeignKey(FeeItem, models.PROTECT, related_name="bills", verbose_name=_("fee item"))
    charge_object = models.CharField(_("charged for"), max_length=40)
    period_from = models.DateField(_("from"))
    period_to = models.DateField(_("to"))
    quantity = QtyField(_("quantity"), null=True, blank=True)  # type: ignore[misc]
    price = QtyField(_("price in yuan"), null=True, blank=True)  # type: ignore[misc]
    amount = MoneyField(_("amount in yuan"))
    explanation = models.JSONField(_("computation"), default=dict, encoder=Written)
    reading = models.ForeignKey("fees.MeterReading", models.PROTECT, null=True, blank=True, related_name="+")
    run = models.ForeignKey("fees.BillingRun", models.PROTECT, null=True, blank=True, related_name="bills")
    carried = models.ForeignKey(
        "fees.OpeningImport", models.PROTECT, null=True, blank=True, related_name="bills", db_index=False
    )
    issued_at = models.DateTimeField(_("issued"))
    due = models.DateField(_("due"))
    state = models.CharField(_("state"), max_length=12, choices=BillState, default=BillState.ISSUED)
    paid = MoneyField(_("paid"), default=0)
    waived = MoneyField(_("waived"), default=0)
    hash = models.CharField(_("hash of this row"), max_length=DIGITS, editable=False)

    objects = BillQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-id"]
        verbose_name = _("bill")
        verbose_name_plural = _("bills")
        constraints = [
            models.UniqueConstraint(
                fields=["park", "number"],
                # a former system's number may come over again once its carry-over was taken back
                condition=Q(carried__isnull=True) | ~Q(state__in=GONE),
                name="bill_number_once_per_park",
            ),
            models.UniqueConstraint(
                fields=["charge_object", "item", "period_from"],
                condition=~Q(state__in=GONE),
                name="bill_charged_once",
                violation_error_message=_("This period is already billed."),
            ),
            models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="bill_period_in_order"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="bill_amount_not_below_zero"),
            models.CheckConstraint(
                condition=Q(paid__gte=0, waived__gte=0) & Q(paid__lte=F("amount") - F("waived")),
                name="bill_paid_within_amount",
                violation_error_message=_("More would be paid than is owed."),
            ),
        ]
        indexes = [
            models.Index(fields=["park", "-issued_at", "-id"], name="bill_by_time"),
            models.Index(fields=["customer", "due", "id"], name="bill_by_customer"),
            models.Index(fields=["carried", "id"], condition=Q(carried__isnull=False), name="bill_carried"),
            models.Index(fields=["building", "item", "period_to"], name="bill_by_building"),
            # Both hold all that sums of what is open ask for, so that they never read the bills themselves.
            models.Index(
                fields=["park", "due", "id", "amount", "waived", "paid", "state"],
                condition=Q(state__among=PAYABLE),
                name="bill_owed",
            ),
            models.Index(
                fields=["park", "customer", "due", "building", "item", "amount", "waived", "paid", "state"],
                condition=Q(state__among=PAYABLE),
                name="bill_owed_sums",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The record page."""
        return reverse("fees:bill", args=[self.pk])

    @property
    def open_amount(self) -> Decimal:
        """What is still owed, in yuan."""
        return Decimal(0) if self.state not in PAYABLE else self.amount - self.waived - self.paid

    @property
    def period(self) -> str:
        """Its period in words; read with `item`."""
        return period_text(self.item.period, self.period_from, self.period_to)

    @property
    def what(self) -> str:
        """What a single charge is for; empty for charges that their item says enough about."""
        return self.explanation.get("what") or ""

    @property
    def is_overdue(self) -> bool:
        """Whether its due day has passed and something is owed."""
        return self.state in PAYABLE and self.due < clock.today()

    @property
    def tone(self) -> str:
        """The tone of the state on a page."""
        return "miss" if self.is_overdue else BILL_TONES.get(BillState(self.state), "")


appendonly.protect("fees_bill", mutable=["state", "paid", "waived"])
