"""Taking a whole import back while nothing of it was used: asked for by one person, agreed to by another (M15).

Later a single bill is reversed like any other, a deposit refunded, a prepayment paid back.
"""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fees.billing.models import GONE, Bill, BillState
from fees.cashdesk import periods
from fees.deposits.models import RefundState
from fees.ledger import settling
from fees.ledger.models import CreditEntry, CreditKind, CustomerAccount
from fees.opening import rules
from fees.opening.models import OpeningImport
from fees.opening.services import lock
from fees.seconds import second
from parkservice.accounts.models import User
from parkservice.journal import steps
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import yuan

SECOND = second("undo", ("opening.release",), rules.may_take_back)


@transaction.atomic
def ask_undo(*, actor: User, source_id: int, reason: str) -> OpeningImport:
    """Ask to take a whole import back. Raises RuleViolation without a reason and once something of it was used."""
    source = lock(source_id)
    if not reason:
        raise RuleViolation(_("Write why: the one who decides reads it."), code="no_reason")
    before = steps.advance(source, "ask_undo", actor)
    _refuse_used(source)
    source.undo_asked_by, source.undo_reason = actor, reason
    source.save(update_fields=["state", "undo_asked_by", "undo_reason"])
    steps.note(source, actor, "opening.undo_asked", before=before, text=reason)
    SECOND.ask(source, actor, number=source.number)
    return source


@transaction.atomic
def keep(*, actor: User, source_id: int, reason: str) -> OpeningImport:
    """Leave an import as it is. Raises RuleViolation without a reason, else as every step of a state machine."""
    source = lock(source_id)
    if not reason:
        raise RuleViolation(_("Write why not: whoever asked reads it."), code="no_reason")
    before = steps.advance(source, "keep", actor)
    source.save(update_fields=["state"])
    steps.note(source, actor, "opening.kept_on", before=before, text=reason)
    _answer(source, actor, "refused", reason=reason)
    return source


@transaction.atomic
def take_back(*, actor: User, source_id: int) -> OpeningImport:
    """Take an import back as the second person: its bills are cancelled, its prepayments and deposits count no more.

    Raises RuleViolation when something of it was used meanwhile, PermissionDenied for whoever asked.
    """
    source = lock(source_id)
    before = steps.advance(source, "take_back", actor)
    day = clock.today()
    periods.hold(park=source.park, day=day)
    bills = settling.lock_bills(source.bills.exclude(state__in=GONE).values_list("pk", flat=True))
    entries = list(_entries(source).select_related("customer"))
    accounts = settling.lock_accounts(entry.customer for entry in entries)
    _refuse_used(source)
    for bill in bills:
        was, bill.state = str(bill.state), BillState.CANCELLED
        bill.save(update_fields=["state"])
        said = {"amount": str(bill.amount), "number": source.number}
        record(
            park=source.park,
            actor=actor,
            verb="bill.carried_back",
            subject=bill,
            from_state=was,
            to_state=BillState.CANCELLED,
            data=said,
        )
    for entry in entries:
        settling.move_credit(accounts[entry.customer_id], -entry.amount, kind=CreditKind.DROPPED, carried=source)
    source.undone_by, source.undone_on = actor, day
    source.save(update_fields=["state", "undone_by", "undone_on"])
    steps.note(source, actor, "opening.taken_back", before=before, text=source.undo_reason)
    _answer(source, actor, "done")
    return source


def _answer(source: OpeningImport, actor: User, answer: str, **said: str) -> None:
    if source.undo_asked_by is not None:
        SECOND.answer(source, actor, source.undo_asked_by, answer, number=source.number, **said)


def _entries(source: OpeningImport) -> Any:
    return CreditEntry.objects.filter(carried=source, kind=CreditKind.CARRIED).order_by("pk")


def used(source: OpeningImport) -> str:
    """Return the first thing of an import that was used, in words; "" while nothing was."""
    return next(_used(source), "")


def _used(source: OpeningImport) -> Iterator[str]:
    fresh = (BillState.ISSUED, BillState.PAID, *GONE)
    touched = source.bills.exclude(state__in=fresh, paid=0, waived=0).order_by("pk").first()
    if touched is not None:
        yield f"{touched.number} ({touched.get_state_display()})"
    keys = [f"bill:{pk}" for pk in source.bills.filter(amount__gt=0).values_list("pk", flat=True)]
    for first in range(0, len(keys), 400):
        yield from (
            Bill.objects.live().filter(charge_object__in=keys[first : first + 400]).values_list("number", flat=True)
        )
    settled = source.deposits.filter(refund__isnull=False) | source.deposits.filter(
        requests__state__in=RefundState.waiting()
    )
    yield from settled.order_by("pk").values_list("number", flat=True)
    entries = dict(_entries(source).values_list("customer_id", "amount"))
    accounts = CustomerAccount.objects.filter(customer__in=entries).select_related("customer")
    for account in accounts.order_by("pk"):
        if account.credit < entries[account.customer_id]:
            yield f"{account.customer.name} ({yuan(entries[account.customer_id])} → {yuan(account.credit)})"


def _refuse_used(source: OpeningImport) -> None:
    found = used(source)
    if found:
        words = _("%(what)s was used since. Reverse single bills instead; the import stays.") % {"what": found}
        raise RuleViolation(words, code="used")
