"""The periods of bills: months, quarters, heating seasons, single days (duties O2, O4, O5)."""

from calendar import monthrange
from datetime import date, timedelta

from django.utils.translation import gettext as _

from fees.billing.charges import Span

#: Heating: from the 15th of November until the 15th of March (domain section 6).
SEASON_STARTS, SEASON_ENDS = (11, 15), (3, 15)
MONTHS = {"month": 1, "quarter": 3}


def period_of(kind: str, day: date) -> Span:
    """Return the period of a kind ("month", "quarter", "year", "once") that a day lies in.

    A year is a heating season; a day of summer belongs to the season before it.
    """
    if kind == "year":
        first = date(day.year, *SEASON_STARTS)
        first = first if day >= first else first.replace(year=day.year - 1)
        return Span(first, date(first.year + 1, *SEASON_ENDS))
    if kind == "once":
        return Span(day, day)
    months = MONTHS[kind]
    start = (day.month - 1) // months * months + 1
    last = start + months - 1
    return Span(date(day.year, start, 1), date(day.year, last, monthrange(day.year, last)[1]))


def before(kind: str, period: Span) -> Span:
    """Return the period of the same kind before one."""
    return period_of(kind, period.first - timedelta(days=1))


def after(kind: str, period: Span) -> Span:
    """Return the period of the same kind after one."""
    if kind == "year":
        return period_of(kind, date(period.last.year, *SEASON_STARTS))
    return period_of(kind, period.last + timedelta(days=1))


def next_day(kind: str, day: date) -> date:
    """Return the day from which is billed what was billed until a day; of a season's end the first of the next one."""
    period = period_of(kind, day)
    return after(kind, period).first if day >= period.last else day + timedelta(days=1)


def period_text(kind: str, first: date, last: date) -> str:
    """A whole period by its name (2026 Q1, 2026-03, season 2026/27), any other by its days."""
    if Span(first, last) == period_of(kind, first) and kind != "once":
        if kind == "month":
            return f"{first:%Y-%m}"
        if kind == "quarter":
            return _("%(year)d Q%(quarter)d") % {"year": first.year, "quarter": (first.month + 2) // 3}
        return _("season %(year)d/%(next)s") % {"year": first.year, "next": f"{last:%y}"}
    return f"{first:%Y-%m-%d}" if first == last else f"{first:%Y-%m-%d} – {last:%Y-%m-%d}"
