"""Months, quarters and years as addresses write them: 2026-06, 2026-Q2, 2026."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from parkservice.kit import clock

#: Nothing older is ever looked through.
OLDEST = 2000
_SHAPE = re.compile(r"(2[0-9]{3})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")
MONTH, QUARTER, YEAR = 1, 3, 12


@dataclass(frozen=True)
class Period:
    """So many months from a first day on."""

    first: date
    months: int

    @property
    def last(self) -> date:
        """Its last day."""
        return clock.months_later(self.first, self.months) - timedelta(days=1)

    @property
    def until(self) -> date:
        """The last day that figures can know: today in a running period."""
        return min(self.last, clock.today())

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def elapsed(self) -> int:
        """How many of them have passed, today included."""
        return max(0, (self.until - self.first).days + 1)

    @property
    def running(self) -> bool:
        """Whether it is not over."""
        return self.last >= clock.today()

    @property
    def key(self) -> str:
        """How addresses write it."""
        if self.months == MONTH:
            return f"{self.first:%Y-%m}"
        return f"{self.first.year}-Q{self.first.month // 3 + 1}" if self.months == QUARTER else str(self.first.year)

    @property
    def text(self) -> str:
        """How people read it."""
        said = {"year": self.first.year, "month": self.first.month, "quarter": self.first.month // 3 + 1}
        if self.months == MONTH:
            return _("%(month)d/%(year)d") % said
        return _("quarter %(quarter)d of %(year)d") % said if self.months == QUARTER else _("the year %(year)d") % said

    def step(self, number: int) -> "Period":
        """The period so many further on."""
        return Period(clock.months_later(self.first, number * self.months), self.months)


def around(day: date, months: int) -> Period:
    """Return the period of a length that holds a day."""
    return Period(date(day.year, (day.month - 1) // months * months + 1, 1), months)


def read(text: str) -> Period:
    """Return the period of an address; the running quarter for what names none, or one that has not begun."""
    match = _SHAPE.fullmatch(text)
    if match and int(match[1]) >= OLDEST:
        year, quarter, month = int(match[1]), match[2], match[3]
        months = QUARTER if quarter else MONTH if month else YEAR
        first = date(year, int(month) if month else (int(quarter) * 3 - 2 if quarter else 1), 1)
        if first <= clock.today():
            return Period(first, months)
    return around(clock.today(), QUARTER)
