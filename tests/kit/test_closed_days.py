"""Closed days and months: the database takes no new row dated inside, whoever sends it, on both stores (M8)."""

import pytest
from django.db import IntegrityError, connection, transaction

from parkservice.kit.appendonly import Registry, refused_change, refused_closed
from parkservice.kit.triggers import Closing

pytestmark = [pytest.mark.django_db, pytest.mark.both]

DAYS = Closing("kit_box", "id", "kit_boxclose", "box_id")
MONTHS = Closing("kit_month", "park_id", "kit_monthclose", "park_id", monthly=True)
INSERT = "INSERT INTO kit_line (park_id, box_id, day) VALUES (%s, %s, %s)"


@pytest.fixture
def books(make_table, sql) -> Registry:
    """Lines of the box 1 of the park 7: the 30th of March is closed, and all of February; April is not opened."""
    make_table("kit_line", "park_id bigint, box_id bigint, day date NOT NULL")
    make_table("kit_box", "name text")
    make_table("kit_boxclose", "box_id bigint, day date")
    make_table("kit_month", "park_id bigint, month date")
    make_table("kit_monthclose", "park_id bigint, month date")
    sql("INSERT INTO kit_box (id) VALUES (1), (2)")
    sql("INSERT INTO kit_boxclose (box_id, day) VALUES (1, '2026-03-30')")
    sql("INSERT INTO kit_month (park_id, month) VALUES (7, '2026-02-01'), (7, '2026-03-01'), (8, '2026-02-01')")
    sql("INSERT INTO kit_monthclose (park_id, month) VALUES (7, '2026-02-01')")
    registry = Registry()
    registry.refuse_closed("kit_line", DAYS, key="box_id")
    registry.refuse_closed("kit_line", MONTHS, key="park_id")
    registry.install(connection)
    return registry


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize(
    ("row", "closes"),
    [
        ((7, 1, "2026-03-30"), "kit_boxclose"),
        ((7, 2, "2026-02-01"), "kit_monthclose"),
        ((7, 2, "2026-02-28"), "kit_monthclose"),
        ((7, None, "2026-02-14"), "kit_monthclose"),
        ((7, 2, "2026-04-01"), "kit_monthclose"),
        ((7, 3, "2026-03-31"), "kit_boxclose"),
    ],
    ids=["closed day", "first of a closed month", "last of it", "without box", "month not opened", "no such box"],
)
def test_a_row_inside_is_refused(sql, row: tuple, closes: str) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        sql(INSERT, *row)
    assert refused_closed(refusal.value)
    assert not refused_change(refusal.value)
    assert str(refusal.value).startswith("closed: kit_line")
    assert closes in str(refusal.value)
    assert sql("SELECT count(*) FROM kit_line") == [(0,)]


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize(
    "row",
    [
        (7, 1, "2026-03-31"),
        (7, 2, "2026-03-30"),
        (8, 2, "2026-02-28"),
        (7, None, "2026-03-30"),
        (None, 1, "2026-03-29"),
    ],
    ids=["next day", "other box", "other park", "no box", "no park"],
)
def test_a_row_outside_passes(sql, row: tuple) -> None:
    sql(INSERT, *row)
    assert sql("SELECT count(*) FROM kit_line") == [(1,)]


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize("day", ["2026-03-30 00:00:00", " 2026-03-30", "2026-03-30T08:00"])
def test_a_closed_day_written_otherwise_is_refused_too(sql, day: str) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        sql(INSERT, 7, 1, day)
    assert refused_closed(refusal.value)


@pytest.mark.usefixtures("books")
def test_replacing_a_row_is_an_insert_too(sql) -> None:
    if connection.vendor == "sqlite":
        way = "INSERT OR REPLACE INTO kit_line (id, park_id, box_id, day) VALUES (1, 7, 1, '2026-03-30')"
    else:
        way = "INSERT INTO kit_line (id, park_id, box_id, day) VALUES (1, 7, 1, '2026-03-30') ON CONFLICT DO NOTHING"
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        sql(way)
    assert refused_closed(refusal.value)


def test_what_is_missing_is_named(books: Registry, sql) -> None:
    assert books.missing(connection) == []
    on = " ON kit_line" if connection.vendor == "postgresql" else ""
    sql(f"DROP TRIGGER closed_month_kit_line{on}")
    assert books.missing(connection) == ["closed_month_kit_line"]
    books.install(connection)
    assert books.missing(connection) == []


def test_taken_away_the_triggers_are_gone(books: Registry, sql) -> None:
    books.uninstall(connection)
    sql(INSERT, 7, 1, "2026-03-30")
    assert set(books.missing(connection)) == {"closed_on_day_kit_line", "closed_month_kit_line"}


def test_a_rule_for_an_absent_table_is_named(db) -> None:
    registry = Registry()
    registry.refuse_closed("kit_nowhere", DAYS, key="box_id")
    assert registry.missing(connection) == ["kit_nowhere"]
