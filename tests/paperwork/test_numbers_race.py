"""Many writers ask for numbers of a new series at the same moment: every number once, none missing."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from parkservice.paperwork import numbers
from parkservice.paperwork.models import NumberSeries
from parkservice.parks.models import Park
from tests.support.stores import Store

WRITERS = 16
ROUNDS = 5
SECONDS_TO_MEET = 1

pytestmark = pytest.mark.race


@pytest.fixture
def park(park_copy: Store) -> Park:
    """The park of the copied demo, with a series that nobody used before."""
    found = Park.objects.get_default()
    assert found
    NumberSeries.objects.filter(park=found, prefix="HD").delete()
    return found


def test_parallel_writers_get_every_number_exactly_once(park):
    start = threading.Barrier(WRITERS)

    def write() -> list[int]:
        start.wait()
        return [_give(park) for _round in range(ROUNDS)]

    given = [serial for serials in _together(WRITERS, write) for serial in serials]
    assert sorted(given) == list(range(1, WRITERS * ROUNDS + 1))


def test_without_the_lock_two_writers_get_the_same_number(park, monkeypatch):
    """The control: the lock is what keeps numbers apart on PostgreSQL; SQLite has one writer at a time anyway."""
    _give(park)
    meeting = threading.Barrier(2)

    def read_without_lock(park: Park, code: str, year: int) -> NumberSeries:
        series = NumberSeries.objects.get(park=park, prefix=code, year=year)
        try:
            meeting.wait(SECONDS_TO_MEET)
        except threading.BrokenBarrierError:
            assert connection.vendor == "sqlite"
        return series

    monkeypatch.setattr(numbers, "_locked_series", read_without_lock)
    given = _together(2, lambda: _give(park))
    assert sorted(given) == ([2, 3] if connection.vendor == "sqlite" else [2, 2])


def _give(park: Park) -> int:
    with transaction.atomic():
        return int(numbers.next_number(park, "HD").rpartition("-")[2])


def _together(count: int, work: Callable[[], object]) -> list:
    def run(_writer: int) -> object:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))
