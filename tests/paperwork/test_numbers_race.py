"""Sixteen writers ask for numbers of a new series at the same moment: every number once, none missing."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from parkservice.paperwork.models import NumberSeries
from parkservice.paperwork.numbers import next_number
from parkservice.parks.models import Park
from tests.support.stores import Store

WRITERS = 16
ROUNDS = 5

pytestmark = pytest.mark.race


def test_parallel_writers_get_every_number_exactly_once(park_copy: Store):
    park = Park.objects.get_default()
    NumberSeries.objects.filter(park=park, prefix="HD").delete()
    start = threading.Barrier(WRITERS)

    def write(_writer: int) -> list[str]:
        start.wait()
        try:
            return [_give(park) for _round in range(ROUNDS)]
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        given = [number for numbers in pool.map(write, range(WRITERS)) for number in numbers]
    serials = sorted(int(number.rpartition("-")[2]) for number in given)
    assert serials == list(range(1, WRITERS * ROUNDS + 1))


def _give(park: Park) -> str:
    with transaction.atomic():
        return next_number(park, "HD")
