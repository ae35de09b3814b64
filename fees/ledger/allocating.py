"""Which debts a payment settles (domain 2.4): the payer's choice, else the oldest; principal before late fee."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Debt:
    """What is open on one bill in yuan: the principal, and the late fee that has grown on it."""

    bill: int
    due: date
    principal: Decimal
    late_fee: Decimal = ZERO


@dataclass(frozen=True)
class Share:
    """What of a payment goes to one bill, and what to the late fee on it."""

    bill: int
    principal: Decimal = ZERO
    late_fee: Decimal = ZERO

    @property
    def amount(self) -> Decimal:
        """Both parts in yuan."""
        return self.principal + self.late_fee


@dataclass(frozen=True)
class Split:
    """The shares of a payment, oldest bill first, and the surplus that becomes a prepayment."""

    shares: tuple[Share, ...]
    surplus: Decimal


def split(amount: Decimal, debts: Iterable[Debt], wishes: Mapping[int, Decimal] | None = None) -> Split:
    """Return how a payment in yuan is spread over debts; shares and surplus add up to it exactly (M1).

    `wishes` is the payer's choice: the most that each bill gets, others get nothing; None leaves it to the order of due
    days. All principal comes before any late fee. Raises ValueError for an amount or a wish below zero.
    """
    if amount < 0 or any(wish < 0 for wish in (wishes or {}).values()):
        raise ValueError("Money that comes in is never below zero.")
    queue = sorted(debts, key=lambda debt: (debt.due, debt.bill))
    shares = {debt.bill: Share(debt.bill) for debt in queue}
    left = amount
    for part in ("principal", "late_fee"):
        for debt in queue:
            wish = debt.principal + debt.late_fee if wishes is None else wishes.get(debt.bill, ZERO)
            given = max(ZERO, min(getattr(debt, part), left, wish - shares[debt.bill].amount))
            shares[debt.bill] = replace(shares[debt.bill], **{part: given})
            left -= given
    return Split(tuple(share for share in shares.values() if share.amount), left)
