"""The working calendar of a park: seeded, kept per process, renewed by every change (domain 3.12, G1)."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from parkservice.kit import clock
from parkservice.kit.worktime import after_days, after_hours
from parkservice.parks.calendar import calendar_for, holidays, seed_calendar, seed_hours, unknown_years
from parkservice.parks.models import CalendarDay, OpeningHours, Park
from tests.parks.factories import ParkFactory

pytestmark = pytest.mark.django_db


def shanghai(text: str) -> datetime:
    """A local moment such as 2026-11-06 16:00."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-11-06 16:00", 4, "2026-11-09 11:00"),
        ("2026-09-30 16:00", 4, "2026-10-08 11:00"),
        ("2026-09-24 17:40", 4, "2026-09-28 14:00"),
    ],
)
def test_limit_in_hours_follows_the_seeded_calendar(start: str, hours: int, due: str) -> None:
    cal = calendar_for(ParkFactory())
    assert after_hours(shanghai(start), Decimal(hours), cal).at == shanghai(due)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-09-30 16:00", 3, "2026-10-10 17:30"),
        ("2026-11-05 10:00", 3, "2026-11-10 17:30"),
        ("2026-09-18 10:00", 2, "2026-09-21 17:30"),
        ("2026-11-07 10:00", 2, "2026-11-10 17:30"),
    ],
)
def test_limit_in_days_follows_the_seeded_calendar(start: str, days: int, due: str) -> None:
    cal = calendar_for(ParkFactory())
    assert after_days(shanghai(start), days, cal).at == shanghai(due)


def test_calendar_is_read_once_until_it_changes(django_assert_num_queries) -> None:
    park = ParkFactory()
    calendar_for(park)
    with django_assert_num_queries(0):
        calendar_for(park)


def test_a_day_added_later_counts_at_once_also_for_a_park_read_afresh() -> None:
    park = ParkFactory()
    assert calendar_for(park).works(date(2026, 11, 9))
    day = CalendarDay.objects.create(park=park, date=date(2026, 11, 9), working=False, name_zh="园区停电")
    assert not calendar_for(park).works(date(2026, 11, 9))
    assert not calendar_for(Park.objects.get(pk=park.pk)).works(date(2026, 11, 9))
    day.delete()
    assert calendar_for(park).works(date(2026, 11, 9))


def test_changed_hours_count_at_once() -> None:
    park = ParkFactory()
    assert calendar_for(park).minutes_per_day == 450
    evening = OpeningHours.objects.create(park=park, opens=time(18), closes=time(20))
    assert calendar_for(park).minutes_per_day == 570
    evening.delete()
    assert calendar_for(park).minutes_per_day == 450


def test_park_without_hours_works_the_usual_ones() -> None:
    assert calendar_for(ParkFactory(hours=[])).hours == ((time(8, 30), time(12)), (time(13, 30), time(17, 30)))


def test_seeding_again_keeps_what_people_changed() -> None:
    park = ParkFactory()
    day = park.calendar_days.get(date=date(2026, 10, 1))
    day.working = True
    day.save()
    park.opening_hours.filter(opens=time(13, 30)).delete()
    assert seed_calendar(park, [2026]) == []
    seed_hours(park)
    assert calendar_for(park).works(date(2026, 10, 1))
    assert park.opening_hours.count() == 1


def test_year_that_is_not_announced_is_left_out_and_counts_monday_to_friday() -> None:
    park = ParkFactory(calendar=[2026, 2027])
    cal = calendar_for(park)
    assert cal.known_years == {2026}
    assert cal.works(date(2027, 10, 1))
    assert not cal.works(date(2027, 10, 2))


@pytest.mark.parametrize(
    ("today", "years"), [("2026-11-24 09:00", [2027]), ("2026-06-01 09:00", []), ("2027-03-01 09:00", [2027])]
)
def test_missing_year_is_told_some_weeks_before_it_begins(today: str, years: list[int]) -> None:
    park = ParkFactory()
    with clock.at(shanghai(today)):
        assert unknown_years(park) == years


def test_holidays_of_a_year_with_their_make_up_days() -> None:
    national = {holiday.name: holiday for holiday in holidays(ParkFactory(), 2026)}["国庆节"]
    assert national.spans == [(date(2026, 10, 1), date(2026, 10, 7))]
    assert national.worked == [date(2026, 9, 20), date(2026, 10, 10)]
