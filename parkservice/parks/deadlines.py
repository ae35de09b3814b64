"""Time limits in words: how one was computed, and how much of it is left (domain 3.12, look "Words").

Limits are computed by `kit.worktime` and stored with their basis; these functions read the basis and write nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parkservice.kit import clock, worktime
from parkservice.kit.worktime import Calendar
from parkservice.parks.calendar import calendar_for
from parkservice.parks.models import CalendarDay, Park, speaks_english
from parkservice.ui import due, words

_NEVER_DAYS = 10**9  # hours stay hours in the words of a limit: 12 working hours are no day and a half


def explain(basis: dict[str, Any], park: Park | None = None) -> str:
    """Return how a limit was computed as one sentence; with the `park` its holidays are called by name.

    自 11 月 6 日 16:00 起 4 工时，每日 08:30–12:00、13:30–17:30；跳过 10 月 1 日至 7 日国庆节
    """
    start = words.when_text(datetime.fromisoformat(basis["from"]), near=False)
    if is_natural(basis):
        span = words.span_text(basis["amount"])
        parts = [_("%(span)s from %(start)s, day and night") % {"span": span, "start": start}]
        return _("; ").join(parts + _changes(basis, words.WORKDAY_MINUTES))
    hours = _(", ").join(basis["hours"].split(", "))
    parts = [_("%(span)s from %(start)s, daily %(hours)s") % {"span": _span(basis), "start": start, "hours": hours}]
    if basis["rule"] == "days":
        parts.append(_("the day of receipt does not count"))
    parts += _calendar_parts(basis, park)
    day_minutes = calendar_for(park).minutes_per_day if park else words.WORKDAY_MINUTES
    return _("; ").join(parts + _changes(basis, day_minutes))


def _changes(basis: dict[str, Any], day_minutes: int) -> list[str]:
    """What people did to a limit: paused it, extended it."""
    parts = []
    if paused := paused_minutes(basis):
        span = words.span_text(paused, working=not is_natural(basis), day_minutes=day_minutes)
        parts.append(_("paused %(span)s") % {"span": span})
    for span in basis.get("extended", []):
        old, new = (words.when_text(datetime.fromisoformat(moment), near=False) for moment in span)
        parts.append(_("extended from %(old)s to %(new)s") % {"old": old, "new": new})
    return parts


def remaining(
    *, at: datetime, basis: dict[str, Any], calendar: Calendar, label: str = "", near: int = due.NEAR
) -> due.Due:
    """Return what is left of a limit at this moment, or by how much it was missed, for `ui/due.html`.

    `label` says what is due, `near` from which percent on it is near. Urgent limits run in natural time, all others
    count opening time.
    """
    spent = measure(at=at, basis=basis, calendar=calendar, now=clock.now())
    return due.running(
        at=at,
        total=spent.total,
        left=spent.left,
        label=label,
        working=not is_natural(basis),
        day_minutes=calendar.minutes_per_day,
        near=near,
    )


@dataclass(frozen=True)
class Spent:
    """How much of a limit is used, in minutes of the time in which it runs; `left` is below 0 once it is missed."""

    total: int
    left: int
    over: bool

    @property
    def percent(self) -> int:
        """The used share; 100 is reached at the very moment of the limit, never by rounding."""
        used = 100 * (self.total - self.left) // self.total if self.total > 0 else 100
        return max(used, 100) if self.over else min(used, 99)


def measure(*, at: datetime, basis: dict[str, Any], calendar: Calendar, now: datetime) -> Spent:
    """Return how much of a limit is used: opening time, or natural time for urgent ones; pauses do not count."""
    start, paused = datetime.fromisoformat(basis["from"]), paused_minutes(basis)
    if is_natural(basis):
        total, left = (int(span.total_seconds() // 60) for span in (at - start, at - now))
    else:
        total, left = (worktime.working_minutes(moment, at, calendar) for moment in (start, now))
    return Spent(total - paused, left, now >= at)


def is_natural(basis: dict[str, Any]) -> bool:
    """Whether a limit runs day and night."""
    return bool(basis["rule"] == "natural")


def paused_minutes(basis: dict[str, Any]) -> int:
    """The minutes by which pauses moved a limit, in the time in which it runs."""
    return int(basis.get("paused", {}).get("natural" if is_natural(basis) else "working", 0))


def push(at: datetime, minutes: int, calendar: Calendar, *, natural: bool) -> datetime:
    """Return the moment of a limit that stood still for some minutes: they are added to what remains of it."""
    if not minutes:
        return at
    if natural:
        return clock.local(at + timedelta(minutes=minutes))
    return worktime.after_hours(at, Decimal(minutes) / 60, calendar).at


def day_range(first: date, last: date) -> str:
    """Return two days as a range: 10 月 1 日至 7 日, "1–7 October"; the month once when it is the same."""
    if first == last:
        return words.day_text(first, near=False)
    whole = words.day_text(last, near=False)
    if (first.year, first.month) != (last.year, last.month):
        return _("%(first)s to %(last)s") % {"first": words.day_text(first, near=False), "last": whole}
    if speaks_english():
        return f"{first.day}–{whole}"
    return f"{words.day_text(first, near=False)}至 {last.day} 日"


def _span(basis: dict[str, Any]) -> str:
    """The length of a limit in working days, or in hours and minutes of opening time."""
    if basis["rule"] == "days":
        days = int(basis["amount"])
        return ngettext("%(count)d working day", "%(count)d working days", days) % {"count": days}
    minutes = Decimal(str(basis["amount"])) * (60 if basis["rule"] == "hours" else 1)
    return words.span_text(minutes, working=True, day_minutes=_NEVER_DAYS)


def _calendar_parts(basis: dict[str, Any], park: Park | None) -> list[str]:
    """What the calendar did to a limit: holidays skipped, weekends worked, years that nobody knew."""
    names = _holiday_names(park.pk, park.calendar_version) if park else {}
    skipped = [
        _skipped(date.fromisoformat(first), date.fromisoformat(last), names) for first, last in basis.get("skipped", [])
    ]
    worked = [
        _("%(day)s is a make-up working day") % {"day": words.day_text(date.fromisoformat(day), near=False)}
        for day in basis.get("makeup", [])
    ]
    guessed = [
        _("the calendar of %(year)d is not known yet, counted Monday to Friday") % {"year": year}
        for year in basis.get("unknown_years", [])
    ]
    return skipped + worked + guessed


def _skipped(first: date, last: date, names: dict[date, tuple[str, str]]) -> str:
    """Free days in a row and, where known, the holidays they are for, each once."""
    found = [name for day, name in names.items() if first <= day <= last]
    holidays = _(", ").join(dict.fromkeys(en if en and speaks_english() else zh for zh, en in found))
    days = day_range(first, last)
    if not holidays:
        return _("skipped %(days)s") % {"days": days}
    return _("skipped %(days)s, %(holiday)s") % {"days": days, "holiday": holidays}


@lru_cache(maxsize=32)
def _holiday_names(park_id: int, version: str) -> dict[date, tuple[str, str]]:
    """The names of a park's free days by date, in order."""
    rows: Iterable[CalendarDay] = CalendarDay.objects.filter(park_id=park_id, working=False).order_by("date")
    return {row.date: (row.name_zh, row.name_en) for row in rows}
