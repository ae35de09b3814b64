"""Saying what a line of the bank is: linked to a receipt, taken as a payment, set aside, or sent back (O6).

One transaction for each line: its lock comes first, then month and bills as the ledger locks them. One line has one
receipt, and one receipt one line; who comes second is told by whom and when.
"""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fees.bank.models import AT_BANK, AsideKind, BankLine, BankMatch
from fees.billing.models import Bill
from fees.ledger.models import Method, Receipt, ReversalRequest, ReversalState
from fees.ledger.reversals import ask_reversal
from fees.ledger.services import Payment, take_payment
from parkservice.accounts.models import User
from parkservice.estate.models import Customer
from parkservice.journal import steps
from parkservice.journal.forms import once
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import yuan
from parkservice.kit.text import as_key
from parkservice.ui.words import when_text

RECEIPT, CUSTOMER = "receipt", "customer"


@dataclass(frozen=True)
class Choice:
    """What somebody says a line is: a receipt that is there, or a payment of a customer for some bills, all of each."""

    kind: str
    pk: int
    bills: tuple[int, ...] = ()

    @classmethod
    def read(cls, text: str) -> "Choice":
        """Read what a page sent. Raises RuleViolation for anything else."""
        kind, *keys = text.split(":")
        numbers = [as_key(key) for key in keys]
        known = [number for number in numbers if number is not None]
        if kind not in (RECEIPT, CUSTOMER) or not known or len(known) < len(numbers):
            raise RuleViolation(_("This page is out of date. Load it again."), code="no_choice")
        return cls(kind, known[0], tuple(known[1:]))


def lock(line_id: int) -> BankLine:
    """Lock one line by its key and read it as it is now; call inside a transaction."""
    return BankLine.objects.select_for_update(of=("self",)).select_related("park", "account").get(pk=line_id)


@transaction.atomic
def confirm(*, actor: User, line_id: int, choice: str, form_id: str) -> tuple[BankMatch, bool]:
    """Say which receipt a line is, or take its payment and write the receipt; the same form gives the same link.

    Raises RuleViolation when a colleague was first (by whom and when is said), when amount, receipt or bills do not fit
    any more, and for what the ledger refuses; PermissionDenied for people who do not match.
    """
    body = {"line": line_id, "choice": choice}
    return once(form_id=form_id, actor=actor, body=body, make=lambda: _confirm(actor, line_id, choice, form_id))


@dataclass(frozen=True)
class Confirmed:
    """What became of several lines: the links, and for every line that stays its number with the refusal."""

    matches: list[BankMatch]
    refused: list[tuple[str, str]]


def confirm_many(*, actor: User, choices: Sequence[tuple[BankLine, str]], form_id: str) -> Confirmed:
    """Confirm several lines, each for itself: one that does not fit any more does not keep the others."""
    done = Confirmed([], [])
    for line, choice in choices:
        own = hashlib.sha256(f"{form_id}:{line.pk}".encode()).hexdigest()[:32]
        try:
            done.matches.append(confirm(actor=actor, line_id=line.pk, choice=choice, form_id=own)[0])
        except RuleViolation as refusal:
            done.refused.append((line.number, str(refusal)))
    return done


def link(*, actor: User, line_id: int, number: str, form_id: str) -> tuple[BankMatch, bool]:
    """Say by its number which receipt a line is. Raises as `confirm`, and RuleViolation for an unknown number."""
    park = BankLine.objects.values("park_id").filter(pk=line_id)
    found = Receipt.objects.filter(park_id__in=park, number__iexact=number).first()
    if found is None:
        raise RuleViolation(_("There is no receipt %(number)s.") % {"number": number}, code="no_receipt")
    return confirm(actor=actor, line_id=line_id, choice=f"{RECEIPT}:{found.pk}", form_id=form_id)


