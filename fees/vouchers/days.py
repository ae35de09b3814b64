"""Which days may leave as vouchers, and what they come to by account (O6)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from fees.cashdesk import periods
from fees.cashdesk.models import Drawer, JournalLine
from fees.cashdesk.sheet import ZERO
from fees.ledger.models import Receipt
from fees.vouchers.accounts import Account
from fees.vouchers.entries import Line
from parkservice.kit import clock
from parkservice.parks.models import Park


def in_the_way(park: Park, last: date) -> list[Drawer]:
    """Return the drawers with a day up to `last` that is not closed: such a day can still change."""
    rows = Drawer.objects.filter(park=park, last_day__isnull=False, starts__lte=last).select_related("officer")
    opened = [(drawer, periods.open_day(drawer)) for drawer in rows.order_by("pk")]
    return [drawer for drawer, day in opened if day is not None and day <= last]


def is_final(park: Park, last: date) -> bool:
    """Whether no row of the days up to `last` can appear any more: they are over, and every drawer closed them.

    Money by bank is dated today at the earliest, so a day that is over takes no more of it.
    """
    return last < clock.today() and not in_the_way(park, last)


def last_final(park: Park) -> date:
    """Return the last day with money that is final; yesterday when there is none."""
    yesterday = clock.today() - timedelta(days=1)
    opened = [periods.open_day(drawer) for drawer in in_the_way(park, yesterday)]
    limit = min([yesterday, *(day - timedelta(days=1) for day in opened if day is not None)])
    cash = JournalLine.objects.filter(park=park, day__lte=limit).order_by("-day").values_list("day", flat=True).first()
    bank = Receipt.objects.filter(park=park, day__lte=limit).order_by("-day").values_list("day", flat=True).first()
    return max([day for day in (cash, bank) if day is not None], default=yesterday)


@dataclass(frozen=True)
class AccountSum:
    """What the vouchers book to one account, in yuan."""

    account: Account
    debit: Decimal
    credit: Decimal


@dataclass(frozen=True)
class Totals:
    """The vouchers by account, and all together."""

    rows: list[AccountSum]
    vouchers: int

    @property
    def debit(self) -> Decimal:
        """The sum of one side."""
        return sum((row.debit for row in self.rows), ZERO)

    @property
    def credit(self) -> Decimal:
        """The sum of the other side."""
        return sum((row.credit for row in self.rows), ZERO)


def totals(lines: Iterable[Line]) -> Totals:
    """Add up lines by account, in the order of their numbers."""
    debit: defaultdict[Account, Decimal] = defaultdict(Decimal)
    credit: defaultdict[Account, Decimal] = defaultdict(Decimal)
    seen: set[tuple[date, str]] = set()
    for line in lines:
        debit[line.account] += line.debit
        credit[line.account] += line.credit
        seen.add((line.day, line.voucher))
    rows = [AccountSum(account, debit[account], credit[account]) for account in debit]
    return Totals(sorted(rows, key=lambda row: (row.account.number, row.account.key)), len(seen))
