"""Time limits on the page: words first; near from 80 % or on the last day, missed after it, paused without a bar."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from parkservice.kit import clock
from parkservice.ui import due

NOW = datetime(2026, 4, 2, 2, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def held():
    with clock.at(NOW), translation.override("zh-hans"):
        yield


def test_a_limit_with_time_is_quiet():
    shown = due.running(at=NOW + timedelta(days=5), total=1440, left=900)
    assert (shown.text, shown.small, shown.tone, shown.percent) == ("剩 1 天 7 工时", "4 月 7 日 10:05", "", 37)


def test_from_eighty_percent_it_is_near():
    assert due.running(at=NOW + timedelta(days=5), total=1000, left=201).tone == ""
    assert due.running(at=NOW + timedelta(days=5), total=1000, left=200).tone == "due"


def test_on_its_last_day_it_is_near():
    shown = due.running(at=NOW + timedelta(hours=4), total=1440, left=900, label="办结")
    assert (shown.tone, shown.small) == ("due", "办结 · 今日 14:05")


def test_after_it_the_limit_is_missed():
    shown = due.running(at=NOW - timedelta(days=3), total=480, left=-1200)
    assert (shown.text, shown.small, shown.tone, shown.percent) == (
        "超 2 天 4 工时",
        "应于 3 月 30 日 10:05",
        "miss",
        100,
    )


def test_a_limit_that_ended_with_the_opening_hours_is_up():
    shown = due.running(at=NOW - timedelta(hours=4), total=480, left=0)
    assert (shown.text, shown.tone) == ("时间已到", "miss")


def test_a_paused_clock_has_no_bar():
    shown = due.paused(until=NOW + timedelta(days=1), reason="等水表照片")
    assert (shown.text, shown.small, shown.tone, shown.percent) == ("计时暂停", "至 明日 · 等水表照片", "", None)
