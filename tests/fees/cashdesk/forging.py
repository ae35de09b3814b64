"""What a forger does who owns the database of the cash books."""

from typing import Any

import pytest
from django.db import connection

from parkservice.kit import appendonly


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def drop_rules() -> None:
    """Do what the owner of a database can: no triggers, no CHECKs."""
    appendonly.uninstall(connection)
    if connection.vendor == "sqlite":
        ignore_checks()
        return
    run("SET CONSTRAINTS ALL IMMEDIATE")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = 'fees_journalline'::regclass"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE fees_journalline DROP CONSTRAINT "{name}"')


def forge(statement: str) -> None:
    """Change what is there, and see that something changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount > 0


def ignore_checks() -> None:
    """On SQLite no CHECK is looked at until `checks_again`; on PostgreSQL `drop_rules` took them away."""
    if connection.vendor == "sqlite":
        run("PRAGMA ignore_check_constraints = ON")


@pytest.fixture(autouse=True)
def checks_again() -> Any:
    """SQLite forgets the pragma only with its connection."""
    yield
    if connection.vendor == "sqlite" and connection.connection is not None:
        run("PRAGMA ignore_check_constraints = OFF")
