"""Saying what a line of the bank is: linked to a document, taken as a payment, set aside, or sent back (O6).

One transaction for each line: its lock comes first, then month and bills as the ledger locks them. One line has one
document, and one document one line; who comes second is told by whom and when.
"""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fees.bank.documents import CUSTOMER, KINDS, RECEIPT, Kind
from fees.bank.matches import BankMatch
from fees.bank.models import AsideKind, BankLine
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


@dataclass(frozen=True)
class Choice:
    """What somebody says a line is: a document that is there, or a customer's payment for some bills, all of each."""

    kind: str
    pk: int
    bills: tuple[int, ...] = ()

    @classmethod
    def read(cls, text: str) -> "Choice":
        """Read what a page sent. Raises RuleViolation for anything else."""
        kind, *keys = text.split(":")
        numbers = [as_key(key) for key in keys]
        known = [number for number in numbers if number is not None]
        if kind not in (*KINDS, CUSTOMER) or not known or len(known) < len(numbers):
            raise RuleViolation(_("This page is out of date. Load it again."), code="no_choice")
        return cls(kind, known[0], tuple(known[1:]))


def lock(line_id: int) -> BankLine:
    """Lock one line by its key and read it as it is now; call inside a transaction."""
    return BankLine.objects.select_for_update(of=("self",)).select_related("park", "account").get(pk=line_id)


@transaction.atomic
def confirm(*, actor: User, line_id: int, choice: str, form_id: str) -> tuple[BankMatch, bool]:
    """Say which document a line is, or take its payment and write the receipt; the same form gives the same link.

    Raises RuleViolation when a colleague was first (by whom and when is said), when amount, document or bills do not
    fit any more, and for what the ledger refuses; PermissionDenied for people who do not match.
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
    """Say by its number which document a line is. Raises as `confirm`, and RuleViolation for an unknown number."""
    park_id = BankLine.objects.values_list("park_id", flat=True).get(pk=line_id)
    return confirm(actor=actor, line_id=line_id, choice=choice_of(park_id, number), form_id=form_id)


def choice_of(park_id: int, number: str) -> str:
    """Return the choice of a document by its number, in any case. Raises RuleViolation when nothing has it."""
    for kind in KINDS.values():
        found = kind.at_bank(park_id).filter(number=number.upper()).first()
        if found is not None:
            return f"{kind.name}:{found.pk}"
    words = _("No document by bank has the number %(number)s; one in cash has no line.")
    raise RuleViolation(words % {"number": number}, code="no_document")


def take(*, actor: User, line_id: int, customer: Customer, form_id: str) -> tuple[BankMatch, bool]:
    """Take a line as a payment of a customer, the oldest bill first, the rest as a prepayment. Raises as `confirm`."""
    return confirm(actor=actor, line_id=line_id, choice=f"{CUSTOMER}:{customer.pk}", form_id=form_id)


def _confirm(actor: User, line_id: int, choice: str, form_id: str) -> BankMatch:
    chosen = Choice.read(choice)
    line = lock(line_id)
    before = steps.advance(line, "confirm", actor)
    taken = chosen.kind == CUSTOMER
    kind = KINDS[RECEIPT if taken else chosen.kind]
    if kind.comes_in and line.amount < 0:
        raise RuleViolation(_("Money that went out pays no bill and no deposit."), code="went_out")
    if line.amount > 0 and not kind.comes_in:
        raise RuleViolation(_("Money that came in is no refund."), code="came_in")
    document = _take(actor, line, chosen, form_id) if taken else _document(line, kind, chosen.pk)
    names: dict[str, Any] = {kind.name: document}
    match = BankMatch.objects.create(line=line, taken=taken, by=actor, at=clock.now(), **names)
    line.save(update_fields=["state"])
    verb = "bank.taken" if taken else "bank.matched"
    steps.note(line, actor, verb, before=before, data={"number": document.number})
    return match


def _document(line: BankLine, kind: Kind, key: int) -> Any:
    """The document, locked, that a line may be, and that no other line is."""
    document = _fitting(line, kind, key)
    found: dict[str, Any] = {kind.name: document}
    other = BankMatch.objects.live().filter(**found).select_related("by", "line").first()
    if other is not None:
        said = {"name": other.by.name, "time": when_text(other.at), "number": document.number, "day": other.line.day}
        words = _("%(name)s matched %(number)s with the line of %(day)s: %(time)s.")
        raise RuleViolation(words % said, code="matched")
    return document


def _fitting(line: BankLine, kind: Kind, key: int) -> Any:
    """A document at the bank, locked, of the sum of a line."""
    document = kind.at_bank(line.park_id).select_for_update(of=("self",)).filter(pk=key).first()
    if document is None:
        raise RuleViolation(_("This document did not go through the bank."), code="no_document")
    amount = kind.amount_of(document)
    if amount != abs(line.amount):
        said = {"number": document.number, "amount": yuan(amount), "line": yuan(line.amount)}
        raise RuleViolation(
            _("%(number)s is about %(amount)s, the line about %(line)s. A document is one line to the fen.") % said,
            code="other_amount",
        )
    if not kind.counts(document):
        raise RuleViolation(_("%(number)s was taken back.") % {"number": document.number}, code="taken_back")
    return document


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
    """Undo a link that was wrong; the document stays as it is and the line waits again.

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
    match = BankMatch.objects.live().get(line=line)
    match.undone_by, match.undone_at, match.undone_reason = actor, clock.now(), reason
    match.save(update_fields=["undone_by", "undone_at", "undone_reason"])
    line.save(update_fields=["state"])
    steps.note(line, actor, "bank.undone", before=before, data={"number": match.document.number}, text=reason)
    return line


@transaction.atomic
def set_aside(*, actor: User, line_id: int, kind: str, note: str) -> BankLine:
    """Say that a line has no document, and why. Raises RuleViolation when a colleague was first, or without words."""
    if kind not in AsideKind.values or (kind == AsideKind.OTHER and not note):
        raise RuleViolation(_("Say why the line has no document."), code="no_reason")
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
    receipt = _fitting(line, KINDS[RECEIPT], receipt_id)
    before = BankLine.objects.returning().filter(returned=receipt).first()
    if before is not None:
        said = {"number": receipt.number, "day": before.day}
        raise RuleViolation(_("%(number)s came back already, by the line of %(day)s.") % said, code="returned")
    _aside(line, actor, AsideKind.RETURNED, receipt.number, receipt)
    waits = ReversalRequest.objects.filter(receipt=receipt, state=ReversalState.ASKED).exists()
    if not waits:
        reason = _("The bank sent the transfer back on %(day)s.") % {"day": f"{line.day:%Y-%m-%d}"}
        ask_reversal(actor=actor, receipt=receipt, reason=reason, form_id=secrets.token_hex(16))
    return line
