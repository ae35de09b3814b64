"""Sending slips to the till, paying and withdrawing them (design section 4, row receipts)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fees.billing.models import PAYABLE, Bill
from fees.deposits import services as deposits
from fees.deposits.models import Deposit
from fees.deposits.services import Handed
from fees.ledger import services as ledger
from fees.ledger.models import Receipt
from fees.ledger.services import Payment
from fees.seconds import second
from fees.slips import rules
from fees.slips.models import EndKind, PaySlip, PaySlipEnd, PaySlipLine
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.estate.models import Customer
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.ui.words import when_text

ZERO = Decimal("0.00")
#: Officers stand at the till; finance finds slips in its list.
SECOND = second("slip", ("receipts.cash",), rules.may_take)


@dataclass(frozen=True)
class Wish:
    """What the till is asked to take: bills with what is open on each in yuan, or a deposit of a kind and an amount."""

    bills: Mapping[int, Decimal]
    deposit_kind: str = ""
    amount: Decimal = ZERO
    note: str = ""


def lock(slip_id: int) -> PaySlip:
    """Lock one slip by its key and read it as it is now; call inside a transaction, after the locks of money."""
    rows = PaySlip.objects.select_for_update(of=("self",))
    return rows.select_related("customer", "park").get(pk=slip_id)


@transaction.atomic
def send(*, actor: User, customer: Customer, wish: Wish, form_id: str) -> tuple[PaySlip, bool]:
    """Send a slip to the till; sent again, the same form gives the same slip and False.

    Raises RuleViolation for a slip about nothing, about bills and a deposit at once, and about a bill that is not open
    or not this customer's; PermissionDenied for people who send no slips.
    """
    body = {"customer": customer.pk, "wish": vars(wish)}
    return once(form_id=form_id, actor=actor, body=body, make=lambda: _send(actor, customer, wish))


def _send(actor: User, customer: Customer, wish: Wish) -> PaySlip:
    if not may(actor, "slips.send", customer):
        raise PermissionDenied(_("Slips are sent from the counter."))
    if bool(wish.bills) == bool(wish.deposit_kind):
        raise RuleViolation(_("Choose bills, or a deposit; one slip is about one of them."), code="nothing")
    open_bills = Bill.objects.filter(pk__in=list(wish.bills), customer=customer, state__in=PAYABLE)
    if open_bills.count() != len(wish.bills):
        raise RuleViolation(_("One of these bills is no longer open. Choose again."), code="bill_paid")
    amount = wish.amount if wish.deposit_kind else sum(wish.bills.values(), ZERO)
    if amount <= 0:
        raise RuleViolation(_("Enter an amount above zero."), code="no_amount")
    slip = PaySlip(park_id=customer.park_id, customer=customer, deposit_kind=wish.deposit_kind, amount=amount)
    slip.note, slip.sent_by, slip.sent_at = wish.note, actor, clock.now()
    slip.save(force_insert=True)
    PaySlipLine.objects.bulk_create(
        PaySlipLine(slip=slip, bill_id=bill, amount=seen) for bill, seen in sorted(wish.bills.items())
    )
    record(park=customer.park, actor=actor, verb="slip.sent", subject=slip, data={"amount": str(amount)})
    SECOND.ask(slip, actor, amount=str(amount), customer=customer.name)
    return slip


@transaction.atomic
def take(
    *, actor: User, customer: Customer, payment: Payment, form_id: str, slip_id: int | None = None
) -> tuple[Receipt, bool]:
    """Take a payment at the till, and end the slip that asked for it in the same transaction.

    Raises as `ledger.services.take_payment`, and RuleViolation when the slip has ended or is another customer's.
    """
    receipt, new = ledger.take_payment(actor=actor, customer=customer, payment=payment, form_id=form_id)
    if new and slip_id is not None:
        _pay(slip_id, actor, customer, receipt=receipt)
    return receipt, new


@transaction.atomic
def take_deposit(
    *, actor: User, slip_id: int, method: str, payer: str, reference: str, form_id: str, reason: str = ""
) -> tuple[Deposit, bool]:
    """Take the deposit that a slip asks for, and end the slip. Raises as `deposits.services.receive` and `take`."""
    slip = PaySlip.objects.select_related("customer", "park").get(pk=slip_id)
    if not slip.deposit_kind:
        raise RuleViolation(_("This slip is about bills. Take the money on the page of the payer."), code="bills")
    housed = slip.customer.occupancies.current().filter(main=True).select_related("unit").order_by("unit__code").first()
    handed = Handed(
        kind=slip.deposit_kind,
        payer=payer,
        amount=slip.amount,
        method=method,
        customer=slip.customer,
        unit=housed.unit if housed else None,
        reference=reference,
        reason=reason,
    )
    deposit, new = deposits.receive(actor=actor, park=slip.park, handed=handed, form_id=form_id)
    if new:
        _pay(slip_id, actor, slip.customer, deposit=deposit)
    return deposit, new


@transaction.atomic
def withdraw(*, actor: User, slip_id: int, reason: str) -> PaySlipEnd:
    """Withdraw a slip that is not to be paid. Raises RuleViolation without a reason or when it has ended."""
    slip = lock(slip_id)
    if not rules.may_withdraw(slip, actor):
        raise PermissionDenied(_("A slip is withdrawn by who sent it, or at the till."))
    if not reason:
        raise RuleViolation(_("Write why the slip is withdrawn."), code="no_reason")
    _refuse_ended(slip)
    end = PaySlipEnd.objects.create(slip=slip, kind=EndKind.WITHDRAWN, reason=reason, by=actor, at=clock.now())
    record(park=slip.park, actor=actor, verb="slip.withdrawn", subject=slip, note=reason)
    SECOND.answer(slip, actor, slip.sent_by, "withdrawn", customer=slip.customer.name, note=reason)
    return end


def _pay(
    slip_id: int, actor: User, customer: Customer, *, receipt: Receipt | None = None, deposit: Deposit | None = None
) -> None:
    slip = lock(slip_id)
    if slip.customer_id != customer.pk:
        raise RuleViolation(_("This slip is another customer's. Open it from the list again."), code="foreign_slip")
    if receipt is not None and PaySlipEnd.objects.filter(slip=slip, receipt=receipt).exists():
        return  # the receipt settled all of it: `following` has ended it
    _refuse_ended(slip)
    if receipt is not None:
        _refuse_empty(slip, receipt)
    end_paid(slip, actor, receipt=receipt, deposit=deposit)


def _refuse_empty(slip: PaySlip, receipt: Receipt) -> None:
    """Raise RuleViolation for money on a slip of which nothing was open before: it would be taken twice."""
    settles = receipt.allocations.filter(bill_id__in=slip.lines.values("bill_id")).exists()
    if slip.is_empty and not settles:
        raise RuleViolation(empty_words(slip), code="slip_ended")


def empty_words(slip: PaySlip) -> str:
    """Say that a slip which still waits asks for nothing any more."""
    words = _("Nothing of the slip %(number)s is open any more. Take no money for it and withdraw it.")
    return words % {"number": slip.number}


def has_ended(slip: PaySlip) -> bool:
    """Whether a locked slip is paid or withdrawn by now."""
    return PaySlipEnd.objects.filter(slip=slip).exists()


def end_paid(slip: PaySlip, actor: User, *, receipt: Receipt | None = None, deposit: Deposit | None = None) -> None:
    """End a locked slip that waits with the receipt or deposit that paid it, and tell who sent it."""
    end = PaySlipEnd(slip=slip, kind=EndKind.PAID, receipt=receipt, deposit=deposit, by=actor, at=clock.now())
    end.save(force_insert=True)
    record(park=slip.park, actor=actor, verb="slip.paid", subject=slip, data={"number": end.document})
    SECOND.answer(slip, actor, slip.sent_by, "paid", customer=slip.customer.name, number=end.document)


def ended_words(end: PaySlipEnd) -> str:
    """Say how a slip ended: who, when and by which receipt."""
    said = {"name": end.by.name, "time": when_text(end.at), "number": end.document}
    if end.kind == EndKind.PAID:
        return _("%(name)s took the money for this slip: %(time)s, %(number)s.") % said
    return _("%(name)s withdrew this slip: %(time)s.") % said


def _refuse_ended(slip: PaySlip) -> None:
    """Raise RuleViolation, with who, when and by which receipt, for a slip that has ended."""
    end = PaySlipEnd.objects.filter(slip=slip).select_related("by", "receipt", "deposit").first()
    if end is not None:
        raise RuleViolation(ended_words(end), code="slip_ended")
