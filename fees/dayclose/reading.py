"""Reading the journal for the arithmetic of the sheet (domain 4)."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from fees.cashdesk.models import Drawer, JournalLine, LineKind, Pot
from fees.cashdesk.sheet import ZERO, Entry, Sheet, day_sheet
from fees.cashdesk.sources import books
from parkservice.kit.chain import canonical
from parkservice.kit.money import total

#: Rows fetched at a time.
CHUNK = 5000
#: A sheet as it is stored.
Plain = dict[str, Any]


def entries(drawers: Iterable[Drawer], first: date, last: date) -> list[Entry]:
    """Return the movements of some drawers from day to day."""
    rows = JournalLine.objects.filter(drawer__in=list(drawers), day__range=(first, last)).order_by("day", "pk")
    found = rows.values_list("day", "number", "item", "receipt", "payment", "pot", "kind").iterator(CHUNK)
    return [Entry(*row, pot == Pot.TAKINGS, kind == LineKind.OPENING) for *row, pot, kind in found]


def brought_in(drawer: Drawer, day: date) -> Entry:
    """Return what a drawer held before a day as an opening; nothing before its first line."""
    last = JournalLine.objects.filter(drawer=drawer, day__lt=day).order_by("-position").first()
    return Entry(day, "", "", last.balance if last else ZERO, ZERO, is_opening=True)


def summed(drawer: Drawer, first: date, last: date) -> list[Entry]:
    """Return the movements from day to day as one sum, dated `first`, and an opening among them as another.

    Enough wherever only the sums of earlier days are wanted: a busy year is never read line by line.
    """
    rows = JournalLine.objects.filter(drawer=drawer, day__range=(first, last))
    opening = Q(kind=LineKind.OPENING)
    sums = rows.aggregate(
        receipts=total("receipt", where=~opening), payments=total("payment"), opened=total("receipt", where=opening)
    )
    moved = Entry(first, "", "", sums["receipts"], sums["payments"])
    return [moved, Entry(first, "", "", sums["opened"], ZERO, is_opening=True)]


def sheet_of(drawer: Drawer, day: date) -> Sheet:
    """Return the sheet of a drawer's day, computed from its lines."""
    year, month, before = day.replace(month=1, day=1), day.replace(day=1), day - timedelta(days=1)
    rows = [brought_in(drawer, year)]
    if month > year:
        rows += summed(drawer, year, month - timedelta(days=1))
    if day > month:
        rows += summed(drawer, month, before)
    return day_sheet([*rows, *entries([drawer], day, day)], day)


def month_entries(drawer: Drawer, month: date, last: date) -> list[Entry]:
    """Return the movements of a drawer's month, with the sums of the months of the year before it."""
    year = month.replace(month=1)
    earlier = summed(drawer, year, month - timedelta(days=1)) if month > year else []
    return [brought_in(drawer, year), *earlier, *entries([drawer], month, last)]


def plain(sheet: Sheet, drawer: Drawer) -> Plain:
    """Return a sheet as it is stored and sealed: amounts as text, with the sums by method of payment."""
    methods = {name: f"{amount:f}" for name, amount in books().methods(drawer, sheet.day).items()}
    return {**_plain(vars(sheet)), "methods": methods}


def _plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        return _plain(vars(value))
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return value.isoformat() if isinstance(value, date) else value if isinstance(value, int | str) else f"{value:f}"


def same(one: Plain, other: Plain) -> bool:
    """Whether two stored sheets say the same."""
    return canonical(one) == canonical(other)
