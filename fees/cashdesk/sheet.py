"""The arithmetic of the day sheet and of the month, without rows and without a clock (domain 4)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ZERO = Decimal("0.00")
#: Notes and coins in use, in yuan, as a count lists them; to the fen, as bills are, so that every sum can be counted.
DENOMINATIONS = tuple(
    Decimal(text) for text in ("100", "50", "20", "10", "5", "1", "0.5", "0.1", "0.05", "0.02", "0.01")
)
Notes = Mapping[str, int]
#: Documents by which tenants pay: receipt and deposit receipt.
RECEIPTS = ("SJ", "YJ")
PAY_IN = "JK"


def counted(notes: Notes) -> Decimal:
    """Return what notes and coins are worth in yuan: {"100": 50, "0.5": 1} is 5,000.50.

    Raises ValueError for a denomination that does not exist, or fewer than none of one.
    """
    total = ZERO
    for name, pieces in notes.items():
        if Decimal(name) not in DENOMINATIONS or pieces < 0:
            raise ValueError(f"There is no {pieces} × {name}.")
        total += Decimal(name) * pieces
    return total


@dataclass(frozen=True)
class Entry:
    """One movement as the arithmetic needs it; `is_opening` marks the balance that was brought in."""

    day: date
    number: str
    item: str
    receipt: Decimal
    payment: Decimal
    is_takings: bool = True
    is_opening: bool = False

    @property
    def prefix(self) -> str:
        """The kind of its document: SJ, YJ, TK, JK, CY."""
        return self.number.partition("-")[0]


@dataclass(frozen=True)
class Totals:
    """Received and paid in yuan."""

    receipts: Decimal = ZERO
    payments: Decimal = ZERO


@dataclass(frozen=True)
class DayTotals:
    """One day: what came in, what went out, and what was there at its end, in yuan."""

    day: date
    receipts: Decimal
    payments: Decimal
    balance: Decimal


def totals(entries: Iterable[Entry], first: date | None = None, last: date | None = None) -> Totals:
    """Return the sums of the movements from `first` to `last`, both included; the opening is no movement."""
    inside = [
        each
        for each in entries
        if not each.is_opening and (first is None or each.day >= first) and (last is None or each.day <= last)
    ]
    return Totals(sum((each.receipt for each in inside), ZERO), sum((each.payment for each in inside), ZERO))


def by_item(entries: Iterable[Entry]) -> dict[str, Decimal]:
    """Return what was received for each counter item in yuan, reversals taken off, in the order of the items."""
    found: dict[str, Decimal] = {}
    for each in entries:
        if each.receipt and not each.is_opening:
            found[each.item] = found.get(each.item, ZERO) + each.receipt
    return found


def by_day(entries: Iterable[Entry], opening: Decimal) -> list[DayTotals]:
    """Return each day that has movements with its sums and its balance; `opening` is what was there before."""
    days: defaultdict[date, list[Entry]] = defaultdict(list)
    for each in entries:
        days[each.day].append(each)
    found, balance = [], opening
    for day in sorted(days):
        sums = totals(days[day])
        balance += sums.receipts - sums.payments
        found.append(DayTotals(day, sums.receipts, sums.payments, balance))
    return found


@dataclass(frozen=True)
class Sheet:
    """The sheet of one day in yuan (domain 4): what it began with, its sums, and those of the month and the year."""

    day: date
    opening: Decimal
    of_day: Totals
    of_month: Totals
    of_year: Totals
    items: Mapping[str, Decimal]
    takings: Decimal
    paid_in: Decimal
    closing: Decimal
    first: str = ""
    last: str = ""
    count: int = 0
    voids: int = 0


def day_sheet(entries: Iterable[Entry], day: date) -> Sheet:
    """Return the sheet of a day from the movements of its year up to it, the opening balance of the year first."""
    until = [each for each in entries if each.day <= day]
    today = [each for each in until if each.day == day and not each.is_opening]
    receipts = [each for each in today if each.receipt and each.prefix in RECEIPTS]
    numbers = sorted(each.number for each in receipts if each.receipt > 0)
    change = totals(today)
    closing = sum((each.receipt - each.payment for each in until), ZERO)
    return Sheet(
        day=day,
        opening=closing - change.receipts + change.payments,
        of_day=change,
        of_month=totals(until, day.replace(day=1), day),
        of_year=totals(until, day.replace(month=1, day=1), day),
        items=by_item(receipts),
        takings=sum((each.receipt for each in today if each.is_takings), ZERO),
        paid_in=sum((each.payment for each in today if each.prefix == PAY_IN), ZERO),
        closing=closing,
        first=numbers[0] if numbers else "",
        last=numbers[-1] if numbers else "",
        count=len(numbers),
        voids=sum(1 for each in receipts if each.receipt < 0),
    )


@dataclass(frozen=True)
class Compared:
    """Sums that must be the same, by what they are called, in yuan; `off` is how far the widest two lie apart."""

    name: str
    sums: Mapping[str, Decimal]

    @property
    def off(self) -> Decimal:
        """The distance between the largest and the smallest sum."""
        return max(self.sums.values()) - min(self.sums.values())

    @property
    def agrees(self) -> bool:
        """Whether all are the same to the fen."""
        return self.off == 0


def three_way(entries: Iterable[Entry], receipts: Mapping[str, Decimal], ledgers: Mapping[str, Decimal]) -> Compared:
    """Compare the cash journal with the valid receipts by number and the customer ledgers by item (domain 4, step 2).

    Of the journal count receipts of takings by their documents: refills of the float and found differences are none.
    """
    journal = sum((each.receipt for each in entries if each.is_takings and each.prefix in RECEIPTS), ZERO)
    sums = {"journal": journal, "receipts": _sum(receipts), "ledgers": _sum(ledgers)}
    return Compared("three_way", sums)


def pay_ins(entries: Iterable[Entry], finance: Mapping[str, Decimal]) -> Compared:
    """Compare the pay-ins of the journal with what finance counted, by number (domain 4, step 3)."""
    handed = sum((each.payment for each in entries if each.prefix == PAY_IN), ZERO)
    return Compared("pay_ins", {"journal": handed, "finance": _sum(finance)})


def _sum(amounts: Mapping[str, Decimal]) -> Decimal:
    return sum(amounts.values(), ZERO)


@dataclass(frozen=True)
class MonthSheet:
    """A month of the journal in yuan: its days, 本月合计 and 本年累计 (domain 4, "Month example")."""

    opening: Decimal
    days: tuple[DayTotals, ...]
    of_month: Totals
    of_year: Totals
    closing: Decimal


def month_sheet(entries: Iterable[Entry], month: date, last: date) -> MonthSheet:
    """Return the sheet of the month from its first day to `last`, from the movements of its year, openings included."""
    rows = [each for each in entries if each.day <= last]
    inside = [each for each in rows if each.day >= month]
    earlier = sum((each.receipt - each.payment for each in rows if each.day < month), ZERO)
    brought = sum((each.receipt for each in inside if each.is_opening), ZERO)
    moved = [each for each in inside if not each.is_opening]
    sums = totals(moved)
    return MonthSheet(
        opening=earlier + brought,
        days=tuple(by_day(moved, earlier + brought)),
        of_month=sums,
        of_year=totals(rows, month.replace(month=1)),
        closing=earlier + brought + sums.receipts - sums.payments,
    )
