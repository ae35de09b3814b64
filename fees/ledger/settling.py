"""Changing what is paid and waived on bills: locked by key, guarded in the UPDATE, in one place (M2).

Locks are always taken in the order period → drawer → bills by key → account → number series (reliability section 5);
of these the one of bills first, then that of seals, then those of money.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from fees.billing.models import Bill, BillState
from fees.billing.posting import write_bills
from fees.ledger.models import Allocation, CreditEntry, CreditKind, CustomerAccount, Receipt, Reversal
from fees.ledger.owed import Standing, charge_object_of, open_on, terms_of
from fees.ledger.reference import late_fee_item
from fees.opening.models import OpeningImport
from fees.paybacks.models import Payback
from parkservice.estate.models import Customer
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import total, yuan
from parkservice.paperwork.chained import post
from parkservice.paperwork.numbers import next_number
from parkservice.ui.words import when_text

ZERO = Decimal("0.00")


def lock_bills(ids: Iterable[int]) -> list[Bill]:
    """Lock bills by key and read them as they are now, lowest key first; call inside a transaction."""
    rows = Bill.objects.select_for_update(of=("self",)).filter(pk__in=list(ids)).order_by("pk")
    return list(rows.select_related("item", "park"))


def lock_account(customer: Customer) -> CustomerAccount:
    """Lock the account of a customer, made at first use, and read it as it is now; call inside a transaction."""
    rows = CustomerAccount.objects.select_for_update(of=("self",)).filter(customer=customer)
    account = rows.first()
    if account is None:
        fresh = CustomerAccount(park_id=customer.park_id, customer=customer)
        CustomerAccount.objects.bulk_create([fresh], ignore_conflicts=True)
        account = rows.get()
    return account


def lock_accounts(customers: Iterable[Customer]) -> dict[int, CustomerAccount]:
    """Lock the accounts of some customers, lowest key first, before the first number series; by customer."""
    found = {customer.pk: customer for customer in customers}
    return {key: lock_account(found[key]) for key in sorted(found)}


def settle(bill: Bill, *, paid: Decimal = ZERO, waived: Decimal = ZERO, disputed: bool = False) -> None:
    """Add to what is paid and waived on a locked bill, in yuan, below zero to take back; set the state that follows.

    Raises RuleViolation when the bill is no longer as it was read: who was first is named.
    """
    before = {"paid": bill.paid, "waived": bill.waived, "state": bill.state}
    bill.paid, bill.waived = bill.paid + paid, bill.waived + waived
    bill.state = state_of(bill, disputed=disputed)
    if not update_guarded(bill, before):
        raise too_late(bill)


def update_guarded(bill: Bill, before: dict[str, object]) -> bool:
    """Write the money and the state of a bill; only when it still is as it was read."""
    rows = Bill.objects.filter(pk=bill.pk, **before)
    return bool(rows.update(paid=bill.paid, waived=bill.waived, state=bill.state))


def state_of(bill: Bill, *, disputed: bool = False) -> BillState:
    """Return the state that follows from what is paid and waived on a bill that counts."""
    if open_on(bill) == 0:
        return BillState.PAID if bill.paid or not bill.waived else BillState.WAIVED
    if disputed:
        return BillState.DISPUTED
    return BillState.PART_PAID if bill.paid else BillState.ISSUED


def too_late(bill: Bill) -> RuleViolation:
    """Return the refusal that says who took money for a bill before, when, and with which receipt."""
    last = Allocation.objects.live().filter(bill=bill).select_related("receipt__received_by").order_by("-pk").first()
    if last is None:
        words = _("The bill %(bill)s is no longer as you saw it. Look at it as it is now.") % {"bill": bill.number}
        return RuleViolation(words, code="bill_changed")
    said = {
        "name": last.receipt.received_by.name,
        "amount": yuan(last.amount),
        "bill": bill.number,
        "time": when_text(last.receipt.paid_at),
        "receipt": last.receipt.number,
    }
    words = _(
        "%(name)s took %(amount)s for the bill %(bill)s: %(time)s, receipt %(receipt)s."
        " Look at what is open now before you take money."
    )
    return RuleViolation(words % said, code="bill_paid")


def bill_late_fee(standing: Standing, day: date) -> Bill:
    """Issue the late fee that has grown on a bill up to a day as a bill of its own, due at once (domain 3.6)."""
    bill = standing.bill
    rate = f"{(terms_of(bill.park, day).rate * 100).normalize():f}"
    steps = [
        {
            "kind": "late_fee",
            "from": one.first.isoformat(),
            "to": one.last.isoformat(),
            "days": str(one.days),
            "principal": str(one.principal),
            "rate": rate,
        }
        for one in standing.reckoning.segments
    ]
    fee = Bill(
        park=bill.park,
        number=next_number(bill.park, "ZD"),
        customer_id=bill.customer_id,
        unit_id=bill.unit_id,
        building_id=bill.building_id,
        item=late_fee_item(bill.park),
        charge_object=charge_object_of(bill),
        period_from=standing.first,
        period_to=day,
        amount=standing.late_fee,
        explanation={"bill": bill.number, "steps": steps, "capped": standing.reckoning.capped},
        issued_at=clock.now(),
        due=day,
    )
    write_bills([fee])
    return fee


def move_credit(
    account: CustomerAccount,
    amount: Decimal,
    *,
    kind: CreditKind,
    receipt: Receipt | None = None,
    reversal: Reversal | None = None,
    carried: OpeningImport | None = None,
    payback: Payback | None = None,
) -> CreditEntry:
    """Add to the prepayment of a locked account, in yuan, below zero to take away, and post the entry (M17).

    It is dated as the document that it follows from, what is carried over on the day of now. Raises RuleViolation
    when there is not so much, or when that much is booked on a later day only: what came in after the close of a day.
    """
    if account.credit + amount < 0:
        words = _("The prepayment is %(credit)s: not enough. Take back first what it was used for.")
        raise RuleViolation(words % {"credit": yuan(account.credit)}, code="credit_used")
    source = reversal or payback
    day, at = (source.day, source.at) if source else (clock.today(), clock.now())
    if source is None and receipt is not None:
        day, at = receipt.day, receipt.paid_at
    if amount < 0:
        _refuse_early(account, -amount, day)
    account.credit += amount
    account.save(update_fields=["credit"])
    entry = CreditEntry(customer_id=account.customer_id, kind=kind, amount=amount, balance=account.credit)
    entry.receipt, entry.reversal, entry.carried, entry.payback = receipt, reversal, carried, payback
    entry.day, entry.at = day, at
    return post(entry, park=account.park, at=at)


def _refuse_early(account: CustomerAccount, amount: Decimal, day: date) -> None:
    booked = CreditEntry.objects.filter(customer_id=account.customer_id, day__lte=day).aggregate(sum=total("amount"))
    if booked["sum"] < amount:
        words = _("Some of the prepayment is booked on a later day. Use it or pay it back from that day on.")
        raise RuleViolation(words, code="early")
