"""The ledger once more, as plain Python that knows no database: what a clerk would keep on paper.

Late fees are counted day by day, which is another way than that of the product.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

RATE, CAP, FEN, NOTHING = Decimal("0.0005"), Decimal("0.30"), Decimal("0.01"), Decimal("0.00")


@dataclass
class PaperBill:
    """One bill with everything that happened to it."""

    amount: Decimal
    due: date
    of: int | None = None  # the bill whose late fee this is
    waived: Decimal = NOTHING
    cancelled: bool = False
    paid: list[tuple[date, Decimal, int]] = field(default_factory=list)  # day, amount, receipt
    disputes: list[tuple[date, date | None]] = field(default_factory=list)

    @property
    def open(self) -> Decimal:
        """What is still to be paid."""
        if self.cancelled:
            return NOTHING
        return self.amount - self.waived - sum((amount for _day, amount, _receipt in self.paid), NOTHING)

    @property
    def state(self) -> str:
        """The state that follows."""
        if self.cancelled:
            return "cancelled"
        paid = sum((amount for _day, amount, _receipt in self.paid), NOTHING)
        if not self.open:
            return "paid" if paid or not self.waived else "waived"
        if any(last is None for _first, last in self.disputes):
            return "disputed"
        return "part_paid" if paid else "issued"

    def late_fee(self, today: date) -> Decimal:
        """The late fee up to a day, one day after the other."""
        if self.of is not None:
            return NOTHING
        fee, day = Decimal(0), self.due
        while day < today:
            day += timedelta(days=1)
            if any(first <= day and (last is None or day <= last) for first, last in self.disputes):
                continue
            before = sum((amount for on, amount, _receipt in self.paid if on < day), NOTHING)
            fee += max(NOTHING, self.amount - self.waived - before) * RATE
        return min(fee, (self.amount - self.waived) * CAP).quantize(FEN, ROUND_HALF_UP)


@dataclass
class PaperReceipt:
    """One receipt: what it settled, and what became a prepayment."""

    lines: dict[int, Decimal]
    surplus: Decimal
    from_credit: Decimal
    day: date
    back: bool = False


@dataclass
class PaperLedger:
    """The ledger of one customer; bills and receipts are known by the keys of the product."""

    bills: dict[int, PaperBill] = field(default_factory=dict)
    receipts: dict[int, PaperReceipt] = field(default_factory=dict)
    credit: Decimal = NOTHING
    ahead: list[tuple[date, Decimal]] = field(default_factory=list)

    def move_ahead(self, day: date, amount: Decimal) -> None:
        """Note what a document of a day adds to the prepayment."""
        self.credit += amount
        self.ahead.append((day, amount))

    def ahead_on(self, day: date) -> Decimal:
        """What is paid ahead in the books of a day."""
        return sum((amount for booked, amount in self.ahead if booked <= day), NOTHING)

    def fee_left(self, key: int, today: date) -> Decimal:
        """The late fee that has grown on a bill and is not billed yet; what was reversed can be billed again.

        A day whose late fee is billed is not billed twice: what a receipt taken back adds comes with the next day.
        """
        live = [bill for bill in self.bills.values() if bill.of == key and not bill.cancelled]
        if any(bill.due >= today for bill in live):
            return NOTHING
        billed = sum((bill.amount for bill in live), NOTHING)
        return max(NOTHING, self.bills[key].late_fee(today) - billed)

    def spread(self, amount: Decimal, today: date, wishes: dict[int, Decimal] | None) -> tuple[dict, dict, Decimal]:
        """What goes to principal and to late fees, by bill, and what is left."""
        queue = sorted(
            (key for key, bill in self.bills.items() if bill.open), key=lambda key: (self.bills[key].due, key)
        )
        principal: dict[int, Decimal] = {}
        fees: dict[int, Decimal] = {}
        for key in queue:
            room = self.bills[key].open if wishes is None else min(self.bills[key].open, wishes.get(key, NOTHING))
            principal[key] = min(amount, room)
            amount -= principal[key]
        for key in queue:
            fee = self.fee_left(key, today)
            room = fee if wishes is None else min(fee, wishes.get(key, NOTHING) - principal[key])
            fees[key] = max(NOTHING, min(amount, room))
            amount -= fees[key]
        return principal, fees, amount
