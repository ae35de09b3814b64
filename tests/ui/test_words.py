"""Dates, spans and money as the two languages write them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import engines
from django.utils import translation

from parkservice.kit import clock
from parkservice.ui import words

NOW = datetime(2026, 4, 2, 2, 5, tzinfo=UTC)  # Thursday 2 April 2026, 10:05 in the park


@pytest.fixture(autouse=True)
def held_clock():
    with clock.at(NOW):
        yield


def both(function, *args, **kwargs):
    with translation.override("zh-hans"):
        chinese = function(*args, **kwargs)
    with translation.override("en"):
        return chinese, function(*args, **kwargs)


@pytest.mark.parametrize(
    ("moment", "chinese", "english"),
    [
        (datetime(2026, 4, 2, 8, 0, tzinfo=UTC), "今日 16:00", "today, 16:00"),
        (datetime(2026, 4, 1, 1, 12, tzinfo=UTC), "昨日 09:12", "yesterday, 09:12"),
        (datetime(2026, 4, 2, 16, 30, tzinfo=UTC), "明日 00:30", "tomorrow, 00:30"),
        (datetime(2026, 4, 7, 1, 12, tzinfo=UTC), "4 月 7 日 09:12", "7 April, 09:12"),
        (datetime(2025, 12, 31, 1, 12, tzinfo=UTC), "2025 年 12 月 31 日 09:12", "31 December 2025, 09:12"),
        (date(2026, 4, 7), "4 月 7 日", "7 April"),
        (None, "—", "—"),
    ],
)
def test_moments(moment, chinese, english):
    assert both(words.when_text, moment) == (chinese, english)


def test_what_is_read_later_names_every_day_with_its_year():
    moment = datetime(2026, 4, 2, 8, 0, tzinfo=UTC)
    with words.lasting():
        assert both(words.when_text, moment) == ("2026 年 4 月 2 日 16:00", "2 April 2026, 16:00")
    assert both(words.when_text, moment) == ("今日 16:00", "today, 16:00")


def test_a_moment_with_its_weekday():
    moment = datetime(2026, 4, 7, 1, 12, tzinfo=UTC)
    assert both(words.when_text, moment, weekday=True) == ("4 月 7 日 星期二 09:12", "Tuesday 7 April, 09:12")


@pytest.mark.parametrize(
    ("minutes", "chinese", "english"),
    [
        (0, "0 分", "0 min"),
        (30, "30 分", "30 min"),
        (195, "3 工时 15 分", "3 h 15 min"),
        (480, "1 天", "1 d"),
        (900, "1 天 7 工时", "1 d 7 h"),
        (1975, "4 天 55 分", "4 d 55 min"),
        (None, "—", "—"),
    ],
)
def test_opening_time_counts_days_of_eight_hours(minutes, chinese, english):
    assert both(words.span_text, minutes, working=True) == (chinese, english)


def test_ordinary_time_counts_days_of_twenty_four_hours():
    assert both(words.span_text, 100) == ("1 小时 40 分", "1 h 40 min")
    assert both(words.span_text, 26 * 60) == ("1 天 2 小时", "1 d 2 h")


def test_money_has_a_proper_minus_and_a_dash_for_nothing_known():
    assert words.yuan_text(Decimal("4948.70")) == "¥4,948.70"
    assert words.yuan_text(Decimal("-50"), sign=False) == "−50.00"
    assert words.yuan_text(0) == "¥0.00"
    assert words.yuan_text(None) == "—"


def test_mobile_numbers_are_grouped_and_others_left_alone():
    assert words.phone_text("19900000034") == "199 0000 0034"
    assert words.phone_text("0755-26001234-801") == "0755-26001234-801"
    assert words.phone_text("") == "—"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ value|dash }}", "—"),
        ("{{ zero|dash }}", "0"),
        ("{{ sharp|dash }}", "&lt;b&gt;"),
        ("{{ minutes|worktime }}", "1 天 7 工时"),
        ("{{ moment|clocktime }}", "09:12"),
        ("{{ moment|age }}", "1 天 53 分"),
        ("{{ moment|weekday }}", "4 月 1 日 星期三 09:12"),
        ("{{ park|inlang:'desk_place' }}", "C 栋一层"),
    ],
)
def test_filters(source, shown):
    values = {
        "value": None,
        "zero": 0,
        "sharp": "<b>",
        "minutes": 900,
        "moment": datetime(2026, 4, 1, 1, 12, tzinfo=UTC),
        "park": type("Park", (), {"desk_place_zh": "C 栋一层", "desk_place_en": ""}),
    }
    with translation.override("zh-hans"):
        assert engines["django"].from_string(source).render(values) == shown
