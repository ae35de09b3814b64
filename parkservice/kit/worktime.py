"""Limits in working time (domain 3.12): pure functions over opening hours and a calendar of working days.

A limit in hours counts open minutes from receipt. A limit in days leaves out the day of receipt and ends at closing
time of its last working day. Urgent matters run in natural time. Every result carries its basis, so that the page can
say how it was computed. Years that the calendar does not know count Monday to Friday, and the basis names them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_UP, Decimal
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Any

from parkservice.kit import clock

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_FARTHEST = 3660


@dataclass(frozen=True)
class Calendar:
    """Opening hours of a day (local time, in order, not across midnight) and the working days of known years."""

    hours: tuple[tuple[time, time], ...]
    is_working: Callable[[date], bool]
    known_years: frozenset[int]

    def works(self, day: date) -> bool:
        """Tell whether a day is a working day: by the calendar, or Monday to Friday in a year it does not know."""
        return self.is_working(day) if day.year in self.known_years else day.weekday() < 5

    def windows(self, day: date) -> list[tuple[datetime, datetime]]:
        """Return the open spans of a day; none when it is no working day."""
        if not self.works(day):
            return []
        return [(clock.combine(day, opens), clock.combine(day, closes)) for opens, closes in self.hours]

    def is_open(self, moment: datetime) -> bool:
        """Tell whether the desk is open at a moment."""
        return any(opens <= moment < closes for opens, closes in self.windows(clock.local(moment).date()))

    @cached_property
    def minutes_per_day(self) -> int:
        """Return the open minutes of one working day."""
        return sum(_clock_minutes(closes) - _clock_minutes(opens) for opens, closes in self.hours)


@dataclass(frozen=True)
class Due:
    """The end of a limit (aware, local) and how it was found: a dict that JSON can carry."""

    at: datetime
    basis: dict[str, Any]


def after_hours(start: datetime, hours: Decimal, cal: Calendar) -> Due:
    """Return the moment when `hours` open hours, counted in whole minutes, have passed since `start`.

    Raises ValueError when the calendar has no opening hours any more.
    """
    begun = clock.local(start)
    left = timedelta(minutes=round(hours * 60))
    end = begun
    for opens, closes in _open_spans(begun, cal):
        if left <= closes - opens:
            end = opens + left
            break
        left -= closes - opens
    return Due(end, _basis("hours", _plain(hours), begun, begun.date(), end.date(), cal))


def after_days(start: datetime, days: int, cal: Calendar) -> Due:
    """Return closing time of the `days`-th working day after the day of `start`.

    Raises ValueError for less than one day, and when the calendar has no such day.
    """
    if days < 1:
        raise ValueError("A limit in days needs at least one day.")
    begun = clock.local(start)
    working = (day for day in _days_from(begun.date() + _DAY) if cal.works(day))
    last = next(day for count, day in enumerate(working, 1) if count == days)
    end = clock.combine(last, cal.hours[-1][1])
    return Due(end, _basis("days", days, begun, begun.date() + _DAY, last, cal))


def after_natural(start: datetime, minutes: int) -> Due:
    """Return the moment `minutes` after `start` by the wall clock: urgent matters know no closing time."""
    begun = clock.local(start)
    return Due(clock.local(start + minutes * _MINUTE), {"rule": "natural", "amount": minutes, "from": _iso(begun)})


def working_minutes(a: datetime, b: datetime, cal: Calendar) -> int:
    """Return the open minutes from `a` to `b`, whole ones; negative when `b` is earlier."""
    if b < a:
        return -working_minutes(b, a, cal)
    first, last = clock.local(a), clock.local(b)
    total = timedelta()
    for day in {first.date(), last.date()}:
        for opens, closes in cal.windows(day):
            total += max(min(closes, last) - max(opens, first), timedelta())
    return total // _MINUTE + _working_days(first.date() + _DAY, last.date(), cal) * cal.minutes_per_day


def _working_days(first: date, end: date, cal: Calendar) -> int:
    """Return the working days from `first` to the day before `end`."""
    if end <= first:
        return 0
    years = sum(_of_year(cal, year)[-1] for year in range(first.year, end.year))
    return years + _of_year(cal, end.year)[_place(end)] - _of_year(cal, first.year)[_place(first)]


def _place(day: date) -> int:
    return day.timetuple().tm_yday - 1


@lru_cache(maxsize=512)
def _of_year(cal: Calendar, year: int) -> tuple[int, ...]:
    """Return the working days before each day of a year, and of the whole year at the end."""
    new_year = date(year, 1, 1)
    days = (date(year + 1, 1, 1) - new_year).days
    return tuple(accumulate((cal.works(new_year + offset * _DAY) for offset in range(days)), initial=0))


def split(minutes: int, cal: Calendar) -> tuple[int, int, int]:
    """Return open minutes as working days, hours and minutes, for 「1 天 7 工时」. Takes the amount, not the sign."""
    days, rest = divmod(abs(minutes), cal.minutes_per_day)
    return days, *divmod(rest, 60)


def _basis(rule: str, amount: int | str, begun: datetime, first: date, last: date, cal: Calendar) -> dict[str, Any]:
    """Return how a limit was found, over the days from `first` to `last` that were looked at."""
    days = [first + offset * _DAY for offset in range((last - first).days + 1)]
    return {
        "rule": rule,
        "amount": amount,
        "from": _iso(begun),
        "hours": ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in cal.hours),
        "skipped": [[run[0].isoformat(), run[-1].isoformat()] for run in _holidays(days, cal)],
        "makeup": [day.isoformat() for day in days if _made_up(day, begun, cal)],
        "unknown_years": sorted({day.year for day in days} - cal.known_years),
    }


def _made_up(day: date, begun: datetime, cal: Calendar) -> bool:
    """Tell whether a day at the weekend was worked and counted, that is, still open after the receipt."""
    return day.weekday() >= 5 and any(closes > begun for _opens, closes in cal.windows(day))


def _holidays(days: list[date], cal: Calendar) -> list[list[date]]:
    """Return the runs of free days that hold a weekday: holidays with the weekends that touch them."""
    runs: list[list[date]] = [[]]
    for day in days:
        if cal.works(day):
            runs.append([])
        else:
            runs[-1].append(day)
    return [run for run in runs if any(day.weekday() < 5 for day in run)]


def _open_spans(start: datetime, cal: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """Yield the open spans from a moment on, the first cut to what is left of it."""
    for day in _days_from(start.date()):
        for opens, closes in cal.windows(day):
            if closes > start:
                yield max(opens, start), closes


def _days_from(first: date) -> Iterator[date]:
    for offset in range(_FARTHEST):
        yield first + offset * _DAY
    raise ValueError("The calendar has no working day within ten years.")


def _clock_minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _plain(hours: Decimal) -> str:
    """Return hours without trailing noughts; rounded up, so that a third of an hour stays 20 whole minutes."""
    return f"{hours.quantize(Decimal('0.0001'), ROUND_UP).normalize():f}"


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")
