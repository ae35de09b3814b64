"""Tax invoices: asked for by the tenant or at the desk, recorded by finance, reversed in red letters (domain 2.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fees.invoices import rules
from fees.invoices.models import InvoiceKind, InvoiceLine, InvoiceState, TaxInvoice, with_invoiced
from fees.ledger.models import Receipt
from fees.seconds import second
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.estate.models import Customer, CustomerKind
from parkservice.estate.tenure import customers_of
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import yuan

SECOND = second("invoice", ("invoices.record",), rules.may_record)
NO_TAX_NUMBER = gettext_lazy(
    "The tax number is missing. It is the 18 characters on the business licence; without it the invoice is not valid."
)


def needs_tax_number(customer: Customer, kind: str) -> bool:
    """Whether the invoice is made out to a company, or is a special one: then it is valid with a tax number only."""
    return customer.kind == CustomerKind.COMPANY or kind == InvoiceKind.SPECIAL


@dataclass(frozen=True)
class Wanted:
    """What the invoice is to be: its kind, whose name and tax number stand on it, and what of which receipt in yuan."""

    kind: str
    title: str
    receipts: Mapping[int, Decimal]
    tax_number: str = ""
    email: str = ""


def lock(invoice_id: int) -> TaxInvoice:
    """Lock one invoice by its key and read it as it is now; call inside a transaction."""
    return TaxInvoice.objects.select_for_update(of=("self",)).select_related("park").get(pk=invoice_id)


@transaction.atomic
def request(*, actor: User, customer: Customer, wanted: Wanted, form_id: str) -> tuple[TaxInvoice, bool]:
    """Ask for an invoice about receipts of a customer; the same form gives the same request.

    Raises RuleViolation without a tax number where one is needed, for receipts of others, and above what is paid and
    not invoiced yet; PermissionDenied for people who neither speak for the customer nor work at the desk.
    """
    body = {"customer": customer.pk, "wanted": vars(wanted)}
    return once(form_id=form_id, actor=actor, body=body, make=lambda: _request(actor, customer, wanted))


def _request(actor: User, customer: Customer, wanted: Wanted) -> TaxInvoice:
    own = may(actor, "invoices.request") and customers_of(actor).filter(pk=customer.pk).exists()
    if not own and not may(actor, "invoices.request", customer):
        raise PermissionDenied(_("An invoice is asked for by the customer or at the desk."))
    if needs_tax_number(customer, wanted.kind) and not wanted.tax_number:
        raise RuleViolation(NO_TAX_NUMBER, code="no_tax_number")
    if not wanted.receipts or any(amount <= 0 for amount in wanted.receipts.values()):
        raise RuleViolation(_("Choose at least one receipt, and an amount above zero for each."), code="no_amount")
    _refuse_above(customer, wanted)
    invoice = TaxInvoice.objects.create(
        park=customer.park,
        customer=customer,
        kind=wanted.kind,
        title=wanted.title or customer.name,
        tax_number=wanted.tax_number,
        email=wanted.email,
        amount=sum(wanted.receipts.values()),
        requested_by=actor,
        requested_at=clock.now(),
    )
    InvoiceLine.objects.bulk_create(
        InvoiceLine(invoice=invoice, receipt_id=pk, amount=amount) for pk, amount in wanted.receipts.items()
    )
    data = {"amount": str(invoice.amount), "kind": invoice.kind}
    record(park=invoice.park, actor=actor, verb="invoice.requested", subject=invoice, data=data)
    SECOND.ask(invoice, actor, amount=str(invoice.amount), customer=customer.name)
    return invoice


def _refuse_above(customer: Customer, wanted: Wanted) -> None:
    """Lock the receipts; each must be the customer's, still count, and have so much left to invoice."""
    locked = Receipt.objects.select_for_update(of=("self",)).filter(pk__in=wanted.receipts, customer=customer)
    keys = [receipt.pk for receipt in locked.order_by("pk")]
    found = {receipt.pk: receipt for receipt in with_invoiced(Receipt.objects.live().filter(pk__in=keys))}
    for pk, amount in wanted.receipts.items():
        if pk not in found:
            raise RuleViolation(
                _("One of these receipts is not this customer's, or was taken back."), code="foreign_receipt"
            )
        left: Decimal = found[pk].to_invoice
        if amount > left:
            words = _("Of the receipt %(number)s only %(left)s is left to invoice.")
            raise RuleViolation(words % {"number": found[pk].number, "left": yuan(left)}, code="above_paid")


