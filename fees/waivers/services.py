"""Waivers from the proposal to the decision (domain 2.4, M15)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fees.billing.models import PAYABLE, Bill
from fees.ledger import settling
from fees.ledger.owed import open_on, standings
from fees.ledger.reference import LATE_FEE
from fees.seals.services import seal
from fees.seconds import second
from fees.waivers import rules
from fees.waivers.models import Waiver, WaiverKind, WaiverLine
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.estate.models import Customer
from parkservice.journal import steps
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import yuan
from parkservice.paperwork.numbers import next_number
from parkservice.ui.words import day_text

SECOND = second("waiver", ("waivers.decide",), rules.may_decide)


@dataclass(frozen=True)
class Wish:
    """What is proposed: of each bill so much in yuan, or its payment by a later day (`until`)."""

    kind: str
    bills: Mapping[int, Decimal]
    reason: str
    until: date | None = None


def lock(waiver_id: int) -> Waiver:
    """Lock one waiver by its key and read it as it is now; call inside a transaction."""
    return Waiver.objects.select_for_update(of=("self",)).select_related("park").get(pk=waiver_id)


@transaction.atomic
def propose(*, actor: User, customer: Customer, wish: Wish, form_id: str) -> tuple[Waiver, bool]:
    """Propose to waive what is open on bills of a customer, or to put them off; the same form gives the same waiver.

    The late fee that has grown on a bill becomes a bill of its own first, and the waiver is about that. Raises
    RuleViolation without a reason, above what is open, for another customer's bills, for a day that is over or too far
    ahead, and for the late fee of a bill on which none has grown;
    PermissionDenied for people who do not propose waivers.
    """
    body = {"customer": customer.pk, "wish": vars(wish)}
    return once(form_id=form_id, actor=actor, body=body, make=lambda: _propose(actor, customer, wish))


def _propose(actor: User, customer: Customer, wish: Wish) -> Waiver:
    if not may(actor, "waivers.propose", customer):
        raise PermissionDenied(_("Waivers are proposed by the officers."))
    _check(wish)
    lines = _lines(customer, wish)
    waiver = Waiver.objects.create(
        park=customer.park,
        number=next_number(customer.park, "JM"),
        customer=customer,
        kind=wish.kind,
        amount=sum(amount for _bill, amount in lines),
        until=wish.until,
        reason=wish.reason,
        proposed_by=actor,
        proposed_at=clock.now(),
    )
    WaiverLine.objects.bulk_create(WaiverLine(waiver=waiver, bill=bill, amount=amount) for bill, amount in lines)
    data = {"kind": waiver.kind, "amount": str(waiver.amount)}
    record(park=waiver.park, actor=actor, verb="waiver.proposed", subject=waiver, to_state=waiver.state, data=data)
    SECOND.ask(waiver, actor, number=waiver.number, amount=str(waiver.amount), customer=customer.name)
    return waiver


def _check(wish: Wish) -> None:
    if not wish.reason:
        raise RuleViolation(_("Write why: the one who decides reads it."), code="no_reason")
    if not wish.bills or any(amount <= 0 for amount in wish.bills.values()):
        raise RuleViolation(_("Choose at least one bill, and an amount above zero for each."), code="no_amount")
    if (wish.kind == WaiverKind.DEFER) != (wish.until is not None):
        raise RuleViolation(_("A later due day needs its day, other waivers have none."), code="no_day")
    if wish.until is not None and wish.until <= clock.today():
        raise RuleViolation(_("The new due day lies ahead."), code="day_over")


def _lines(customer: Customer, wish: Wish) -> list[tuple[Bill, Decimal]]:
    """The bills that the waiver is about, locked, each with what is waived of it."""
    bills = {bill.pk: bill for bill in settling.lock_bills(wish.bills)}
    if any(pk not in bills or bills[pk].customer_id != customer.pk for pk in wish.bills):
        raise RuleViolation(_("One of these bills is not this customer's. Choose again."), code="foreign_bill")
    lines = [(bills[pk], amount) for pk, amount in wish.bills.items()]
    if wish.until is not None:
        _refuse_far(wish.until, list(bills.values()))
    if wish.kind == WaiverKind.LATE_FEE:
        lines = [(_late_fee_of(bill), amount) for bill, amount in lines]
    for bill, amount in lines:
        _refuse_above(bill, amount)
    return lines


def _late_fee_of(bill: Bill) -> Bill:
    """The bill of the late fee on a bill up to today; itself when it is one. Raises RuleViolation where none grew."""
    if bill.item.code == LATE_FEE:
        return bill
    standing = standings([bill], clock.today())[bill.pk]
    if not standing.late_fee:
        raise RuleViolation(no_late_fee(bill), code="no_late_fee")
    return settling.bill_late_fee(standing, clock.today())


def no_late_fee(bill: Bill) -> str:
    """Say that there is no late fee to waive: a waiver of it would take principal off the bill."""
    words = _("No late fee has grown on the bill %(bill)s. To waive some of the bill itself, choose another kind.")
    return words % {"bill": bill.number}


def _refuse_far(until: date, bills: list[Bill]) -> None:
    latest = min(rules.latest_deferral(bill.due, clock.today()) for bill in bills)
    if until > latest:
        raise RuleViolation(too_far(latest), code="too_far")


def too_far(latest: date) -> str:
    """Say until when these bills are put off at most."""
    words = _("A bill is put off by %(months)d months at most: choose a day until %(day)s.")
    return words % {"months": rules.DEFER_MONTHS, "day": day_text(latest, near=False)}


def _refuse_above(bill: Bill, amount: Decimal) -> None:
    still_open = open_on(bill) if bill.state in PAYABLE else Decimal(0)
    if amount > still_open:
        words = _("On the bill %(bill)s only %(open)s is open. Propose no more than that.")
        raise RuleViolation(words % {"bill": bill.number, "open": yuan(still_open)}, code="above_open")


@transaction.atomic
def approve(*, actor: User, waiver_id: int) -> Waiver:
    """Grant a waiver, by somebody else and within their limit; the bills owe that much less from today (M15).

    Raises RuleViolation when a colleague was first or when less is open by now; PermissionDenied for the proposer and
    for people whose limit the amount passes.
    """
    waiver = lock(waiver_id)
    lines = dict(waiver.lines.values_list("bill_id", "amount"))
    bills = settling.lock_bills(lines)
    before = steps.advance(waiver, "approve", actor)
    for bill in bills:
        _refuse_above(bill, lines[bill.pk])
        if waiver.kind != WaiverKind.DEFER:
            waiting = bill.disputes.waiting().exists()
            settling.settle(bill, waived=lines[bill.pk], disputed=waiting)
            left = standings([bill], clock.today())[bill.pk]
            if left.late_fee and not left.principal:  # what grew on the part that was paid stays owed
                settling.bill_late_fee(left, clock.today())
    _decided(waiver, actor, before)
    return waiver


@transaction.atomic
def refuse(*, actor: User, waiver_id: int, reason: str) -> Waiver:
    """Say no to a waiver. Raises RuleViolation without a reason, else as `approve`."""
    waiver = lock(waiver_id)
    if not reason:
        raise RuleViolation(_("Write why not: the proposer reads it."), code="no_reason")
    before = steps.advance(waiver, "refuse", actor)
    waiver.refusal = reason
    _decided(waiver, actor, before)
    return waiver


def _decided(waiver: Waiver, actor: User, before: str) -> None:
    waiver.decided_by, waiver.decided_at, waiver.decided_on = actor, clock.now(), clock.today()
    waiver.save(update_fields=["state", "decided_by", "decided_at", "decided_on", "refusal"])
    seal("waiver", waiver, park=waiver.park)
    data = {"amount": str(waiver.amount)}
    steps.note(waiver, actor, f"waiver.{waiver.state}", before=before, data=data, text=waiver.refusal)
    SECOND.answer(waiver, actor, waiver.proposed_by, waiver.state, number=waiver.number, note=waiver.refusal)