def take(*, actor: User, line_id: int, customer: Customer, form_id: str) -> tuple[BankMatch, bool]:
    """Take a line as a payment of a customer, the oldest bill first, the rest as a prepayment. Raises as `confirm`."""
    return confirm(actor=actor, line_id=line_id, choice=f"{CUSTOMER}:{customer.pk}", form_id=form_id)


def _confirm(actor: User, line_id: int, choice: str, form_id: str) -> BankMatch:
    chosen = Choice.read(choice)
    line = lock(line_id)
    before = steps.advance(line, "confirm", actor)
    if line.amount < 0:
        raise RuleViolation(_("Money that went out pays no bill."), code="went_out")
    taken = chosen.kind == CUSTOMER
    receipt = _take(actor, line, chosen, form_id) if taken else _receipt(line, chosen.pk)
    match = BankMatch.objects.create(line=line, receipt=receipt, taken=taken, by=actor, at=clock.now())
    line.save(update_fields=["state"])
    verb = "bank.taken" if taken else "bank.matched"
    steps.note(line, actor, verb, before=before, data={"number": receipt.number})
    return match


def _receipt(line: BankLine, receipt_id: int) -> Receipt:
    """The receipt, locked, that a line may be."""
    rows = Receipt.objects.select_for_update(of=("self",))
    receipt = rows.filter(pk=receipt_id, park_id=line.park_id).first()
    if receipt is None or receipt.method not in AT_BANK:
        raise RuleViolation(_("This receipt did not come in by bank."), code="no_receipt")
    if receipt.amount != abs(line.amount):
        said = {"number": receipt.number, "amount": yuan(receipt.amount), "line": yuan(line.amount)}
        raise RuleViolation(
            _("%(number)s is about %(amount)s, the line about %(line)s. A receipt is one line to the fen.") % said,
            code="other_amount",
        )
    if receipt.taken_back is not None:
        raise RuleViolation(_("%(number)s was taken back.") % {"number": receipt.number}, code="taken_back")
    if line.amount > 0:
        _refuse_matched(receipt)
    return receipt


def _refuse_matched(receipt: Receipt) -> None:
    other = BankMatch.objects.live().filter(receipt=receipt).select_related("by", "line").first()
    if other is not None:
        said = {"name": other.by.name, "time": when_text(other.at), "number": receipt.number, "day": other.line.day}
        words = _("%(name)s matched %(number)s with the line of %(day)s: %(time)s.")
        raise RuleViolation(words % said, code="receipt_matched")


def _take(actor: User, line: BankLine, chosen: Choice, form_id: str) -> Receipt:
    """Write the receipt of a line through the ledger; it books today, the day of the bank stands in its reference."""
    customer = Customer.objects.filter(pk=chosen.pk, park_id=line.park_id).select_related("park").first()
    if customer is None:
        raise RuleViolation(_("This customer is not in this park."), code="no_customer")
    payment = Payment(
        Method.TRANSFER,
        line.amount,
        line.payer or customer.name,
        bills=_wishes(line, customer, chosen.bills),
        reference=f"{line.account.last4} {line.day:%Y-%m-%d} {line.bank_id}".strip()[:60],
    )
    inner = hashlib.sha256(f"bank:{line.pk}:{form_id}".encode()).hexdigest()
    return take_payment(actor=actor, customer=customer, payment=payment, form_id=inner)[0]


def _wishes(line: BankLine, customer: Customer, keys: Iterable[int]) -> dict[int, Decimal] | None:
    """The bills that a line pays to the fen; None leaves it to the oldest. The ledger names what was paid before."""
    wanted = tuple(keys)
    if not wanted:
        return None
    bills = Bill.objects.filter(pk__in=wanted, customer=customer)
    wishes = {bill.pk: bill.amount - bill.waived - bill.paid or bill.amount for bill in bills}
    if len(wishes) < len(wanted) or sum(wishes.values()) != line.amount:
        raise RuleViolation(
            _("These bills are no longer open to the fen of this line. Look at the proposals once more."),
            code="changed",
        )
    return wishes


