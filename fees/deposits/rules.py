"""Who decides and who pays refunds of deposits (design section 4): requester, approver and payer are three people."""

from decimal import Decimal
from typing import TYPE_CHECKING

from fees.cashdesk.rules import pays_cash
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.parks.thresholds import value

if TYPE_CHECKING:
    from fees.deposits.models import Deposit, RefundRequest

#: Whoever asks for refunds confirms those that a colleague asks for, where they are small.
CONFIRMS = "deposits.request"


def may_decide(request: "RefundRequest", user: User) -> bool:
    """The manager, or for the small deposit of a pass the counter too (design 4); never the one who asked (M14)."""
    if request.requested_by_id == user.pk:
        return False
    return may(user, "deposits.decide", request) or (is_small(request.deposit) and may(user, CONFIRMS, request))


def may_pay(request: "RefundRequest", user: User) -> bool:
    """Finance, or for the small deposit of a pass an officer from the float; neither asked nor approved (M14)."""
    if user.pk in (request.requested_by_id, request.decided_by_id):
        return False
    return may_transfer(request.deposit, user) or (is_small(request.deposit) and pays_cash(request, user))


def may_transfer(deposit: "Deposit", user: User) -> bool:
    """Whether this person pays refunds by bank; an officer pays from the float only (design section 4)."""
    return may(user, "deposits.pay", deposit)


def is_small(deposit: "Deposit") -> bool:
    """Whether it is the deposit of a pass, so small that counter and officer give it back (design 4)."""
    from fees.deposits.models import DepositKind

    return deposit.kind == DepositKind.WORKER_PASS and deposit.amount <= Decimal(value(deposit.park, "float_refund"))
