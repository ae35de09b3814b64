"""The two data stores that tests run on, and fresh copies of a prepared database in each.

A prepared database is built once per session by the product's own commands (migrate, cache table, demo park) and
then copied for every journey and race: those need committed data, and append-only tables refuse to be emptied.
SQLite is copied as a file, PostgreSQL by `CREATE DATABASE ... TEMPLATE` (design section 9); the park of PostgreSQL is
that of SQLite, row by row, which takes seconds where the demo takes two minutes.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
CANDIDATES = (
    "postgresql://%2Fvar%2Frun%2Fpostgresql/postgres",
    "postgresql://postgres:postgres@127.0.0.1:5432/postgres",
    "postgresql://postgres@127.0.0.1:5432/postgres",
)


def postgres_url() -> str | None:
    """The address of a PostgreSQL that answers and lets us make databases, or None.

    PARKSERVICE_TEST_PG names one; otherwise the local socket and port 5432 are tried.
    """
    named = os.environ.get("PARKSERVICE_TEST_PG")
    for url in [named] if named else CANDIDATES:
        try:
            with psycopg.connect(url, connect_timeout=3) as connection:
                row = connection.execute(
                    "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
                ).fetchone()
        except psycopg.Error:
            continue
        if row and row[0]:
            return url
    return None


@dataclass(frozen=True)
class Store:
    """One database with the folder of its files: what DATABASE_URL and PARKSERVICE_VAR name."""

    url: str
    var: Path

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a process of the product that works on this store."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("PARKSERVICE_")}
        return {**own, "DATABASE_URL": self.url, "PARKSERVICE_VAR": str(self.var), "PYTHONUNBUFFERED": "1"}

    def manage(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a management command on this store; a failure shows what the command said."""
        done = self.run(str(ROOT / "manage.py"), *words)
        if check and done.returncode:
            raise AssertionError(f"manage.py {' '.join(words)} failed:\n{done.stdout}\n{done.stderr}")
        return done

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run Python with these arguments on this store and return what it said."""
        return subprocess.run(
            [sys.executable, *words],
            env={**self.environment, **environment},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    def migrate(self) -> None:
        """Tables and the cache table."""
        self.var.mkdir(parents=True, exist_ok=True)
        self.manage("migrate", "--verbosity=0")
        self.manage("createcachetable")

    def prepare(self) -> None:
        """Tables, cache table and the demo park."""
        self.migrate()
        self.manage("demo")


class SqliteStores:
    """Databases as files in one folder."""

    vendor = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0

    def create(self) -> Store:
        """An empty database with its own folder."""
        self.count += 1
        place = self.folder / f"store{self.count}"
        place.mkdir(parents=True)
        return Store(f"sqlite:///{place / 'db.sqlite3'}", place / "var")

    def copy(self, original: Store) -> Store:
        """A second database with the same content."""
        fresh = self.create()
        source, target = (sqlite3.connect(store.url.removeprefix("sqlite:///")) for store in (original, fresh))
        with source, target:
            source.backup(target)
        source.close()
        target.close()
        shutil.copytree(original.var, fresh.var)
        return fresh

    def drop(self, store: Store) -> None:
        """Remove the database and its folder."""
        shutil.rmtree(store.var.parent)


class PostgresStores:
    """Databases of a PostgreSQL server; their names carry our process number, so that two runs never meet."""

    vendor = "postgresql"

    def __init__(self, server: str, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.count = 0

    def create(self, template: str = "template0") -> Store:
        """A new database, empty or with the content of `template`."""
        self.count += 1
        name = f"parkservice_test_{os.getpid()}_{self.count}"
        self._execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
        var = self.folder / name / "var"
        var.parent.mkdir(parents=True)
        return Store(f"{self.server.rpartition('/')[0]}/{name}", var)

    def copy(self, original: Store) -> Store:
        """A second database with the same content."""
        fresh = self.create(self._name(original))
        shutil.copytree(original.var, fresh.var)
        return fresh

    def fill(self, store: Store, original: Store) -> None:
        """Put the rows and files of a SQLite store into one that has tables only."""
        shutil.copytree(original.var, store.var, dirs_exist_ok=True)
        source = sqlite3.connect(original.url.removeprefix("sqlite:///"))
        with psycopg.connect(store.url, options="-c TimeZone=UTC") as target:
            tables = _columns(target)
            # The rows were posted by the rules of the product; a closed day refuses them a second time.
            for table in tables:
                target.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
            target.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, tables))))
            for table, columns in tables.items():
                names = sql.SQL(", ").join(map(sql.Identifier, columns))
                statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
                asked = ", ".join(f'"{name}"' for name in columns)
                with target.cursor() as cursor, cursor.copy(statement) as rows:
                    for row in source.execute(f'SELECT {asked} FROM "{table}"'):  # noqa: S608 - our own tables
                        rows.write_row(row)
            for table, key in target.execute(_COUNTED).fetchall():
                names = {"table": sql.Identifier(table), "name": sql.Literal(table), "key": sql.Identifier(key)}
                target.execute(_NEXT_KEY.format(**names, key_name=sql.Literal(key)))
        with psycopg.connect(store.url) as target:
            for table in tables:
                target.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table)))
            target.execute("ANALYZE")
        source.close()

    def drop(self, store: Store) -> None:
        """Remove the database, whoever is still connected, and its folder."""
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self._name(store))))
        shutil.rmtree(store.var.parent)

    def _name(self, store: Store) -> str:
        return store.url.rpartition("/")[2]

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement)


_COUNTED = (
    "SELECT table_name, column_name FROM information_schema.columns "
    "WHERE table_schema = 'public' AND is_identity = 'YES' AND table_name <> 'django_migrations'"
)
_NEXT_KEY = sql.SQL(
    "SELECT setval(pg_get_serial_sequence({name}, {key_name}), max({key})) FROM {table} HAVING max({key}) > 0"
)


def _columns(connection: psycopg.Connection[Any]) -> dict[str, list[str]]:
    """The columns of every table but the one in which Django notes its migrations."""
    rows = connection.execute(
        "SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position) FROM information_schema.columns "
        "WHERE table_schema = 'public' AND table_name <> 'django_migrations' GROUP BY table_name"
    )
    return dict(rows.fetchall())


Stores = SqliteStores | PostgresStores


if __name__ == "__main__":
    sys.stdout.write(postgres_url() or "")
