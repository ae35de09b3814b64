"""Taking a receipt back: asked by one person, decided by another; void on its own day, later a reversal (M6, M15)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fees.cashdesk.models import Drawer
from fees.disputes.models import Dispute
from fees.ledger import following, papers, posting, rules, settling
from fees.ledger.models import (
    CreditKind,
    Method,
    Receipt,
    Reversal,
    ReversalKind,
    ReversalRequest,
)
from fees.seconds import second
from parkservice.accounts.models import User
from parkservice.journal import steps
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork.chained import post
from parkservice.ui.words import when_text

#: So long is the summary of a line of the cash journal.
_SUMMARY = 120
_WRONG_DAY = {
    ReversalKind.VOID: gettext_lazy("Its day is over: a receipt of an earlier day is reversed by the manager."),
    ReversalKind.REVERSAL: gettext_lazy("A receipt of today is voided, not reversed."),
}

SECOND = second("takeback", ("receipts.void", "receipts.reverse"), rules.may_decide)


def lock(request_id: int) -> ReversalRequest:
    """Lock one request by its key and read it as it is now; call inside a transaction."""
    rows = ReversalRequest.objects.select_for_update(of=("self",))
    return rows.select_related("receipt__customer", "park").get(pk=request_id)


@transaction.atomic
def ask_reversal(*, actor: User, receipt: Receipt, reason: str, form_id: str) -> tuple[ReversalRequest, bool]:
    """Ask to take a receipt back; sent again, the same form gives the same request and False.

    Raises RuleViolation when it was taken back or is asked for already, or without a reason; PermissionDenied for
    people who do not take money.
    """
    body = {"receipt": receipt.pk, "reason": reason}
    return once(form_id=form_id, actor=actor, body=body, make=lambda: _ask(actor, receipt, reason))


def _ask(actor: User, receipt: Receipt, reason: str) -> ReversalRequest:
    if not rules.may_ask(receipt, actor):
        raise PermissionDenied(_("This is for those who take money."))
    if not reason:
        raise RuleViolation(_("Write why the receipt is taken back."), code="no_reason")
    locked = Receipt.objects.select_for_update(of=("self",)).get(pk=receipt.pk)
    _refuse_second(locked)
    if ReversalRequest.objects.filter(receipt=locked, decided_at__isnull=True).exists():
        raise RuleViolation(_("Somebody asked for this already. The second person decides."), code="asked")
    asked = ReversalRequest.objects.create(
        park=locked.park, receipt=locked, reason=reason, asked_by=actor, asked_at=clock.now()
    )
    record(park=locked.park, actor=actor, verb="receipt.reversal_asked", subject=locked, note=reason)
    SECOND.ask(asked, actor, about=locked, number=locked.number, reason=reason)
    return asked


@transaction.atomic
def void(*, actor: User, request_id: int) -> Reversal:
    """Void a receipt on its own day, as the second person; its number stays, what it settled is open again (M6).

    Raises RuleViolation when a colleague was first, and on a later day; PermissionDenied for whoever asked or took the
    money, and for people without the right.
    """
    return _take_back(actor, request_id, ReversalKind.VOID)


@transaction.atomic
def reverse(*, actor: User, request_id: int) -> Reversal:
    """Reverse a receipt of an earlier day by an entry of today, as the manager (M6). Raises as `void`."""
    return _take_back(actor, request_id, ReversalKind.REVERSAL)


def last_request(receipt: Receipt) -> ReversalRequest | None:
    """Return the latest request to take a receipt back; None when nobody ever asked."""
    return ReversalRequest.objects.filter(receipt=receipt).order_by("-pk").first()


def take_back(*, actor: User, receipt_id: int) -> Reversal:
    """Void or reverse a receipt as its day asks for, as the second person to the latest request. Raises as `void`."""
    request = _requested(receipt_id)
    act = void if rules.is_void(request.receipt) else reverse
    return act(actor=actor, request_id=request.pk)


def keep(*, actor: User, receipt_id: int, reason: str) -> ReversalRequest:
    """Say no to the latest request about a receipt. Raises as `refuse`."""
    return refuse(actor=actor, request_id=_requested(receipt_id).pk, reason=reason)


def _requested(receipt_id: int) -> ReversalRequest:
    request = last_request(Receipt.objects.get(pk=receipt_id))
    if request is None:
        raise RuleViolation(_("Nobody asked to take this receipt back."), code="not_asked")
    return request


@transaction.atomic
def refuse(*, actor: User, request_id: int, reason: str) -> ReversalRequest:
    """Say no to a request; the receipt stays. Raises RuleViolation without a reason, else as `void`."""
    request = lock(request_id)
    if not reason:
        raise RuleViolation(_("Write why not: whoever asked reads it."), code="no_reason")
    _decide(request, "refuse", actor, refusal=reason)
    record(park=request.park, actor=actor, verb="receipt.kept", subject=request.receipt, note=reason)
    return request


def _take_back(actor: User, request_id: int, kind: ReversalKind) -> Reversal:
    request = lock(request_id)
    receipt = request.receipt
    if rules.is_void(receipt) != (kind == ReversalKind.VOID):
        raise RuleViolation(str(_WRONG_DAY[kind]), code="wrong_day")
    _decide(request, "agree", actor)
    day = posting.lock_taking_back(receipt).day
    if kind == ReversalKind.VOID and day != receipt.day:
        raise RuleViolation(_("This day is closed. Take it back tomorrow."), code="day_closed")
    lines = dict(receipt.allocations.values_list("bill_id", "amount"))
    bills = settling.lock_bills(lines)
    account = None
    if receipt.surplus or receipt.method == Method.PREPAYMENT:
        account = settling.lock_account(receipt.customer)
    _refuse_second(receipt)
    reversal = Reversal(receipt=receipt, kind=kind, amount=receipt.amount, day=day, at=clock.now())
    reversal.reason, reversal.asked_by, reversal.approved_by = request.reason, request.asked_by, actor
    post(reversal, park=receipt.park, at=reversal.at)
    waiting = set(Dispute.objects.waiting().filter(bill_id__in=lines).values_list("bill_id", flat=True))
    for bill in bills:
        settling.settle(bill, paid=-lines[bill.pk], disputed=bill.pk in waiting)
    if account is not None:
        back = receipt.amount if receipt.method == Method.PREPAYMENT else -receipt.surplus
        settling.move_credit(account, back, kind=CreditKind.UNDONE, receipt=receipt, reversal=reversal)
    if receipt.drawer is not None:
        _post_cash(reversal, receipt.drawer, actor)
    papers.revoke(actor=actor, receipt=receipt, reason=reversal.reason)
    following.tell(reversal, actor)
    data = {"number": reversal.number}
    record(park=receipt.park, actor=actor, verb="receipt.taken_back", subject=receipt, data=data, note=reversal.reason)
    return reversal


def _decide(request: ReversalRequest, step: str, actor: User, refusal: str = "") -> None:
    before = steps.advance(request, step, actor)
    request.decided_by, request.decided_at, request.refusal = actor, clock.now(), refusal
    request.save(update_fields=["state", "decided_by", "decided_at", "refusal"])
    number = request.receipt.number
    steps.note(request, actor, f"reversal.{request.state}", before=before, data={"number": number})
    asker, receipt = request.asked_by, request.receipt
    SECOND.answer(request, actor, asker, request.state, about=receipt, number=number, note=refusal)


def _refuse_second(receipt: Receipt) -> None:
    """Raise RuleViolation, with who and when, for a receipt that was taken back already."""
    done = Reversal.objects.filter(receipt=receipt).select_related("approved_by").first()
    if done is not None:
        said = {"name": done.approved_by.name, "time": when_text(done.at), "number": done.number}
        raise RuleViolation(
            _("%(name)s has taken this receipt back: %(time)s, %(number)s.") % said, code="reversed_before"
        )


def _post_cash(reversal: Reversal, drawer: Drawer, actor: User) -> None:
    """The line that takes the receipt's line back, under its counter items, so that their sums are less by it."""
    receipt = reversal.receipt
    line = posting.line_of(receipt.number, drawer)
    posting.post_cash(
        drawer=drawer,
        day=reversal.day,
        reverses=line,
        number=receipt.number,
        summary=f"{reversal.number} {reversal.reason}"[:_SUMMARY],
        item=line.item,
        receipt=-receipt.amount,
        actor=actor,
    )