@transaction.atomic
def issue(*, actor: User, invoice_id: int, number: str, issued_on: date) -> TaxInvoice:
    """Record the number and the day of an invoice that was issued in the tax system.

    Raises RuleViolation when a colleague was first, for a number that is recorded already, and for a day ahead;
    PermissionDenied for all but finance.
    """
    invoice = _step(actor, invoice_id, InvoiceState.REQUESTED)
    _check(invoice, number, issued_on)
    invoice.number, invoice.issued_on, invoice.state = number, issued_on, InvoiceState.ISSUED
    return _kept(invoice, actor, "invoice.issued", InvoiceState.REQUESTED)


@transaction.atomic
def red_letter(*, actor: User, invoice_id: int, number: str, day: date, reason: str) -> TaxInvoice:
    """Record that an invoice was reversed in red letters: its receipts can be invoiced again. Raises as `issue`."""
    invoice = _step(actor, invoice_id, InvoiceState.ISSUED)
    if not reason:
        raise RuleViolation(_("Write why the invoice is reversed."), code="no_reason")
    _check(invoice, number, day)
    invoice.red_number, invoice.red_on, invoice.remark, invoice.state = number, day, reason, InvoiceState.RED
    return _kept(invoice, actor, "invoice.reversed", InvoiceState.ISSUED)


@transaction.atomic
def refuse(*, actor: User, invoice_id: int, reason: str) -> TaxInvoice:
    """Say no to a requested invoice, with the reason that the customer reads. Raises as `issue`."""
    invoice = _step(actor, invoice_id, InvoiceState.REQUESTED)
    if not reason:
        raise RuleViolation(_("Write why not: the customer reads it."), code="no_reason")
    invoice.remark, invoice.state = reason, InvoiceState.REFUSED
    return _kept(invoice, actor, "invoice.refused", InvoiceState.REQUESTED)


def _step(actor: User, invoice_id: int, source: InvoiceState) -> TaxInvoice:
    invoice = lock(invoice_id)
    if not rules.may_record(invoice, actor):
        raise PermissionDenied(_("Finance records invoices."))
    if invoice.state != source:
        raise RuleViolation(_("A colleague was first. Look at the invoice as it is now."), code="wrong_state")
    return invoice


def _check(invoice: TaxInvoice, number: str, day: date) -> None:
    if not number:
        raise RuleViolation(_("Write the number that the tax system gave."), code="no_number")
    if day > clock.today():
        raise RuleViolation(_("This day lies ahead."), code="day_ahead")
    known = TaxInvoice.objects.filter(park=invoice.park, number=number) | TaxInvoice.objects.filter(
        park=invoice.park, red_number=number
    )
    if known.exists():
        raise RuleViolation(_("This invoice number is recorded already."), code="number_known")


def _kept(invoice: TaxInvoice, actor: User, verb: str, before: InvoiceState) -> TaxInvoice:
    invoice.recorded_by = actor
    invoice.save(update_fields=["state", "number", "issued_on", "red_number", "red_on", "remark", "recorded_by"])
    record(
        park=invoice.park,
        actor=actor,
        verb=verb,
        subject=invoice,
        from_state=before,
        to_state=invoice.state,
        data={"number": invoice.red_number or invoice.number},
        note=invoice.remark,
    )
    given = invoice.red_number or invoice.number
    SECOND.answer(invoice, actor, invoice.requested_by, invoice.state, number=given, note=invoice.remark)
    return invoice
