"""Paying back what a customer paid ahead, when moving out above all: asked, approved, paid once (domain 2.4, M17)."""

from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fees.ledger import posting, settling
from fees.ledger.models import CreditKind, Method
from fees.paybacks import rules
from fees.paybacks.models import WAITING, Payback, PaybackRequest, PaybackState
from fees.seconds import second
from parkservice.accounts.models import User
from parkservice.accounts.rights import acting_role, may
from parkservice.estate.models import Customer
from parkservice.journal import steps
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import yuan
from parkservice.paperwork.chained import post

SECOND = second("payback", ("paybacks.decide",), rules.may_decide)
THIRD = second("payback_due", ("deposits.pay", "receipts.cash"), rules.may_pay)


@dataclass(frozen=True)
class Wish:
    """What a customer asks back, in yuan, why, and to whom it goes; `authority` for somebody else than the customer."""

    amount: Decimal
    reason: str
    payee: str
    authority: bool = False
    bank: str = ""


def lock(request_id: int) -> PaybackRequest:
    """Lock one request by its key and read it as it is now; call inside a transaction."""
    rows = PaybackRequest.objects.select_for_update(of=("self",))
    return rows.select_related("park", "customer").get(pk=request_id)


@transaction.atomic
def ask(*, actor: User, customer: Customer, wish: Wish, form_id: str) -> tuple[PaybackRequest, bool]:
    """Ask to pay a prepayment back; sent again, the same form gives the same request and False (M16).

    Raises RuleViolation for more than was paid ahead, without a reason, while another request waits, and for another
    payee without a written authority; PermissionDenied for people who do not ask for refunds.
    """
    body = {"customer": customer.pk, "wish": vars(wish)}
    return once(form_id=form_id, actor=actor, body=body, make=lambda: _ask(actor, customer, wish))


def _ask(actor: User, customer: Customer, wish: Wish) -> PaybackRequest:
    if not may(actor, "deposits.request", customer):
        raise PermissionDenied(_("Refunds are asked for at the counter."))
    account = settling.lock_account(customer)
    if PaybackRequest.objects.filter(customer=customer, state__in=WAITING).exists():
        raise RuleViolation(_("This prepayment is asked back already."), code="asked")
    if not wish.reason:
        raise RuleViolation(_("Write why: the one who decides reads it."), code="reason")
    if wish.amount <= 0:
        raise RuleViolation(_("Enter an amount above zero."), code="amount")
    if wish.amount > account.credit:
        words = _("Only %(credit)s is prepaid. Ask for no more than that.")
        raise RuleViolation(words % {"credit": yuan(account.credit)}, code="amount")
    if wish.payee != customer.name and not wish.authority:
        raise RuleViolation(_("To somebody else only with a written authority of the customer."), code="authority")
    made = PaybackRequest.objects.create(
        park=customer.park, customer=customer, requested_by=actor, requested_at=clock.now(), **vars(wish)
    )
    data = {"amount": str(made.amount)}
    record(park=made.park, actor=actor, verb="payback.asked", subject=made, to_state=made.state, data=data)
    SECOND.ask(made, actor, customer=customer.name, amount=str(made.amount))
    return made


@transaction.atomic
def approve(*, actor: User, request_id: int) -> PaybackRequest:
    """Agree, as a second person within their limit. Raises as every step of a state machine."""
    return _decide(actor, request_id, "approve", "")


@transaction.atomic
def refuse(*, actor: User, request_id: int, reason: str) -> PaybackRequest:
    """Say no; the prepayment stays. Raises RuleViolation without a reason, else as `approve`."""
    if not reason:
        raise RuleViolation(_("Write why not: whoever asked reads it."), code="no_reason")
    return _decide(actor, request_id, "refuse", reason)


def _decide(actor: User, request_id: int, step: str, reason: str) -> PaybackRequest:
    request = lock(request_id)
    before = steps.advance(request, step, actor)
    request.decided_by, request.decided_at, request.refusal = actor, clock.now(), reason
    request.save(update_fields=["state", "decided_by", "decided_at", "refusal"])
    acting = acting_role(actor, "paybacks.decide", request.park)
    steps.note(request, actor, f"payback.{request.state}", before=before, text=reason, acting_as=acting)
    name, amount = request.customer.name, str(request.amount)
    SECOND.answer(request, actor, request.requested_by, request.state, note=reason, customer=name, amount=amount)
    if request.state == PaybackState.APPROVED:
        THIRD.ask(request, actor, customer=name, amount=amount)
    return request


@transaction.atomic
def pay(*, actor: User, request_id: int, method: str, reference: str = "") -> Payback:
    """Pay an approved request as the third person; the prepayment goes down by exactly that in the same transaction.

    Raises RuleViolation when the prepayment was used meanwhile or is booked on a later day, when a colleague was first,
    and for cash above what is paid from the float; PermissionDenied for whoever asked or approved, and for an officer
    who would pay by bank.
    """
    request = lock(request_id)
    if method != Method.CASH and not rules.may_transfer(request, actor):
        raise PermissionDenied(_("Officers pay from the float; transfers are made by finance."))
    before = steps.advance(request, "pay", actor)
    cash = method == Method.CASH
    if cash and not rules.is_small(request):
        raise RuleViolation(_("So much is not paid from the float. Pay it by bank transfer."), code="above_float")
    place = posting.lock_taking(actor=actor, park=request.park, cash=cash)
    account = settling.lock_account(request.customer)
    paid = Payback(request=request, customer=request.customer, amount=request.amount, payee=request.payee)
    paid.method, paid.reference, paid.drawer, paid.day = method, reference, place.drawer, place.day
    paid.at, paid.requested_by_id, paid.paid_by = clock.now(), request.requested_by_id, actor
    paid.approved_by_id = request.decided_by_id  # type: ignore[assignment]
    request.save(update_fields=["state"])
    post(paid, park=request.park, at=paid.at)
    posting.pay_back(place, number=paid.number, payee=paid.payee, item="退预收", amount=paid.amount, actor=actor)
    settling.move_credit(account, -paid.amount, kind=CreditKind.REFUND, payback=paid)
    data = {"number": paid.number, "amount": str(paid.amount)}
    steps.note(request, actor, "payback.paid", before=before, data=data)
    amount = str(paid.amount)
    THIRD.answer(request, actor, request.requested_by, "done", customer=paid.payee, number=paid.number, amount=amount)
    return paid