@transaction.atomic
def undo(*, actor: User, line_id: int, reason: str) -> BankLine:
    """Undo a link that was wrong; the receipt stays as it is and the line waits again.

    Raises RuleViolation without a reason, when a colleague was first, and for a receipt that was written for the line:
    that one is taken back in the ledger. PermissionDenied for people who do not match.
    """
    if not reason:
        raise RuleViolation(_("Write why the match was wrong."), code="no_reason")
    line = lock(line_id)
    written = BankMatch.objects.live().filter(line=line, taken=True).select_related("receipt").first()
    if written is not None:
        raise RuleViolation(
            _("The receipt %(number)s was written for this line. Ask to take it back; the line then waits again.")
            % {"number": written.receipt.number},
            code="taken",
        )
    before = steps.advance(line, "undo", actor)
    match = BankMatch.objects.live().select_related("receipt").get(line=line)
    match.undone_by, match.undone_at, match.undone_reason = actor, clock.now(), reason
    match.save(update_fields=["undone_by", "undone_at", "undone_reason"])
    line.save(update_fields=["state"])
    steps.note(line, actor, "bank.undone", before=before, data={"number": match.receipt.number}, text=reason)
    return line


@transaction.atomic
def set_aside(*, actor: User, line_id: int, kind: str, note: str) -> BankLine:
    """Say that a line has no receipt, and why. Raises RuleViolation when a colleague was first, or without words."""
    if kind not in AsideKind.values or (kind == AsideKind.OTHER and not note):
        raise RuleViolation(_("Say why the line has no receipt."), code="no_reason")
    line = lock(line_id)
    _aside(line, actor, kind, note)
    return line


def _aside(line: BankLine, actor: User, kind: str, note: str, returned: Receipt | None = None) -> None:
    before = steps.advance(line, "aside", actor)
    line.aside_kind, line.aside_note, line.returned = kind, note, returned
    line.save(update_fields=["state", "aside_kind", "aside_note", "returned"])
    data: dict[str, Any] = {"kind": kind}
    steps.note(line, actor, "bank.set_aside", before=before, data=data, text=note)


@transaction.atomic
def put_back(*, actor: User, line_id: int, reason: str) -> BankLine:
    """Let a line wait again that was set aside. Raises RuleViolation without a reason or when a colleague was first."""
    if not reason:
        raise RuleViolation(_("Write why the line waits again."), code="no_reason")
    line = lock(line_id)
    before = steps.advance(line, "put_back", actor)
    line.aside_kind, line.aside_note, line.returned = "", "", None
    line.save(update_fields=["state", "aside_kind", "aside_note", "returned"])
    steps.note(line, actor, "bank.put_back", before=before, text=reason)
    return line


@transaction.atomic
def came_back(*, actor: User, line_id: int, receipt_id: int) -> BankLine:
    """A transfer came back: the line is set aside, and the ledger is asked to take its receipt back (domain 2.4).

    A second person decides there; a request that waits already is enough. Raises RuleViolation when the amounts differ,
    the receipt was taken back, or a colleague was first; PermissionDenied for people who do not match.
    """
    line = lock(line_id)
    if line.amount > 0:
        raise RuleViolation(
            _("This money came in. Only money that went out can be a returned transfer."), code="came_in"
        )
    receipt = _receipt(line, receipt_id)
    _aside(line, actor, AsideKind.RETURNED, receipt.number, receipt)
    waits = ReversalRequest.objects.filter(receipt=receipt, state=ReversalState.ASKED).exists()
    if not waits:
        reason = _("The bank sent the transfer back on %(day)s.") % {"day": f"{line.day:%Y-%m-%d}"}
        ask_reversal(actor=actor, receipt=receipt, reason=reason, form_id=secrets.token_hex(16))
    return line
