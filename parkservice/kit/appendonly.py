"""Rules that the database itself keeps: append-only tables, days that never overlap, closed days (design section 3).

One registry says which columns of a table may still change; every other UPDATE, each DELETE, REPLACE and TRUNCATE is
refused by triggers, whoever sends it. They are installed after every migrate, because a table that SQLite rebuilds
loses its triggers without a word; `missing` is what `check_books` and a house test ask. A refusal arrives as
IntegrityError whose text begins with `append-only:`, `no-overlap:` or `closed:` and the name of the table. SQLite
needs `recursive_triggers=ON`, else REPLACE walks around the delete trigger.
"""

from collections.abc import Iterable

from django.db import IntegrityError
from django.db.backends.base.base import BaseDatabaseWrapper

from parkservice.kit.triggers import (
    APPEND_ONLY,
    CLOSED,
    NO_OVERLAP,
    Closing,
    Dated,
    PostgresTriggers,
    Protection,
    Ranges,
    SqliteTriggers,
    Trigger,
)


class Registry:
    """The rules of a set of tables. The product has one, below; tests make their own."""

    def __init__(self) -> None:
        """Begin without rules."""
        self._protections: dict[str, Protection] = {}
        self._ranges: dict[str, Ranges] = {}
        self._dated: dict[str, Dated] = {}

    def protect(self, table: str, mutable: Iterable[str] = (), *, deletable: bool = False) -> None:
        """Make a table append-only, except for changes of the `mutable` columns, and deletes when `deletable`."""
        self._protections[table] = Protection(table, frozenset(mutable), deletable)

    def no_overlap(
        self, table: str, key: Iterable[str], starts: str = "starts", ends: str = "ends", condition: str = ""
    ) -> None:
        """Refuse two rows of a table with the same key that share a day, also from two writers at one moment.

        Both days belong to the range, `ends` NULL is open. Only rows count whose boolean column `condition` is true.
        """
        self._ranges[table] = Ranges(table, tuple(key), starts, ends, condition)

    def refuse_closed(self, table: str, closing: Closing, key: str, day: str = "day") -> None:
        """Refuse a new row of a table whose `day` is closed, or was never opened, for what its column `key` names.

        A row without `key` passes. Who closes locks the row of the guard FOR UPDATE before reading what is inside.
        """
        rule = Dated(table, closing, key, day)
        self._dated[rule.name] = rule

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Make or renew the triggers of all tables that exist; may be repeated.

        Raises ValueError when a rule names a column that its table does not have.
        """
        vendor = _vendor(connection)
        _run(connection, [sql for trigger in self._wanted(connection) for sql in vendor.make(trigger)])

    def uninstall(self, connection: BaseDatabaseWrapper) -> None:
        """Take the triggers of all tables that exist away."""
        vendor = _vendor(connection)
        _run(connection, [sql for trigger in self._wanted(connection) for sql in vendor.drop(trigger)])

    def missing(self, connection: BaseDatabaseWrapper) -> list[str]:
        """Return the names of absent tables, and of triggers that are absent, switched off or outdated."""
        wanted = self._wanted(connection)
        found = _vendor(connection).existing(connection)
        ruled = {*self._protections, *self._ranges, *(rule.table for rule in self._dated.values())}
        absent = ruled - {trigger.table for trigger in wanted}
        return sorted(absent) + [trigger.name for trigger in wanted if found.get(trigger.name) != trigger.sql]

    def _wanted(self, connection: BaseDatabaseWrapper) -> list[Trigger]:
        """Return the triggers that the tables of this database should have."""
        vendor = _vendor(connection)
        triggers: list[Trigger] = []
        with connection.cursor() as cursor:
            tables = set(connection.introspection.table_names(cursor))
            for table in sorted(tables.intersection(self._protections)):
                cursor.execute(f'SELECT * FROM "{table}" LIMIT 0')  # noqa: S608 - its description names the columns
                columns = [column[0] for column in cursor.description]
                if unknown := self._protections[table].mutable.difference(columns):
                    raise ValueError(f"{table} has no column {', '.join(sorted(unknown))}.")
                triggers += vendor.append_only(self._protections[table], columns)
        for table in sorted(tables.intersection(self._ranges)):
            triggers += vendor.ranges(self._ranges[table])
        for rule in self._dated.values():
            triggers += vendor.closed_days(rule) if rule.table in tables else []
        return triggers


registry = Registry()
protect = registry.protect
no_overlap = registry.no_overlap
refuse_closed = registry.refuse_closed
install = registry.install
uninstall = registry.uninstall
missing = registry.missing


def refused_overlap(error: IntegrityError) -> bool:
    """Tell whether the database refused a row because of its days, so that a service can say so kindly."""
    return str(error).startswith(f"{NO_OVERLAP}:")


def refused_change(error: IntegrityError) -> bool:
    """Tell whether the database refused to change or delete a row that stays."""
    return str(error).startswith(f"{APPEND_ONLY}:")


def refused_closed(error: IntegrityError) -> bool:
    """Tell whether the database refused a row because its day or month is closed."""
    return str(error).startswith(f"{CLOSED}:")


def _vendor(connection: BaseDatabaseWrapper) -> SqliteTriggers | PostgresTriggers:
    return PostgresTriggers() if connection.vendor == "postgresql" else SqliteTriggers()


def _run(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in filter(None, statements):
            cursor.execute(statement)
