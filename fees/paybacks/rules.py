"""Who approves that a prepayment is paid back, and who pays it: three people (design section 4, G6)."""

from decimal import Decimal
from typing import TYPE_CHECKING

from fees.cashdesk.rules import pays_cash
from fees.limits import within_limit
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.parks.thresholds import value

if TYPE_CHECKING:
    from fees.paybacks.models import PaybackRequest


def may_decide(request: "PaybackRequest", user: User) -> bool:
    """Somebody else than who asked, with a limit that the amount does not pass."""
    if request.requested_by_id == user.pk or not may(user, "paybacks.decide", request):
        return False
    return within_limit(request.park, user, "payback", request.amount)


def may_pay(request: "PaybackRequest", user: User) -> bool:
    """Finance, or for a small amount an officer from the float; neither asked nor approved."""
    if user.pk in (request.requested_by_id, request.decided_by_id):
        return False
    return may_transfer(request, user) or (is_small(request) and pays_cash(request, user))


def may_transfer(request: "PaybackRequest", user: User) -> bool:
    """Whether this person pays by bank; an officer pays from the float only."""
    return may(user, "deposits.pay", request)


def is_small(request: "PaybackRequest") -> bool:
    """Whether it is no more than what is paid from the float at all (domain 4)."""
    return request.amount <= Decimal(value(request.park, "float_refund"))
