"""What the kit does each minute: once a day it lets SQLite look at its indexes, so that it picks the right one.

PostgreSQL does so by itself. Each index is read on its own, so that the one writer is never held for long.
"""

from django.core.cache import cache
from django.db import connection

DAY = 24 * 60 * 60


def run() -> int:
    """Renew the statistics of SQLite when a day has passed. Running it twice or late gives the same result."""
    if connection.vendor != "sqlite" or not cache.add("kit.statistics", True, DAY):
        return 0
    return renew_statistics()


def renew_statistics() -> int:
    """Read every index of SQLite whole: a sample cannot tell a column that is the same in all rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'index'")
        names = [name for (name,) in cursor.fetchall()]
        for name in names:
            cursor.execute(f'ANALYZE "{name}"')
    return len(names)
