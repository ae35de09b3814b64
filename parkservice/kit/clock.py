"""The one clock of the product (design section 3): nothing else may ask the machine for the time.

Moments are aware and kept in UTC; days, month ends and the year inside a number are those of Asia/Shanghai (domain G1).
"""

from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_held: list[datetime] = []


def now() -> datetime:
    """Return the present moment, aware and in UTC."""
    return _held[-1] if _held else datetime.now(UTC)


def today() -> date:
    """Return the present day in Asia/Shanghai."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """Return an aware moment as Asia/Shanghai reads it. Raises ValueError for a moment without a zone."""
    return _aware(moment).astimezone(SHANGHAI)


def months_later(day: date, months: int) -> date:
    """Return the same day so many months on, or back below zero; the month's last day where it has no such day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def combine(day: date, hour: time = time.min) -> datetime:
    """Return the moment of a local day and time of day, aware and in Asia/Shanghai."""
    return datetime.combine(day, hour, tzinfo=SHANGHAI)


@contextmanager
def at(moment: datetime) -> Iterator[datetime]:
    """Hold the clock at a moment for the whole process, for the demo park and for tests; may be nested.

    Raises ValueError for a moment without a zone.
    """
    held = _aware(moment).astimezone(UTC)
    _held.append(held)
    try:
        yield held
    finally:
        _held.pop()


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    return moment
