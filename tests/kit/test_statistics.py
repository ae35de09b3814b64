"""SQLite looks at its indexes once a day."""

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

pytestmark = pytest.mark.django_db


def looked_at() -> int:
    """How many indexes SQLite knows something of."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'")
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute("SELECT count(*) FROM sqlite_stat1")
        return int(cursor.fetchone()[0])


def test_the_minutes_work_looks_at_the_indexes_once_a_day():
    cache.delete("kit.statistics")
    call_command("tick")
    assert looked_at() > 0
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sqlite_stat1")
    call_command("tick")
    assert looked_at() == 0
