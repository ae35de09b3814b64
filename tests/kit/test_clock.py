"""The one clock: moments in UTC, days of Asia/Shanghai, held for demo and tests."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from parkservice.kit import clock


def test_now_is_aware_and_in_utc():
    assert clock.now().utcoffset() == timedelta(0)


def test_today_is_the_day_in_shanghai():
    with clock.at(datetime(2026, 3, 31, 16, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 4, 1)


def test_a_held_clock_stands_still_and_can_be_nested():
    outer, inner = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    with clock.at(outer):
        with clock.at(inner):
            assert clock.now() == inner
        assert clock.now() == outer
    assert clock.now() > inner


def test_the_clock_runs_on_after_an_error():
    held = datetime(2020, 1, 1, tzinfo=UTC)
    with pytest.raises(RuntimeError), clock.at(held):
        raise RuntimeError
    assert clock.now() > held


def test_a_moment_without_zone_is_refused():
    naive = datetime(2026, 3, 1, 9)  # noqa: DTZ001 - the very mistake
    with pytest.raises(ValueError), clock.at(naive):
        pass
    with pytest.raises(ValueError):
        clock.local(naive)


def test_combine_gives_the_local_moment():
    assert clock.combine(date(2026, 3, 8), time(9)) == datetime(2026, 3, 8, 1, tzinfo=UTC)
