"""Slips "to pay": what the counter asks the till to take, and what became of it (design section 4, row receipts).

A slip never changes. How it ended is a row of its own: paid by a receipt or a deposit, or withdrawn.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fees.billing.models import PAYABLE, Bill
from fees.deposits.models import Deposit, DepositKind
from fees.ledger.models import Receipt
from parkservice.accounts.rights import Person, parks_with
from parkservice.estate.models import Customer
from parkservice.kit import appendonly
from parkservice.kit.money import MoneyField
from parkservice.parks.models import Park

#: Who reads slips: those who send them, and those who take the money.
READERS = ("slips.send", "receipts.cash", "receipts.bank")


class PaySlipQuerySet(models.QuerySet["PaySlip"]):
    """Which slips."""

    def visible_to(self, user: Person) -> "PaySlipQuerySet":
        """Slips of the parks in which this person sends them or takes money."""
        parks = {pk for perm in READERS for pk in parks_with(user, perm)}
        return self.filter(park_id__in=parks)

    def waiting(self) -> "PaySlipQuerySet":
        """Slips that are neither paid nor withdrawn."""
        return self.filter(end__isnull=True)


class PaySlip(models.Model):
    """What a customer is to pay at the till: bills (see `lines`), or a deposit of some kind."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="pay_slips", verbose_name=_("customer"))
    deposit_kind = models.CharField(_("deposit for"), max_length=16, choices=DepositKind, blank=True)
    amount = MoneyField(_("amount in yuan"))
    note = models.CharField(_("note for the till"), max_length=200, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sent by"))
    sent_at = models.DateTimeField(_("sent"))

    objects = PaySlipQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "id"]
        verbose_name = _("slip to pay")
        verbose_name_plural = _("slips to pay")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="pay_slip_above_zero",
                violation_error_message=_("A slip asks for more than zero."),
            ),
        ]
        indexes = [models.Index(fields=["park", "-sent_at", "-id"], name="pay_slip_by_time")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people call it; a slip is no document of money and has no series."""
        return f"#{self.pk}"

    @property
    def ended(self) -> "PaySlipEnd | None":
        """How it ended; None while it waits."""
        found: PaySlipEnd | None = getattr(self, "end", None)
        return found

    def open_lines(self) -> "models.QuerySet[PaySlipLine]":
        """Its bills on which something is still to be paid."""
        return self.lines.filter(bill__state__in=PAYABLE)

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it is open any more: its bills were paid, waived or reversed."""
        return not self.deposit_kind and not self.open_lines().exists()

    def get_absolute_url(self) -> str:
        """The record page."""
        return reverse("fees:slip", args=[self.pk])

    def till_url(self) -> str:
        """Where the till takes the money for it."""
        if self.deposit_kind:
            return reverse("fees:till_deposit", args=[self.pk])
        return f"{reverse('fees:till_payer', args=[self.customer_id])}?slip={self.pk}"


class PaySlipLine(models.Model):
    """One bill of a slip, with what was open on it when the slip was sent, late fee included."""

    slip = models.ForeignKey(PaySlip, models.PROTECT, related_name="lines", verbose_name=_("slip to pay"))
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="+", verbose_name=_("bill"))
    amount = MoneyField(_("amount in yuan"))

    class Meta:
        ordering = ["slip", "id"]
        verbose_name = _("line of a slip")
        verbose_name_plural = _("lines of slips")
        constraints = [
            models.UniqueConstraint(fields=["slip", "bill"], name="pay_slip_line_bill_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="pay_slip_line_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.slip_id} → {self.bill_id}: {self.amount}"


class EndKind(models.TextChoices):
    """How a slip ends."""

    PAID = "paid", _("Paid")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class PaySlipEnd(models.Model):
    """The end of a slip, once: by whom, when, and the receipt or deposit that paid it."""

    slip = models.OneToOneField(PaySlip, models.PROTECT, related_name="end", verbose_name=_("slip to pay"))
    kind = models.CharField(_("end"), max_length=10, choices=EndKind)
    receipt = models.ForeignKey(
        Receipt, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("receipt")
    )
    deposit = models.ForeignKey(
        Deposit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("deposit")
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("time"))

    TONES: ClassVar[dict[str, str]] = {EndKind.PAID: "done", EndKind.WITHDRAWN: ""}

    class Meta:
        verbose_name = _("end of a slip")
        verbose_name_plural = _("ends of slips")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=EndKind.PAID, receipt__isnull=False, deposit__isnull=True)
                | Q(kind=EndKind.PAID, receipt__isnull=True, deposit__isnull=False)
                | Q(kind=EndKind.WITHDRAWN, receipt__isnull=True, deposit__isnull=True) & ~Q(reason=""),
                name="pay_slip_end_whole",
                violation_error_message=_("A paid slip names its receipt, a withdrawn one its reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slip_id}: {self.kind}"

    @property
    def tone(self) -> str:
        """The tone of its state."""
        return self.TONES[self.kind]

    @property
    def document(self) -> str:
        """The number of the receipt or deposit; empty for a withdrawn slip."""
        paid = self.receipt or self.deposit
        return paid.number if paid else ""


appendonly.protect("fees_payslip")
appendonly.protect("fees_payslipline")
appendonly.protect("fees_payslipend")
