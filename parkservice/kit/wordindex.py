"""An index over columns that hold pairs of characters (`kit.grams`): FTS5 on SQLite, GIN on PostgreSQL.

One registry names the tables; the structures are installed after every migrate, as the append-only triggers are,
because neither can be said in a migration that serves both stores. On SQLite a shadow table follows the rows by
triggers; on PostgreSQL each column has an index over its pairs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from parkservice.kit.grams import pairs, tokens


@dataclass(frozen=True)
class WordIndex:
    """The index of one table: its text columns of pairs; rows are known by `id`."""

    table: str
    columns: tuple[str, ...]

    @property
    def shadow(self) -> str:
        """The FTS5 table that follows it on SQLite."""
        return f"{self.table}_fts"


_indexes: dict[str, WordIndex] = {}


def register(table: str, columns: Sequence[str]) -> WordIndex:
    """Index these columns of a table; registering a table again replaces its index."""
    _indexes[table] = WordIndex(table, tuple(columns))
    return _indexes[table]


def install(connection: BaseDatabaseWrapper) -> None:
    """Make what is missing for all tables that exist; may be repeated."""
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        for index in _indexes.values():
            if index.table in present and connection.vendor == "sqlite":
                _install_sqlite(cursor, index, fresh=index.shadow not in present)
            elif index.table in present:
                _install_postgres(cursor, index)


def uninstall(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away that would hinder SQLite from changing a table; the shadow tables keep their content."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for index in _indexes.values():
                for event in ("insert", "delete", "update"):
                    cursor.execute(f'DROP TRIGGER IF EXISTS "{index.shadow}_{event}"')


def _install_sqlite(cursor: CursorWrapper, index: WordIndex, *, fresh: bool) -> None:
    names = ", ".join(index.columns)
    if fresh:
        cursor.execute(
            f'CREATE VIRTUAL TABLE "{index.shadow}" USING fts5({names}, content="{index.table}", content_rowid="id")'
        )
        cursor.execute(f'INSERT INTO "{index.shadow}"("{index.shadow}") VALUES (\'rebuild\')')  # noqa: S608 - our names
    new, old = (", ".join(f"{row}.{column}" for column in index.columns) for row in ("new", "old"))
    add = f'INSERT INTO "{index.shadow}"(rowid, {names}) VALUES (new.id, {new});'  # noqa: S608 - names from our own code
    drop = f'INSERT INTO "{index.shadow}"("{index.shadow}", rowid, {names}) VALUES (\'delete\', old.id, {old});'  # noqa: S608 - same
    for event, body in (("insert", add), ("delete", drop), ("update", drop + add)):
        cursor.execute(
            f'CREATE TRIGGER IF NOT EXISTS "{index.shadow}_{event}" AFTER {event.upper()} ON "{index.table}"'
            f" BEGIN {body} END"
        )


def _install_postgres(cursor: CursorWrapper, index: WordIndex) -> None:
    for column in index.columns:
        name = f"{index.table}_{column}_pairs"
        # Asked first: an index that is there must not be touched while the transaction still has rows to check.
        cursor.execute("SELECT to_regclass(%s)", [name])
        if cursor.fetchone()[0] is None:
            cursor.execute(f"""CREATE INDEX "{name}" ON "{index.table}" USING gin (string_to_array({column}, ' '))""")


def condition(
    connection: BaseDatabaseWrapper, index: WordIndex, text: str, columns: Sequence[str]
) -> tuple[str, list[Any]]:
    """Return the SQL condition, with its values, that a row holds every word of a text in one of the columns.

    A word counts where its characters follow each other. Raises ValueError for a text without letters and digits.
    """
    words = [pairs(token) for token in dict.fromkeys(tokens(text))]
    if not words:
        raise ValueError("Nothing to look for.")
    if connection.vendor == "sqlite":
        phrases = " AND ".join(f'"{" ".join(word)}"' for word in words)
        match = f"{{{' '.join(columns)}}} : ({phrases})"
        return f'id IN (SELECT rowid FROM "{index.shadow}" WHERE "{index.shadow}" MATCH %s)', [match]  # noqa: S608 - same
    parts, values = [], []
    for word in words:
        holding = [f"(string_to_array({column}, ' ') @> %s AND {column} LIKE %s)" for column in columns]
        parts.append(f"({' OR '.join(holding)})")
        values += [word, f"%{' '.join(word)}%"] * len(columns)
    return " AND ".join(parts), values
