"""Limits in working time: the rules and examples of domain 3.12, with the calendar the state published."""

import json
from datetime import date, datetime, time
from decimal import Decimal

import chinese_calendar
import pytest

from parkservice.kit import clock
from parkservice.kit.worktime import Calendar, after_days, after_hours, after_natural, split, working_minutes

HOURS = ((time(8, 30), time(12)), (time(13, 30), time(17, 30)))
CALENDAR = Calendar(HOURS, chinese_calendar.is_workday, frozenset({2025, 2026}))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-06 16:00", "2026-11-09 11:00"),  # over a weekend
        ("2026-09-30 16:00", "2026-10-08 11:00"),  # 国庆
        ("2026-09-24 17:40", "2026-09-28 14:00"),  # after closing, 中秋 25 to 27
    ],
)
def test_four_working_hours(received, due):
    assert after_hours(moment(received), Decimal(4), CALENDAR).at == moment(due)


@pytest.mark.parametrize(
    ("days", "received", "due"),
    [
        (3, "2026-09-30 16:00", "2026-10-10 17:30"),  # 国庆, a make-up Saturday
        (3, "2026-11-05 10:00", "2026-11-10 17:30"),  # across a weekend
        (2, "2026-09-18 10:00", "2026-09-21 17:30"),  # a make-up Sunday
        (2, "2026-11-07 12:00", "2026-11-10 17:30"),  # received on a Saturday
        (1, "2026-11-05 18:00", "2026-11-06 17:30"),  # received after closing
    ],
)
def test_working_days(days, received, due):
    assert after_days(moment(received), days, CALENDAR).at == moment(due)


@pytest.mark.parametrize(
    ("hours", "received", "due"),
    [
        ("3.5", "2026-11-05 08:30", "2026-11-05 12:00"),
        ("3.5", "2026-11-05 06:00", "2026-11-05 12:00"),
        ("4", "2026-11-05 12:30", "2026-11-05 17:30"),
        ("0.25", "2026-11-05 11:50", "2026-11-05 13:35"),
        ("7.5", "2026-11-05 13:30", "2026-11-06 12:00"),
    ],
)
def test_hours_within_a_day(hours, received, due):
    assert after_hours(moment(received), Decimal(hours), CALENDAR).at == moment(due)


def test_minutes_given_as_a_fraction_of_hours_are_exact():
    due = after_hours(moment("2026-11-05 09:00"), Decimal(20) / 60, CALENDAR)
    assert due.at == moment("2026-11-05 09:20")
    assert int(Decimal(due.basis["amount"]) * 60) == 20


def test_urgent_matters_run_in_natural_time():
    due = after_natural(moment("2026-10-01 23:50"), 30)
    assert due.at == moment("2026-10-02 00:20")
    assert due.basis == {"rule": "natural", "amount": 30, "from": "2026-10-01T23:50+08:00"}


def test_the_basis_says_what_was_skipped_and_made_up():
    assert after_days(moment("2026-09-30 16:00"), 3, CALENDAR).basis == {
        "rule": "days",
        "amount": 3,
        "from": "2026-09-30T16:00+08:00",
        "hours": "08:30–12:00, 13:30–17:30",
        "skipped": [["2026-10-01", "2026-10-07"]],
        "makeup": ["2026-10-10"],
        "unknown_years": [],
    }


def test_the_basis_of_hours_can_be_kept_as_json():
    basis = after_hours(moment("2026-09-24 17:40"), Decimal("4.0"), CALENDAR).basis
    assert json.loads(json.dumps(basis)) == basis
    assert (basis["amount"], basis["skipped"]) == ("4", [["2026-09-25", "2026-09-27"]])


def test_a_plain_weekend_is_not_worth_a_word():
    basis = after_hours(moment("2026-11-06 16:00"), Decimal(4), CALENDAR).basis
    assert (basis["skipped"], basis["makeup"], basis["unknown_years"]) == ([], [], [])


def test_a_make_up_day_that_was_over_at_receipt_does_not_count():
    basis = after_hours(moment("2026-10-10 18:00"), Decimal(1), CALENDAR).basis
    assert basis["makeup"] == []
    assert after_hours(moment("2026-10-10 17:00"), Decimal(1), CALENDAR).basis["makeup"] == ["2026-10-10"]


def test_a_year_without_calendar_counts_monday_to_friday_and_says_so():
    due = after_days(moment("2026-12-31 10:00"), 2, CALENDAR)
    assert due.at == moment("2027-01-04 17:30")
    assert due.basis["unknown_years"] == [2027]


def test_a_calendar_without_working_days_is_an_error():
    closed = Calendar(HOURS, lambda _day: False, frozenset(range(2020, 2050)))
    with pytest.raises(ValueError):
        after_hours(moment("2026-11-06 16:00"), Decimal(1), closed)
    with pytest.raises(ValueError):
        after_days(moment("2026-11-06 16:00"), 1, closed)
    with pytest.raises(ValueError):
        after_days(moment("2026-11-06 16:00"), 0, CALENDAR)


@pytest.mark.parametrize(
    ("since", "until", "minutes"),
    [
        ("2026-11-06 16:00", "2026-11-09 11:00", 240),
        ("2026-09-30 16:00", "2026-10-08 11:00", 240),
        ("2026-11-05 12:10", "2026-11-05 13:20", 0),
        ("2026-11-05 09:00", "2026-11-05 09:00", 0),
        ("2026-11-09 11:00", "2026-11-06 16:00", -240),
        ("2026-09-28 00:00", "2026-10-11 00:00", 6 * 450),
    ],
)
def test_working_minutes_between_two_moments(since, until, minutes):
    assert working_minutes(moment(since), moment(until), CALENDAR) == minutes


def test_minutes_are_shown_as_working_days_hours_and_minutes():
    assert split(450 + 7 * 60 + 5, CALENDAR) == (1, 7, 5)
    assert split(-30, CALENDAR) == (0, 0, 30)


def test_the_example_days_are_what_the_state_published():
    assert not chinese_calendar.is_workday(date(2026, 9, 25))
    assert chinese_calendar.is_workday(date(2026, 9, 20))
    assert chinese_calendar.is_workday(date(2026, 10, 10))
