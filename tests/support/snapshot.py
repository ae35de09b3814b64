"""Building the same rows once for many tests: the first test makes them, the others get them back row by row.

Making a park with its reference data and people costs 0.2 s of CPU, putting its rows back costs a few milliseconds.
Every test rolls back what it wrote, so the keys are free again; where they are not, the rows are made anew.
"""

import pickle
from collections.abc import Callable
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, models

MadeT = TypeVar("MadeT")
Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


class Snapshot:
    """What one builder makes, kept for the process; `state` tells whether the tables are as they were then."""

    def __init__(self, build: Callable[[], MadeT]) -> None:
        self.build = build
        self.before: dict[str, int] = {}
        self.rows: Rows = {}
        self.made = b""

    def get(self) -> Any:
        """Return what the builder makes, with its rows in the database."""
        standing = counts()
        if not self.made or standing != self.before:
            return self._make(standing)
        with connection.cursor() as cursor:
            for table, (columns, rows) in self.rows.items():
                names = ", ".join(f'"{column}"' for column in columns)
                marks = ", ".join(["%s"] * len(columns))
                cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)  # noqa: S608 - our tables
        return pickle.loads(self.made)  # noqa: S301 - our own bytes

    def _make(self, standing: dict[str, int]) -> Any:
        known = {table: {row[0] for row in rows} for table, (_columns, rows) in dump().items()}
        made = self.build()
        if not self.made:
            self.before = standing
            for table, (columns, rows) in dump().items():
                if new := [row for row in rows if row[0] not in known.get(table, set())]:
                    self.rows[table] = (columns, new)
            self.made = pickle.dumps(made)
        return made


def counts() -> dict[str, int]:
    """The highest key of each table that a park fills; two equal answers mean the same standing rows."""
    watched = [apps.get_model(label) for label in ("parks.Park", "accounts.User", "estate.Unit", "journal.Event")]
    return {model._meta.db_table: model._base_manager.aggregate(top=models.Max("pk"))["top"] or 0 for model in watched}


def dump() -> Rows:
    """Every row of every table with a single key, the key first."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if not model._meta.managed or model._meta.proxy:
                continue
            key = model._meta.pk.column
            columns = [key, *(field.column for field in model._meta.concrete_fields if field.column != key)]
            names = ", ".join(f'"{column}"' for column in columns)
            cursor.execute(f'SELECT {names} FROM "{model._meta.db_table}"')  # noqa: S608 - our tables
            found[model._meta.db_table] = (columns, [tuple(map(storable, row)) for row in cursor.fetchall()])
    return found


def storable(value: Any) -> Any:
    """A value as the driver takes it back: SQLite knows no types of time, and nobody writes address objects."""
    plain = value is None or isinstance(value, str | bytes | int | float)
    return value if plain or (connection.vendor == "postgresql" and hasattr(value, "year")) else str(value)
