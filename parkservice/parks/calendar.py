"""The working calendar of a park: read once per process and version, seeded from `chinesecalendar` (design section 5).

The calendar keeps only days that differ from Monday to Friday. A year that nobody knows yet counts Monday to Friday,
and `unknown_years` tells the pages to say so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Any

from django.db import transaction

from parkservice.kit import clock
from parkservice.kit.worktime import Calendar
from parkservice.parks.models import CalendarDay, CalendarYear, OpeningHours, Park

#: The usual hours (domain 3.12); a park changes them in its own rows.
USUAL_HOURS = ((time(8, 30), time(12)), (time(13, 30), time(17, 30)))
#: The next year's holidays are announced in November; from then on a missing year is a matter of weeks.
_LOOK_AHEAD = timedelta(days=45)
_NAMES_ZH = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
}


def calendar_for(park: Park) -> Calendar:
    """Return the park's hours and working days, kept per process until the park's `calendar_version` changes.

    A park without opening hours works the usual ones, so that no limit is ever without an end.
    """
    return _read(park.pk, park.calendar_version)


@lru_cache(maxsize=32)
def _read(park_id: int, version: str) -> Calendar:
    hours = tuple(OpeningHours.objects.filter(park_id=park_id).order_by("opens").values_list("opens", "closes"))
    days = dict(CalendarDay.objects.filter(park_id=park_id).values_list("date", "working"))
    years = frozenset(CalendarYear.objects.filter(park_id=park_id).values_list("year", flat=True))

    def is_working(day: date) -> bool:
        return days.get(day, day.weekday() < 5)

    return Calendar(hours or USUAL_HOURS, is_working, years)


def unknown_years(park: Park) -> list[int]:
    """Return the years of today and of the coming weeks whose holidays the park does not know."""
    today = clock.today()
    return sorted({today.year, (today + _LOOK_AHEAD).year} - calendar_for(park).known_years)


@dataclass
class Holiday:
    """A holiday of one year: its name, its free days, and the weekend days that are worked for it."""

    name: str
    free: list[date] = field(default_factory=list)
    worked: list[date] = field(default_factory=list)

    @property
    def spans(self) -> list[tuple[date, date]]:
        """The free days as first and last day of each run."""
        runs: list[tuple[date, date]] = []
        for day in self.free:
            if runs and day - runs[-1][1] == timedelta(days=1):
                runs[-1] = (runs[-1][0], day)
            else:
                runs.append((day, day))
        return runs


def holidays(park: Park, year: int) -> list[Holiday]:
    """Return the holidays of a year in their order, as the park's calendar has them."""
    found: dict[str, Holiday] = {}
    for day in park.calendar_days.filter(date__year=year).order_by("date"):
        holiday = found.setdefault(day.name, Holiday(day.name))
        (holiday.worked if day.working else holiday.free).append(day.date)
    return sorted(found.values(), key=lambda holiday: (holiday.free or holiday.worked)[0])


@transaction.atomic
def seed_hours(park: Park, hours: Iterable[tuple[time, time]] = USUAL_HOURS) -> None:
    """Give a park without opening hours its first ones; hours that are there stay."""
    if not park.opening_hours.exists():
        OpeningHours.objects.bulk_create(OpeningHours(park=park, opens=opens, closes=closes) for opens, closes in hours)
        park.renew_calendar()


@transaction.atomic
def seed_calendar(park: Park, years: Iterable[int]) -> list[int]:
    """Add the holidays and make-up days of `years` from `chinesecalendar`; return the years that it knows.

    Years and days that the park already has stay as people left them.
    """
    wanted = set(years) - set(park.calendar_years.values_list("year", flat=True))
    added = sorted(year for year in wanted if _is_known(year))
    for year in added:
        CalendarDay.objects.bulk_create(_exceptions(park, year), ignore_conflicts=True)
        CalendarYear.objects.create(park=park, year=year, source="chinesecalendar")
    return added


@transaction.atomic
def replace_hours(park: Park, spans: Iterable[tuple[time, time]]) -> None:
    """Give a park other opening hours; limits that run keep the moments that are stored with them."""
    park.opening_hours.all().delete()
    OpeningHours.objects.bulk_create(OpeningHours(park=park, opens=opens, closes=closes) for opens, closes in spans)
    park.renew_calendar()


@transaction.atomic
def replace_year(park: Park, year: int, days: Iterable[Mapping[str, Any]]) -> None:
    """Give a year of a park other holidays and make-up days (`date`, `working`, `name_zh`, `name_en`)."""
    park.calendar_days.filter(date__year=year).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(
            park=park,
            date=date.fromisoformat(day["date"]),
            working=day["working"],
            name_zh=day["name_zh"],
            name_en=day["name_en"],
        )
        for day in days
    )
    CalendarYear.objects.get_or_create(park=park, year=year, defaults={"source": "released"})
    park.renew_calendar()


def _is_known(year: int) -> bool:
    import chinese_calendar  # here, because its tables are only read when a park is set up

    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def _exceptions(park: Park, year: int) -> list[CalendarDay]:
    """Return the days of a year that differ from Monday to Friday, and the weekend days of its holidays."""
    from chinese_calendar import get_holiday_detail

    first = date(year, 1, 1)
    every = (first + timedelta(days=offset) for offset in range((date(year + 1, 1, 1) - first).days))
    found = []
    for day in every:
        free, holiday = get_holiday_detail(day)
        if holiday is not None:
            name_zh = _NAMES_ZH.get(holiday, holiday)
            found.append(CalendarDay(park=park, date=day, working=not free, name_zh=name_zh, name_en=holiday))
    return found
