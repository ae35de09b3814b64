"""Taking money: one receipt for each payment, with what it settles (O2, O4, O6; domain 2.4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fees.billing.models import PAYABLE, Bill
from fees.ledger import cashreason, following, posting, rules, settling
from fees.ledger.allocating import Split, split
from fees.ledger.models import LINES, Allocation, CreditKind, Method, Receipt, Reprint
from fees.ledger.owed import Standing, standings
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.estate.models import Customer
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import yuan
from parkservice.paperwork.chained import post

ZERO = Decimal("0.00")
#: Which right takes money by which method (design section 4).
RIGHTS = {Method.CASH: "receipts.cash", Method.PREPAYMENT: "receipts.cash"}


@dataclass(frozen=True)
class Payment:
    """What somebody hands over: how, how much in yuan, who pays, and why cash where that is asked (domain 4).

    `bills` is the payer's choice, the most that each bill gets in yuan; None leaves it to the oldest due day.
    `reference` is what the bank or the terminal says. Cash goes into the drawer of the one who takes it.
    """

    method: str
    amount: Decimal
    payer: str
    bills: Mapping[int, Decimal] | None = None
    reason: str = ""
    reference: str = ""


@dataclass
class _Reckoned:
    """How a payment is spread over locked bills."""

    bills: dict[int, Bill]
    standings: dict[int, Standing]
    split: Split
    lines: list[tuple[Bill, Decimal]] = field(default_factory=list)

    def sealed_lines(self, receipt: int) -> list[Any]:
        """Key, bill and amount of every line, for the key of the receipt, as its hash covers them."""
        return [[receipt * LINES + place, bill.pk, amount] for place, (bill, amount) in enumerate(self.lines, start=1)]


@transaction.atomic
def take_payment(*, actor: User, customer: Customer, payment: Payment, form_id: str) -> tuple[Receipt, bool]:
    """Take a payment and write its receipt; sent again, the same form gives the same receipt and False (M16).

    Principal comes before late fee, and what is over becomes a prepayment (domain 2.4). Raises RuleViolation when a
    bill was paid meanwhile (who and when is said), when more is chosen than is open, for cash of a company without a
    reason, and for a form that was sent with other words; PermissionDenied for people who do not take such money.
    """
    body = {"customer": customer.pk, "payment": vars(payment)}
    return once(form_id=form_id, actor=actor, body=body, make=lambda: _take(actor, customer, payment, form_id))


@transaction.atomic
def use_prepayment(
    *, actor: User, customer: Customer, amount: Decimal, form_id: str, bills: Mapping[int, Decimal] | None = None
) -> tuple[Receipt, bool]:
    """Pay bills from what the customer paid ahead, by a receipt of its own, as `take_payment`.

    Raises RuleViolation when the prepayment is smaller, or when less is open than would be used.
    """
    payment = Payment(Method.PREPAYMENT, amount, customer.name, bills)
    return take_payment(actor=actor, customer=customer, payment=payment, form_id=form_id)


@transaction.atomic
def reprint(*, actor: User, receipt: Receipt) -> Reprint:
    """Count one more copy of a receipt, which carries its number as 补打 n (domain 2.4).

    Raises PermissionDenied for people who neither take money nor pay this receipt.
    """
    if not rules.may_print(receipt, actor):
        raise PermissionDenied(_("Receipts are printed by those who take money."))
    locked = Receipt.objects.select_for_update(of=("self",)).get(pk=receipt.pk)
    made = Reprint.objects.create(receipt=locked, copy=locked.reprints.count() + 1, at=clock.now(), by=actor)
    record(park=locked.park, actor=actor, verb="receipt.reprinted", subject=locked, data={"copy": made.copy})
    return made


def _take(actor: User, customer: Customer, payment: Payment, form_id: str) -> Receipt:
    _check(actor, customer, payment)
    now = clock.now()
    place = posting.lock_taking(actor=actor, park=customer.park, cash=payment.method == Method.CASH)
    reckoned = _reckon(customer, payment)
    surplus = reckoned.split.surplus
    from_credit = payment.method == Method.PREPAYMENT
    if from_credit and surplus:
        raise RuleViolation(
            _("Only %(open)s is open. Use no more of the prepayment than that.")
            % {"open": yuan(payment.amount - surplus)},
            code="nothing_open",
        )
    account = settling.lock_account(customer) if surplus or from_credit else None
    _bill_late_fees(reckoned)
    receipt = Receipt(
        customer=customer,
        method=payment.method,
        amount=payment.amount,
        surplus=surplus,
        paid_at=now,
        day=place.day,
        payer=payment.payer,
        received_by=actor,
        drawer=place.drawer,
        reason=payment.reason,
        reference=payment.reference,
        form_id=form_id,
    )
    post(receipt, park=customer.park, at=now, lines=reckoned.sealed_lines)
    _settle(receipt, reckoned)
    if account is not None:
        moved, kind = (-payment.amount, CreditKind.USED) if from_credit else (surplus, CreditKind.SURPLUS)
        settling.move_credit(account, moved, kind=kind, receipt=receipt)
    _post_cash(receipt, reckoned, actor)
    data = {"amount": str(receipt.amount), "method": receipt.method, "number": receipt.number}
    record(park=customer.park, actor=actor, verb="receipt.taken", subject=receipt, data=data)
    following.tell_taken(receipt, actor)
    return receipt


def _check(actor: User, customer: Customer, payment: Payment) -> None:
    if not may(actor, RIGHTS.get(Method(payment.method), "receipts.bank"), customer):
        raise PermissionDenied(_("Money is taken by the officers; transfers also by finance."))
    if payment.amount <= 0:
        raise RuleViolation(_("Enter an amount above zero."), code="no_amount")
    cashreason.refuse_missing(customer, method=payment.method, amount=payment.amount, reason=payment.reason)


def _reckon(customer: Customer, payment: Payment) -> _Reckoned:
    """Lock the bills, see what is open, and spread the payment; every choice must still fit."""
    owed = Bill.objects.filter(customer=customer, state__among=PAYABLE)
    wanted = list(owed.values_list("pk", flat=True) if payment.bills is None else payment.bills)
    bills = {bill.pk: bill for bill in settling.lock_bills(wanted)}
    foreign = [pk for pk in wanted if pk not in bills or bills[pk].customer_id != customer.pk]
    if foreign:
        raise RuleViolation(_("One of these bills is not this customer's. Choose again."), code="foreign_bill")
    found = standings([bill for bill in bills.values() if bill.state in PAYABLE], clock.today())
    for pk, wish in (payment.bills or {}).items():
        if pk not in found or wish > found[pk].principal + found[pk].late_fee:
            raise settling.too_late(bills[pk])
    spread = split(payment.amount, (standing.debt for standing in found.values()), payment.bills)
    lines = [(bills[share.bill], share.principal) for share in spread.shares if share.principal]
    return _Reckoned(bills, found, spread, lines)


def _bill_late_fees(reckoned: _Reckoned) -> None:
    """Make the late fee a bill of its own when something of it is paid, and when the principal is: it stays owed."""
    for share in reckoned.split.shares:
        standing = reckoned.standings[share.bill]
        if share.late_fee or (standing.late_fee and share.principal == standing.principal):
            fee = settling.bill_late_fee(standing, clock.today())
            reckoned.bills[fee.pk] = fee
            if share.late_fee:
                reckoned.lines.append((fee, share.late_fee))


def _settle(receipt: Receipt, reckoned: _Reckoned) -> None:
    """Write the lines of a receipt and what they settle."""
    Allocation.objects.bulk_create(
        Allocation(pk=key, receipt=receipt, bill_id=bill, amount=amount)
        for key, bill, amount in reckoned.sealed_lines(receipt.pk)
    )
    for bill, amount in reckoned.lines:
        standing = reckoned.standings.get(bill.pk)
        settling.settle(bill, paid=amount, disputed=standing is not None and standing.disputed)


def _post_cash(receipt: Receipt, reckoned: _Reckoned, actor: User) -> None:
    if receipt.drawer is None:
        return
    items: list[Any] = list(dict.fromkeys(bill.item.name_zh for bill, _amount in reckoned.lines))
    posting.post_cash(
        drawer=receipt.drawer,
        day=receipt.day,
        number=receipt.number,
        summary=receipt.payer,
        item="、".join([*items, *(["预收"] if receipt.surplus else [])]),
        receipt=receipt.amount,
        actor=actor,
    )
