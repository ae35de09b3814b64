"""Who takes money and who takes receipts back (design section 4): the callables that the state machine names."""

from typing import TYPE_CHECKING, Any

from parkservice.accounts.models import User
from parkservice.accounts.rights import may, scope
from parkservice.estate.tenure import customers_of
from parkservice.kit import clock

if TYPE_CHECKING:
    from fees.ledger.models import Receipt, ReversalRequest


def is_void(receipt: "Receipt") -> bool:
    """Whether taking it back now is a void: until its own day is over; later it is a reversal (domain 2.4)."""
    return receipt.day >= clock.today()


def may_take_back(receipt: "Receipt", user: User) -> bool:
    """A colleague or the manager on the same day, later the manager; never whoever took the money (section 4)."""
    perm = "receipts.void" if is_void(receipt) else "receipts.reverse"
    return receipt.received_by_id != user.pk and may(user, perm, receipt)


def may_decide(request: "ReversalRequest", user: User) -> bool:
    """The second person is neither the one who asked nor the one who took the money (M15)."""
    return request.asked_by_id != user.pk and may_take_back(request.receipt, user)


def may_print(receipt: Any, user: User) -> bool:
    """Whoever takes money in this park prints receipts and further copies, and the payer's own people theirs."""
    return takes_money(receipt, user) or is_own(receipt, user)


def takes_money(row: Any, user: User) -> bool:
    """Whether this person takes money in the park of a receipt or deposit."""
    return any(may(user, perm, row) for perm in ("receipts.cash", "receipts.bank"))


def is_own(row: Any, user: User) -> bool:
    """Whether a receipt or deposit is that of the person's own company."""
    return scope(user, "receipts.view").own and customers_of(user).filter(pk=row.customer_id).exists()


def may_ask(receipt: "Receipt", user: User) -> bool:
    """Whoever takes money in this park, and the manager, may ask to take a receipt back."""
    return any(may(user, perm, receipt) for perm in ("receipts.cash", "receipts.bank", "receipts.reverse"))
