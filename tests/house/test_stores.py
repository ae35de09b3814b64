"""What the database itself keeps, on both stores (design sections 3 and 8)."""

import pytest
from django.core.management import call_command
from django.db import connection

from parkservice.kit import appendonly
from parkservice.kit.stores import database

pytestmark = pytest.mark.django_db


@pytest.mark.both
def test_every_trigger_is_installed():
    assert appendonly.missing(connection) == []


@pytest.mark.both
def test_the_journal_and_the_logs_are_append_only():
    tables = {"journal_event", "journal_accessentry", "journal_exportentry"}
    assert tables <= set(appendonly.registry._protections)


def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.both
def test_the_connection_has_the_settings_of_its_store():
    wanted = {
        "sqlite": {"PRAGMA foreign_keys": 1, "PRAGMA recursive_triggers": 1, "PRAGMA synchronous": 2},
        "postgresql": {"SHOW lock_timeout": "3s", "SHOW transaction_isolation": "read committed"},
    }[connection.vendor]
    with connection.cursor() as cursor:
        found = {question: cursor.execute(question).fetchone()[0] for question in wanted}
    assert found == wanted


def test_sqlite_takes_its_writer_at_the_start_of_a_transaction():
    assert database("sqlite:////srv/park.sqlite3")["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_postgresql_is_reached_through_a_socket_and_a_pool():
    described = database("postgresql://%2Fvar%2Frun%2Fpostgresql/park", pool=5)
    assert (described["HOST"], described["NAME"]) == ("/var/run/postgresql", "park")
    assert described["OPTIONS"]["pool"] == {"min_size": 1, "max_size": 5}
