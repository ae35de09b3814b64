"""Rows that stay and days that never overlap, kept by the database itself on both stores."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from parkservice.kit import apps as kit_apps
from parkservice.kit.appendonly import Registry, refused_change, refused_overlap

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def refuses(sql):
    """Check that the database refuses a statement, and return what it says."""

    def check(statement: str, *values: object) -> IntegrityError:
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            sql(statement, *values)
        return refusal.value

    return check


@pytest.fixture
def diary(make_table, sql):
    """A diary with one line; whether it was read may still change."""
    make_table("kit_diary", "line text NOT NULL, read_at date, place text")
    sql("INSERT INTO kit_diary (line) VALUES ('first')")
    registry = Registry()
    registry.protect("kit_diary", ["read_at"])
    registry.install(connection)
    return registry


@pytest.fixture
def lets(make_table):
    """Occupancies of units; the main one of a unit has its days for itself."""
    make_table("kit_let", "unit_id bigint NOT NULL, starts date NOT NULL, ends date, main boolean NOT NULL")
    registry = Registry()
    registry.no_overlap("kit_let", ["unit_id"], condition="main")
    registry.install(connection)
    return registry


LET = "INSERT INTO kit_let (unit_id, starts, ends, main) VALUES (%s, %s, %s, %s)"


@pytest.mark.usefixtures("diary")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kit_diary SET line = 'other'",
        "UPDATE kit_diary SET place = 'desk'",
        "UPDATE kit_diary SET id = 99",
        "UPDATE kit_diary SET read_at = '2026-03-01', line = 'other'",
        "DELETE FROM kit_diary",
    ],
)
def test_a_line_stays_as_it_was_written(sql, refuses, statement):
    refusal = refuses(statement)
    assert refused_change(refusal)
    assert "kit_diary" in str(refusal)
    assert sql("SELECT line, place FROM kit_diary") == [("first", None)]


@pytest.mark.usefixtures("diary")
def test_every_way_around_is_closed(refuses):
    ways = {
        "sqlite": [
            "INSERT OR REPLACE INTO kit_diary (id, line) VALUES (1, 'other')",
            "REPLACE INTO kit_diary (id, line) VALUES (1, 'other')",
            "UPDATE OR REPLACE kit_diary SET line = 'other'",
            "INSERT INTO kit_diary (id, line) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET line = 'other'",
        ],
        "postgresql": [
            "TRUNCATE kit_diary",
            "TRUNCATE kit_diary CASCADE",
            "INSERT INTO kit_diary (id, line) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET line = 'other'",
        ],
    }
    for statement in ways[connection.vendor]:
        assert refused_change(refuses(statement))


@pytest.mark.usefixtures("diary")
def test_declared_columns_still_change(sql):
    sql("UPDATE kit_diary SET read_at = '2026-03-01', line = line")
    sql("INSERT INTO kit_diary (line) VALUES ('second')")
    assert sql("SELECT count(*), count(read_at) FROM kit_diary") == [(2, 1)]


def test_without_declared_columns_no_update_at_all(make_table, sql, refuses):
    make_table("kit_plain", "line text")
    sql("INSERT INTO kit_plain (line) VALUES ('first')")
    registry = Registry()
    registry.protect("kit_plain")
    registry.install(connection)
    assert refused_change(refuses("UPDATE kit_plain SET line = line"))


def test_declared_deletes_pass(make_table, sql, refuses):
    make_table("kit_note", "line text")
    sql("INSERT INTO kit_note (line) VALUES ('first')")
    registry = Registry()
    registry.protect("kit_note", deletable=True)
    registry.install(connection)
    refuses("UPDATE kit_note SET line = 'other'")
    sql("DELETE FROM kit_note")
    assert sql("SELECT count(*) FROM kit_note") == [(0,)]


def test_installing_again_changes_nothing(diary, refuses):
    diary.install(connection)
    assert diary.missing(connection) == []
    refuses("DELETE FROM kit_diary")


def test_a_new_column_is_protected_after_the_next_install(diary, sql, refuses):
    sql("ALTER TABLE kit_diary ADD COLUMN mood text")
    diary.install(connection)
    assert diary.missing(connection) == []
    refuses("UPDATE kit_diary SET mood = 'glad'")


def test_absent_triggers_and_tables_are_named(diary, sql):
    diary.protect("kit_nowhere")
    on_table = " ON kit_diary" if connection.vendor == "postgresql" else ""
    sql(f"DROP TRIGGER append_only_kit_diary_delete{on_table}")
    assert diary.missing(connection) == ["kit_nowhere", "append_only_kit_diary_delete"]


def test_outdated_and_disabled_triggers_are_named(diary, sql):
    if connection.vendor == "postgresql":
        sql("ALTER TABLE kit_diary DISABLE TRIGGER append_only_kit_diary_update")
    else:
        sql("ALTER TABLE kit_diary ADD COLUMN mood text")
    assert diary.missing(connection) == ["append_only_kit_diary_update"]


def test_a_rule_about_an_unknown_column_is_an_error(diary):
    diary.protect("kit_diary", ["red_at"])
    with pytest.raises(ValueError, match="red_at"):
        diary.install(connection)


def test_taken_away_triggers_refuse_nothing(diary, sql):
    diary.uninstall(connection)
    sql("DELETE FROM kit_diary")
    assert len(diary.missing(connection)) == (3 if connection.vendor == "postgresql" else 2)


@pytest.mark.parametrize(
    ("starts", "ends"),
    [("2026-03-31", "2026-04-30"), ("2025-01-01", "2026-01-01"), ("2026-02-01", "2026-02-02"), ("2025-06-01", None)],
)
@pytest.mark.usefixtures("lets")
def test_a_unit_has_one_main_occupant_a_day(sql, refuses, starts, ends):
    sql(LET, 301, "2026-01-01", "2026-03-31", True)
    refusal = refuses(LET, 301, starts, ends, True)
    assert refused_overlap(refusal)
    assert not refused_change(refusal)


@pytest.mark.usefixtures("lets")
def test_neighbours_in_time_other_units_and_lesser_occupants_pass(sql):
    sql(LET, 301, "2026-01-01", "2026-03-31", True)
    sql(LET, 301, "2026-04-01", None, True)
    sql(LET, 301, "2025-01-01", "2025-12-31", True)
    sql(LET, 302, "2026-01-01", None, True)
    sql(LET, 301, "2026-01-01", None, False)
    assert sql("SELECT count(*) FROM kit_let") == [(5,)]


@pytest.mark.usefixtures("lets")
def test_an_open_occupancy_has_all_days_to_come(sql, refuses):
    sql(LET, 301, "2026-01-01", None, True)
    refuses(LET, 301, "2031-01-01", None, True)
    sql("UPDATE kit_let SET ends = '2026-06-30'")
    sql(LET, 301, "2026-07-01", None, True)


@pytest.mark.usefixtures("lets")
def test_a_change_into_an_overlap_is_refused(sql, refuses):
    sql(LET, 301, "2026-01-01", "2026-03-31", True)
    sql(LET, 301, "2026-04-01", None, True)
    sql(LET, 301, "2026-02-01", None, False)
    refuses("UPDATE kit_let SET ends = '2026-04-01' WHERE ends = '2026-03-31'")
    refuses("UPDATE kit_let SET main = %s", True)
    sql("UPDATE kit_let SET ends = '2026-03-30' WHERE ends = '2026-03-31'")


def test_triggers_are_installed_once_after_migrate(monkeypatch):
    calls = []
    monkeypatch.setattr(kit_apps.appendonly, "install", calls.append)
    for config in apps.get_app_configs():
        if config.models_module:
            kit_apps.close_tables(sender=config, using="default")
    assert calls == [connection]


def test_triggers_give_way_to_a_migration_on_sqlite(monkeypatch):
    calls = []
    monkeypatch.setattr(kit_apps.appendonly, "uninstall", calls.append)
    for config in apps.get_app_configs():
        if config.models_module:
            kit_apps.open_tables(sender=config, using="default", plan=[])
            kit_apps.open_tables(sender=config, using="default", plan=["a migration"])
    assert calls == ([connection] if connection.vendor == "sqlite" else [])


@pytest.mark.usefixtures("db")
def test_the_product_lacks_no_trigger():
    assert kit_apps.appendonly.missing(connection) == []
