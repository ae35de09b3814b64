"""Tax invoices (发票): what was asked for, the number that the tax system gave, and red letters (domain 2.4)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fees.ledger.models import Allocation, Receipt
from fees.tariffs.models import Account
from parkservice.accounts.rights import Person
from parkservice.estate.models import Customer
from parkservice.estate.tenure import readable
from parkservice.kit import appendonly
from parkservice.kit.money import MoneyField, total
from parkservice.parks.models import Park


class InvoiceKind(models.TextChoices):
    """The two kinds of tax invoice."""

    ORDINARY = "ordinary", _("Ordinary VAT invoice")
    SPECIAL = "special", _("Special VAT invoice")


class InvoiceState(models.TextChoices):
    """Where an invoice stands."""

    REQUESTED = "requested", _("Requested")
    ISSUED = "issued", pgettext_lazy("tax invoice", "Issued")
    RED = "red", _("Reversed in red letters")
    REFUSED = "refused", _("Refused")


TONES = {InvoiceState.REQUESTED: "due", InvoiceState.ISSUED: "done", InvoiceState.RED: "rise", InvoiceState.REFUSED: ""}
#: An invoice in one of these takes up its part of the receipts.
COUNTING = (InvoiceState.REQUESTED, InvoiceState.ISSUED)


class InvoiceQuerySet(models.QuerySet["TaxInvoice"]):
    """Which invoices."""

    def visible_to(self, user: Person) -> "InvoiceQuerySet":
        """Invoices of the parks in which this person may see receipts, and those of the tenant's own company."""
        return self.filter(readable(user, "receipts.view"))

    def to_reverse(self) -> "InvoiceQuerySet":
        """Issued invoices about a receipt that was taken back: an electronic one is reversed, never voided."""
        taken_back = InvoiceLine.objects.filter(receipt__reversal__isnull=False)
        return self.filter(state=InvoiceState.ISSUED, pk__in=taken_back.values("invoice_id"))

    def waiting(self) -> "InvoiceQuerySet":
        """Requests that finance has not recorded yet."""
        return self.filter(state__among=(InvoiceState.REQUESTED,))


class TaxInvoice(models.Model):
    """One invoice about receipts of one customer; only its number, day, kind and amount are recorded here."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="invoices", verbose_name=_("customer"))
    kind = models.CharField(_("kind"), max_length=8, choices=InvoiceKind)
    title = models.CharField(_("invoice title"), max_length=100)
    tax_number = models.CharField(_("tax number"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail for the invoice"), blank=True)
    amount = MoneyField(_("amount in yuan"))
    state = models.CharField(_("state"), max_length=10, choices=InvoiceState, default=InvoiceState.REQUESTED)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    requested_at = models.DateTimeField(_("requested"))
    number = models.CharField(_("invoice number"), max_length=30, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )
    red_number = models.CharField(_("number of the red letters"), max_length=30, blank=True)
    red_on = models.DateField(_("reversed on"), null=True, blank=True)
    remark = models.CharField(_("reason"), max_length=200, blank=True)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-id"]
        verbose_name = _("tax invoice")
        verbose_name_plural = _("tax invoices")
        constraints = [
            models.UniqueConstraint(
                fields=["park", "number"],
                condition=~Q(number=""),
                name="invoice_number_once",
                violation_error_message=_("This invoice number is recorded already."),
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="invoice_above_zero"),
            models.CheckConstraint(
                condition=Q(kind=InvoiceKind.ORDINARY) | ~Q(tax_number=""),
                name="invoice_special_has_tax_number",
                violation_error_message=_("A special invoice needs the tax number."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("issued", "red")) | ~Q(number="") & Q(issued_on__isnull=False),
                name="invoice_issued_has_number",
                violation_error_message=_("Write number and day of the invoice."),
            ),
            models.CheckConstraint(
                condition=~Q(state="red") | ~Q(red_number="") & Q(red_on__isnull=False) & ~Q(remark=""),
                name="invoice_red_has_number",
                violation_error_message=_("Write number, day and reason of the red letters."),
            ),
        ]
        indexes = [
            models.Index(fields=["park", "-requested_at", "-id"], name="invoice_by_time"),
            models.Index(fields=["park"], condition=Q(state__among=(InvoiceState.REQUESTED,)), name="invoice_waiting"),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.customer_id}: {self.amount}"

    def get_absolute_url(self) -> str:
        """The record page."""
        return reverse("fees:invoice", args=[self.pk])

    @property
    def tone(self) -> str:
        """The tone of its state."""
        return TONES[InvoiceState(self.state)]


class InvoiceLine(models.Model):
    """What of one receipt an invoice is about."""

    invoice = models.ForeignKey(TaxInvoice, models.PROTECT, related_name="lines", verbose_name=_("invoice"))
    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="invoice_lines", verbose_name=_("receipt"))
    amount = MoneyField(_("amount in yuan"))

    class Meta:
        ordering = ["invoice", "id"]
        verbose_name = _("line of an invoice")
        verbose_name_plural = _("lines of invoices")
        constraints = [
            models.UniqueConstraint(fields=["invoice", "receipt"], name="invoice_line_receipt_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="invoice_line_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.receipt_id}: {self.amount}"


def _summed(rows: models.QuerySet[Any]) -> Coalesce:
    """The sum of `amount` of rows of one receipt, in yuan."""
    summed = rows.order_by().values("receipt").annotate(sum=total("amount")).values("sum")
    return Coalesce(Subquery(summed, output_field=MoneyField()), models.Value(0, output_field=MoneyField()))


def with_invoiced(receipts: models.QuerySet[Receipt]) -> models.QuerySet[Any]:
    """Add to receipts what is invoiced (`invoiced`) and what still can be (`to_invoice`), in yuan.

    Only income is invoiced: for what is collected for a supplier the supplier gives the invoice (domain 2.4), and a
    surplus is invoiced when it is used, because the receipt of that use is about the bills.
    """
    paid = Allocation.objects.filter(receipt=OuterRef("pk"), bill__item__account=Account.INCOME)
    lines = InvoiceLine.objects.filter(receipt=OuterRef("pk"), invoice__state__in=COUNTING)
    found: models.QuerySet[Any] = receipts.annotate(income=_summed(paid), invoiced=_summed(lines))
    return found.annotate(to_invoice=F("income") - F("invoiced"))


def not_invoiced(park: Park) -> models.QuerySet[Any]:
    """Return the receipts of a park that settled something for which no invoice was asked (issue: paid, no invoice)."""
    return with_invoiced(Receipt.objects.live().filter(park=park)).filter(to_invoice__gt=0)


appendonly.protect(
    "fees_taxinvoice",
    mutable=["state", "number", "issued_on", "recorded_by_id", "red_number", "red_on", "remark"],
)
appendonly.protect("fees_invoiceline")
