"""What the page of figures shows: one period, broken down, against the target (M11, P8)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from fees.arrears.behind import BUCKETS
from fees.arrears.figures import Ageing, Collection, forecast, pace
from fees.arrears.groups import BREAKDOWNS, TOTAL, Breakdown, names
from fees.arrears.periods import MONTH, QUARTER, YEAR, Period, around
from fees.arrears.queries import Key, Movement, Which, ageings_by, collections_by, movements_by
from fees.arrears.trend import MonthRow, trend
from parkservice.kit import clock
from parkservice.parks.thresholds import value
from parkservice.ui import charts
from parkservice.ui.words import DASH, yuan_text

NO_RATE = Collection(Decimal("0.00"))
EMPTY = Ageing((Decimal("0.00"),) * len(BUCKETS))


def percent_text(rate: Decimal | None) -> str:
    """A rate as people read it; nothing billed is a dash, neither 0 nor 100 % (domain 3.7)."""
    return DASH if rate is None else f"{rate} %"


def bills_url(**query: Any) -> str:
    """Return the list of the bills behind a figure."""
    return f"{reverse('fees:arrears_bills')}?{urlencode({key: value for key, value in query.items() if value})}"


@dataclass(frozen=True)
class Stat:
    """One figure in large: its words, what it was computed from, the list that it opens."""

    label: str
    figure: str
    url: str
    small: str = ""
    tone: str = ""


@dataclass(frozen=True)
class GroupRow:
    """One line of the tables: a group with its movement, rates and ages."""

    label: str
    movement: Movement
    rates: Collection
    ages: Ageing
    urls: dict[str, str]

    @property
    def rate_text(self) -> str:
        """The rate of the period in words."""
        return percent_text(self.rates.current_rate)


class FiguresPage:
    """The figures of a period for the bills that a person reads; each part asks the database once."""

    def __init__(self, which: Which, period: Period, breakdown: Breakdown) -> None:
        self.which, self.period, self.breakdown = which, period, breakdown
        self.target = value(which.park, "collection_target", period.until)

    @cached_property
    def whole(self) -> Collection:
        """Billed and collected of all these bills."""
        return next(iter(self._rates(TOTAL).values()), NO_RATE)

    def _rates(self, group: Any) -> dict[Key, Collection]:
        return collections_by(self.which, group, self.period.first, self.period.until)

    @property
    def forecast(self) -> str:
        """Where the rate of a running period ends at the present pace; nothing once it is over."""
        if not self.period.running:
            return ""
        return percent_text(forecast(self.whole.current_rate, self.period.elapsed, self.period.days))

    @property
    def asked_by_now(self) -> Decimal:
        """What the target asks for by now."""
        return pace(self.target, self.period.elapsed, self.period.days)

    def tone(self, rate: Decimal | None) -> str:
        """Behind what the target asks for by now, or not."""
        return "" if rate is None else "done" if rate >= self.asked_by_now else "miss"

    @property
    def stats(self) -> list[Stat]:
        """The figures in large, each opening its bills."""
        rates, url = self.whole, self._url
        net = f"{yuan_text(rates.paid)} / {yuan_text(rates.net)}"
        old = f"{yuan_text(rates.recovered)} / {yuan_text(rates.old_arrears)}"
        tone = self.tone(rates.current_rate)
        every = f"{yuan_text(rates.collected)} / {yuan_text(rates.net + rates.old_arrears)}"
        return [
            Stat(_("Billed"), yuan_text(rates.billed), url("billed")),
            Stat(_("Waived of it"), yuan_text(rates.waived), url("off")),
            Stat(_("Collection rate"), percent_text(rates.current_rate), url("paid"), net, tone),
            Stat(_("Old arrears recovered"), percent_text(rates.old_rate), url("recovered"), old),
            Stat(_("Both together"), percent_text(rates.combined_rate), url("collected"), every),
            Stat(
                _("Customers without debt"),
                percent_text(rates.fully_paid_rate),
                url("billed"),
                f"{rates.fully_paid} / {rates.customers}",
            ),
        ]

    def _url(self, figure: str, **query: Any) -> str:
        return bills_url(figure=figure, period=self.period.key, **query)

    @cached_property
    def rows(self) -> list[GroupRow]:
        """The period by group, those who owe most first."""
        group = self.breakdown.group
        moved = movements_by(self.which, group, self.period.first, self.period.until)
        rates, ages = self._rates(group), ageings_by(self.which, group, self.period.until)
        keys = list({**moved, **rates, **ages})
        called = names(self.breakdown, keys)
        found = [
            GroupRow(
                called.get(key, _("not assigned")),
                moved.get(key, Movement()),
                rates.get(key, NO_RATE),
                ages.get(key, EMPTY),
                self._urls(key),
            )
            for key in keys
        ]
        return sorted(found, key=lambda row: (-row.movement.closing, row.label))

    def _urls(self, key: Key) -> dict[str, str]:
        """The bills behind each figure of a group; what is not assigned has no list of its own."""
        if not key:
            return {}
        where = {self.breakdown.key: key}
        figures = ("opening", "charged", "waived", "collected", "closing", "paid")
        return {figure: self._url(figure, **where) for figure in figures}

    @property
    def sum(self) -> Movement:
        """The last line of the table."""
        return sum((row.movement for row in self.rows), Movement())

    @property
    def ages(self) -> list[tuple[Any, Decimal, str]]:
        """What is open on the last day by age, with the list of those who owe it today."""
        sums = [sum((row.ages.buckets[place] for row in self.rows), Decimal("0.00")) for place in range(len(BUCKETS))]
        lists = [f"{reverse('fees:arrears')}?view=all&age={place}" for place in range(len(BUCKETS))]
        return list(zip(BUCKETS, sums, lists, strict=True))

    @property
    def age_chart(self) -> charts.Columns:
        """What is open by age, in whole yuan."""
        values = [_whole(amount) for _label, amount, _url in self.ages]
        axis = [str(label) for label in BUCKETS]
        row = charts.Row(_("Open, in yuan"), values)
        return charts.Columns(_("What is open by days past due"), axis, [row], _("Age"))

    @cached_property
    def months(self) -> list[MonthRow]:
        """Twelve months up to the period."""
        return trend(self.which, self.period.until)

    @property
    def month_chart(self) -> charts.Columns:
        """Collected and owed per month, in whole yuan; months in which more was taken back show nothing."""
        rows = [
            charts.Row(_("Collected, in yuan"), [_whole(row.collected) for row in self.months]),
            charts.Row(_("Owed at the end, in yuan"), [_whole(row.owed) for row in self.months]),
        ]
        axis = [f"{row.period.first:%m}" for row in self.months]
        return charts.Columns(_("Collected and owed in twelve months"), axis, rows, _("Month"))

    @property
    def tabs(self) -> list[dict[str, Any]]:
        """Month, quarter and year around the same day; never one that has not begun."""
        day = min(self.period.first, clock.today())
        kinds = ((MONTH, _("Month")), (QUARTER, _("Quarter")), (YEAR, _("Year")))
        return [
            {"label": label, "url": self.url(around(day, months)), "current": months == self.period.months}
            for months, label in kinds
        ]

    @property
    def breakdowns(self) -> list[dict[str, Any]]:
        """The ways to break the figures down."""
        return [
            {"label": each.label, "url": self.url(self.period, each.key), "current": each is self.breakdown}
            for each in BREAKDOWNS.values()
        ]

    def url(self, period: Period, by: str = "") -> str:
        """Return the address of this page for another period or breakdown."""
        query = {"period": period.key, "by": by or self.breakdown.key}
        return f"{reverse('fees:collection')}?{urlencode(query)}"

    @property
    def earlier(self) -> str:
        """The period before."""
        return self.url(self.period.step(-1))

    @property
    def later(self) -> str:
        """The next one, once it has begun."""
        following = self.period.step(1)
        return self.url(following) if following.first <= clock.today() else ""

    @property
    def day(self) -> date:
        """The last day that the figures know."""
        return self.period.until


def _whole(amount: Decimal) -> int:
    """Whole yuan for a chart; nothing is drawn below zero."""
    return max(0, int(amount.to_integral_value()))
