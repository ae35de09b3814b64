"""Who decides and who pays refunds of deposits (design section 4): requester, approver and payer are three people."""

from decimal import Decimal
from typing import TYPE_CHECKING

from fees.cashdesk.rules import pays_cash
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.parks.thresholds import value

if TYPE_CHECKING:
    from fees.deposits.models import Deposit, RefundRequest


def may_decide(request: "RefundRequest", user: User) -> bool:
    """The manager, who is not the one who asked (M14)."""
    return request.requested_by_id != user.pk and may(user, "deposits.decide", request)


def may_pay(request: "RefundRequest", user: User) -> bool:
    """Finance, or for the small deposit of a pass an officer from the float; neither asked nor approved (M14)."""
    if user.pk in (request.requested_by_id, request.decided_by_id):
        return False
    return may_transfer(request.deposit, user) or (is_small(request.deposit) and pays_cash(request, user))


def may_transfer(deposit: "Deposit", user: User) -> bool:
    """Whether this person pays refunds by bank; an officer pays from the float only (design section 4)."""
    return may(user, "deposits.pay", deposit)


def is_small(deposit: "Deposit") -> bool:
    """Whether it is the deposit of a pass, so small that an officer gives it back from the float (design 4)."""
    from fees.deposits.models import DepositKind

    return deposit.kind == DepositKind.WORKER_PASS and deposit.amount <= Decimal(value(deposit.park, "float_refund"))
