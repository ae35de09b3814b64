"""Who withdraws slips (design section 4, row receipts)."""

from typing import TYPE_CHECKING

from parkservice.accounts.models import User
from parkservice.accounts.rights import may

if TYPE_CHECKING:
    from fees.slips.models import PaySlip

#: Whoever takes money.
TAKERS = ("receipts.cash", "receipts.bank")


def may_take(slip: "PaySlip", user: User) -> bool:
    """Whoever takes money in this park, in cash or by bank."""
    return any(may(user, perm, slip) for perm in TAKERS)


def may_withdraw(slip: "PaySlip", user: User) -> bool:
    """Who sent it, and the till."""
    return (slip.sent_by_id == user.pk and may(user, "slips.send", slip)) or may_take(slip, user)
