"""Dates, spans and numbers as the two languages write them (look, part "Words").

Chinese puts a space between characters and figures; the year is written only when it is not this one; nothing known
is a dash, never 0.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from parkservice.kit import clock

DASH = "—"
WEEKDAYS_ZH = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
MONTHS_EN = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
WEEKDAYS_EN = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()  # noqa: SIM905
WORKDAY_MINUTES = 8 * 60
_lasting: ContextVar[bool] = ContextVar("lasting", default=False)


@contextmanager
def lasting() -> Iterator[None]:
    """Write every day with its year and never as today, for papers that are read much later."""
    token = _lasting.set(True)
    try:
        yield
    finally:
        _lasting.reset(token)


def english() -> bool:
    """Is the page being written in English?"""
    return (translation.get_language() or "").startswith("en")


def day_text(value: date | datetime | None, *, weekday: bool = False, near: bool = True) -> str:
    """A day: 今日, 4 月 7 日 or "7 April"; the year only when it is not this one.

    `weekday` adds 星期二 or "Tuesday"; `near=False` writes today and yesterday as dates too.
    """
    if value is None or value == "":
        return DASH
    day = clock.local(value).date() if isinstance(value, datetime) else value
    today = clock.today()
    if near and not weekday and not _lasting.get() and -1 <= (day - today).days <= 1:
        return _near((day - today).days)
    return _english_day(day, today, weekday) if english() else _chinese_day(day, today, weekday)


def _near(days: int) -> str:
    """The name of yesterday, today and tomorrow."""
    return (_("yesterday"), _("today"), _("tomorrow"))[days + 1]


def _with_year(day: date, today: date) -> bool:
    return _lasting.get() or day.year != today.year


def _chinese_day(day: date, today: date, weekday: bool) -> str:
    """2025 年 4 月 7 日 星期一."""
    year = f"{day.year} 年 " if _with_year(day, today) else ""
    return f"{year}{day.month} 月 {day.day} 日" + (f" {WEEKDAYS_ZH[day.weekday()]}" if weekday else "")


def _english_day(day: date, today: date, weekday: bool) -> str:
    """Monday 7 April 2025."""
    year = f" {day.year}" if _with_year(day, today) else ""
    return (f"{WEEKDAYS_EN[day.weekday()]} " if weekday else "") + f"{day.day} {MONTHS_EN[day.month - 1]}{year}"


def when_text(value: datetime | date | None, *, weekday: bool = False, near: bool = True) -> str:
    """A moment in the park's time: 今日 16:00, 4 月 7 日 09:12, "7 April, 09:12"."""
    if value is None or value == "":
        return DASH
    if not isinstance(value, datetime):
        return day_text(value, weekday=weekday, near=near)
    local = clock.local(value)
    day = day_text(local, weekday=weekday, near=near)
    return f"{day}, {local:%H:%M}" if english() else f"{day} {local:%H:%M}"


def span_text(
    minutes: int | float | Decimal | None, *, working: bool = False, day_minutes: int = WORKDAY_MINUTES
) -> str:
    """A length of time from minutes: 1 天 2 小时, 3 小时 15 分, "1 d 2 h".

    With `working` an hour is an hour of opening time (工时) and a day is `day_minutes` of it, otherwise a day has 24
    hours. Two units are told, the larger first: 1 天 7 工时, 3 工时 15 分, 4 天 55 分.
    """
    if minutes is None or minutes == "":
        return DASH
    total = max(0, int(minutes))
    days, rest = divmod(total, day_minutes if working else 24 * 60)
    hours, left = divmod(rest, 60)
    parts = {"days": days, "hours": hours, "minutes": left}
    if days:
        return _pieces(parts, ("days", "hours") if hours else (("days", "minutes") if left else ("days",)), working)
    if hours:
        return _pieces(parts, ("hours", "minutes") if left else ("hours",), working)
    return _pieces(parts, ("minutes",), working)


def _pieces(parts: dict[str, int], names: tuple[str, ...], working: bool) -> str:
    """Join the named parts with their units."""
    return " ".join(_piece(name, working) % {"n": parts[name]} for name in names)


def _piece(name: str, working: bool) -> str:
    """A unit of time with room for its number."""
    if name == "days":
        return _("%(n)d d")
    if name == "hours":
        return pgettext("opening time", "%(n)d h") if working else _("%(n)d h")
    return _("%(n)d min")


def yuan_text(value: Decimal | int | None, *, sign: bool = True) -> str:
    """¥4,948.70, without the sign inside a table; a proper minus; a dash for nothing known."""
    if value is None or value == "":
        return DASH
    amount = Decimal(value)
    head = "−" if amount < 0 else ""
    return f"{head}{'¥' if sign else ''}{abs(amount):,.2f}"


def phone_text(value: str | None) -> str:
    """A mobile number in groups, 199 0000 0010; every other number as it is."""
    number = value or ""
    grouped = number.isdigit() and len(number) == 11 and number.startswith("1")
    return f"{number[:3]} {number[3:7]} {number[7:]}" if grouped else number or DASH
