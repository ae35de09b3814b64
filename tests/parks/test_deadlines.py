"""How a limit was computed, and how much of it is left, in both languages (domain 3.12, look "Words")."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from parkservice.kit import clock
from parkservice.kit.worktime import after_days, after_hours, after_natural
from parkservice.parks.calendar import calendar_for
from parkservice.parks.deadlines import day_range, explain, remaining
from tests.parks.factories import ParkFactory
from tests.parks.test_calendar import shanghai

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def chinese():
    """The desk's language, on a day of the year of the examples."""
    with translation.override("zh-hans"), clock.at(shanghai("2026-11-02 09:00")):
        yield


def test_hours_across_a_holiday_name_it() -> None:
    park = ParkFactory()
    basis = after_hours(shanghai("2026-09-30 16:00"), Decimal(4), calendar_for(park)).basis
    assert explain(basis, park) == (
        "自 9 月 30 日 16:00 起 4 工时，每日 08:30–12:00、13:30–17:30；跳过 10 月 1 日至 7 日国庆节"
    )
    with translation.override("en"):
        assert explain(basis, park) == (
            "4 h from 30 September, 16:00, daily 08:30–12:00, 13:30–17:30; skipped 1–7 October, National Day"
        )


def test_without_the_park_the_holiday_has_its_days_only() -> None:
    basis = after_hours(shanghai("2026-09-30 16:00"), Decimal(4), calendar_for(ParkFactory())).basis
    assert explain(basis).endswith("；跳过 10 月 1 日至 7 日")


def test_days_say_that_the_day_of_receipt_does_not_count_and_name_the_make_up_day() -> None:
    park = ParkFactory()
    basis = after_days(shanghai("2026-09-18 10:00"), 2, calendar_for(park)).basis
    assert explain(basis, park) == (
        "自 9 月 18 日 10:00 起 2 个工作日，每日 08:30–12:00、13:30–17:30；收到当天不计；9 月 20 日为调休上班日"
    )


def test_unknown_year_is_said() -> None:
    park = ParkFactory()
    basis = after_days(shanghai("2026-12-31 10:00"), 1, calendar_for(park)).basis
    assert explain(basis, park).endswith("2027 年的日历尚未公布，按周一至周五计")


def test_urgent_limits_run_day_and_night() -> None:
    basis = after_natural(shanghai("2026-11-07 02:00"), 15).basis
    assert explain(basis) == "自 11 月 7 日 02:00 起 15 分，昼夜连续计时"


@pytest.mark.parametrize(
    ("now", "text", "tone"),
    [
        ("2026-11-05 10:00", "剩 3 天 6 工时", ""),
        ("2026-11-09 17:00", "剩 1 天", ""),
        ("2026-11-10 09:00", "剩 7 工时", "due"),
        ("2026-11-11 09:30", "超 1 工时", "miss"),
        ("2026-11-13 15:00", "超 2 天 5 工时", "miss"),
    ],
)
def test_remaining_time_counts_the_days_that_the_park_is_open(now: str, text: str, tone: str) -> None:
    cal = calendar_for(ParkFactory())
    due = after_days(shanghai("2026-11-05 10:00"), 3, cal)
    with clock.at(shanghai(now)):
        shown = remaining(at=due.at, basis=due.basis, calendar=cal, label="办结")
    assert shown.text.startswith(text)
    assert shown.tone == tone
    assert shown.small.startswith("办结")


def test_limit_is_near_from_four_fifths_of_it_on() -> None:
    cal = calendar_for(ParkFactory())
    due = after_days(shanghai("2026-11-05 17:30"), 10, cal)
    tones = {}
    for day in ("2026-11-17 16:00", "2026-11-17 17:30"):
        with clock.at(shanghai(day)):
            tones[day] = remaining(at=due.at, basis=due.basis, calendar=cal).tone
    assert tones == {"2026-11-17 16:00": "", "2026-11-17 17:30": "due"}


def test_urgent_limit_counts_by_the_clock() -> None:
    cal = calendar_for(ParkFactory())
    due = after_natural(shanghai("2026-11-07 02:00"), 15)
    with clock.at(due.at - timedelta(minutes=10)):
        assert remaining(at=due.at, basis=due.basis, calendar=cal).text == "剩 10 分"


def test_range_of_days_names_the_month_once() -> None:
    first = shanghai("2026-10-01 00:00").date()
    assert day_range(first, first) == "10 月 1 日"
    assert day_range(first, first + timedelta(days=6)) == "10 月 1 日至 7 日"
    assert day_range(first, first + timedelta(days=40)) == "10 月 1 日至 11 月 10 日"
    with translation.override("en"):
        assert day_range(first, first + timedelta(days=40)) == "1 October to 10 November"
