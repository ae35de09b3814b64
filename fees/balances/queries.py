"""What a customer owes in total and by fee item, as the counter may tell it (design section 4: clerk, V balance)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fees.ledger.owed import Standing
from fees.till.queries import credit_of, owed_by
from parkservice.estate.models import Customer
from parkservice.kit import clock

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class ItemSum:
    """What is open on the bills of one fee item, in yuan, and since when the oldest is due."""

    name: str
    count: int
    principal: Decimal
    late_fee: Decimal
    oldest: date

    @property
    def is_overdue(self) -> bool:
        """Whether the oldest is past its due day."""
        return self.oldest < clock.today()


@dataclass(frozen=True)
class Balance:
    """What a customer owes now: by item, in all, of it due and overdue; and what is paid ahead, in yuan."""

    items: list[ItemSum]
    due_principal: Decimal
    overdue: Decimal
    credit: Decimal

    @property
    def principal(self) -> Decimal:
        """All that is open on bills."""
        return sum((item.principal for item in self.items), ZERO)

    @property
    def late_fee(self) -> Decimal:
        """The late fee to date."""
        return sum((item.late_fee for item in self.items), ZERO)

    @property
    def total(self) -> Decimal:
        """All that is open, with the late fee to date."""
        return self.principal + self.late_fee

    @property
    def due(self) -> Decimal:
        """What of it is due today, with the late fee to date."""
        return self.due_principal + self.late_fee


def balance_of(customer: Customer) -> Balance:
    """Read what a customer owes now, the item with the oldest bill first."""
    owed = owed_by(customer)
    parts: dict[int, list[Standing]] = {}
    for standing in owed:
        parts.setdefault(standing.bill.item_id, []).append(standing)
    due = [each for each in owed if each.bill.due <= clock.today()]
    late = [each for each in due if each.bill.due < clock.today()]
    return Balance([_item(rows) for rows in parts.values()], _sum(due), _sum(late), credit_of(customer))


def _item(rows: Sequence[Standing]) -> ItemSum:
    fee = sum((each.late_fee for each in rows), ZERO)
    return ItemSum(rows[0].bill.item.name, len(rows), _sum(rows), fee, min(each.bill.due for each in rows))


def _sum(rows: Sequence[Standing]) -> Decimal:
    return sum((each.principal for each in rows), ZERO)
