"""What the page of the reconciliation shows: addresses behind every sum, words, the usual days (O6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from fees.cashdesk.models import Month
from fees.cashdesk.periods import first_of
from fees.cashdesk.spans import Span
from fees.monthclose.models import MonthClose
from fees.reconciliation.comparing import ITEM, STANDING, Compared, Part, Side, title_of
from fees.reconciliation.weeks import monday
from parkservice.kit import clock
from parkservice.parks.models import Park
from parkservice.ui.listing import Tab


@dataclass(frozen=True)
class Where:
    """The days and the drawer of an address, as the links of the page carry them on."""

    span: Span
    officer: int | None = None

    def query(self, **more: Any) -> str:
        """Return the part of an address after the question mark."""
        said = {"first": self.span.first.isoformat(), "last": self.span.last.isoformat(), "officer": self.officer}
        return urlencode({key: value for key, value in {**said, **more}.items() if value not in (None, "")})

    def rows_url(self, **more: Any) -> str:
        """Return the list of the rows behind a sum."""
        return f"{reverse('fees:reconciliation_rows')}?{self.query(**more)}"

    def pairs_url(self, plan: str, **more: Any) -> str:
        """Return the comparison document by document."""
        return f"{reverse('fees:reconciliation_pairs')}?{self.query(plan=plan, **more)}"


@dataclass(frozen=True)
class ShownPart:
    """A part of a side with the list that it opens."""

    part: Part
    url: str


@dataclass(frozen=True)
class ShownSide:
    """A side with its parts; `url` opens what makes its sum."""

    label: Any
    amount: Decimal
    parts: list[ShownPart]
    url: str


@dataclass(frozen=True)
class ShownRow:
    """One comparison as the page shows it; `url` opens the difference."""

    row: Compared
    left: ShownSide
    right: ShownSide
    url: str

    @property
    def said(self) -> str:
        """The difference in words."""
        if self.row.agrees:
            return _("agrees")
        return _("the other side has more") if self.row.off < 0 else _("the other side has less")


def shown(where: Where, row: Compared) -> ShownRow:
    """Return a comparison with the addresses behind its sums."""
    code = row.plan.code
    sides = [_side(where, code, side) for side in (row.left, row.right)]
    return ShownRow(row, sides[0], sides[1], where.pairs_url(code))


def _side(where: Where, code: str, side: Side) -> ShownSide:
    parts = [ShownPart(part, _part_url(where, code, part)) for part in side.shown]
    url = parts[0].url if len(parts) == 1 else where.pairs_url(code, all=1)
    return ShownSide(side.label, side.amount, parts if len(parts) > 1 else [], url)


def _part_url(where: Where, code: str, part: Part) -> str:
    if part.kind == STANDING:
        return where.pairs_url(code, all=1)
    return where.rows_url(item=part.key) if part.kind == ITEM else where.rows_url(figure=part.key)


def open_month(park: Park) -> tuple[date, date]:
    """Return the open month up to today: last month too while it is not closed."""
    today = clock.today()
    last = first_of(first_of(today) - timedelta(days=1))
    begun = Month.objects.filter(park=park, month=last).exists()
    closed = MonthClose.objects.filter(park=park, month=last).exists()
    return (last if begun and not closed else first_of(today)), today


def tabs(where: Where, usual: tuple[date, date]) -> list[Tab]:
    """Return the days that people ask for, as links."""
    today = clock.today()
    last = first_of(today) - timedelta(days=1)
    spans = (
        (_("Open month"), usual),
        (_("Today"), (today, today)),
        (_("This week"), (monday(today), today)),
        (_("Last month"), (first_of(last), last)),
    )
    now = (where.span.first, where.span.last)
    officer = {"officer": where.officer} if where.officer else {}
    return [
        Tab(
            label,
            "?" + urlencode({"first": first.isoformat(), "last": to.isoformat(), **officer}),
            None,
            (first, to) == now,
        )
        for label, (first, to) in spans
    ]


def statement_rows(statement: Mapping[str, Any]) -> list[tuple[str, Decimal, Decimal, Decimal]]:
    """Return the rows of a signed statement: title, both sums, difference, in yuan."""
    found = [(title_of(code), Decimal(left), Decimal(right)) for code, left, right in statement["rows"]]
    return [(title, left, right, left - right) for title, left, right in found]


def statement_open(statement: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what was open in a signed statement, with its title and amount."""
    return [{**each, "title": title_of(each["code"]), "amount": Decimal(each["amount"])} for each in statement["open"]]
