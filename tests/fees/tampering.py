"""A forger who owns the database, without the key and without the file of heads: what can be changed, and how."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, models

from fees.ledger.models import Allocation
from fees.seals.models import Seal
from parkservice.kit import appendonly, chain
from parkservice.paperwork import books
from parkservice.paperwork.chained import Chained, models_chained, name_of, of_series
from parkservice.paperwork.models import NumberSeries
from tests.fees.factories import MORNING


@dataclass(frozen=True)
class Column:
    """One column of a chained table, or of the table of its lines."""

    model: type[models.Model]
    name: str

    def __str__(self) -> str:
        return f"{self.model._meta.db_table}.{self.name}"


#: What a forger changes as well, so that the amounts of a refund still add up.
MUST_ADD_UP = {
    "received": "refunded = refunded - 1",
    "refunded": "withheld = withheld + 1",
    "withheld": "refunded = refunded + 1",
}


#: What is taken for the former value of an empty column.
EMPTY = {"DateField": date(2026, 1, 1), "DateTimeField": MORNING}


def columns() -> list[Column]:
    """Every column of every chained table, and of the lines that the chain covers; seals have their own test."""
    return [
        Column(model, field.attname)
        for model in (*models_chained(), Allocation)
        if model._meta.app_label == "fees" and model is not Seal
        for field in model._meta.concrete_fields
    ]


def drop_triggers() -> None:
    """What the owner of the tables can do."""
    appendonly.uninstall(connection)


def drop_checks(model: type[models.Model]) -> None:
    """What the owner of the tables can do as well: no CHECK stands in the way of a change. Ends with the connection."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            return
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing may be pending while a table is altered
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = %s::regclass", [model._meta.db_table]
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT "{name}"')
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def sql(statement: str, *values: Any) -> None:
    """Run one statement; it must hit a row."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount > 0, statement


def flip(column: Column, row: models.Model) -> None:
    """Change one column of one row to something else that its type and the constraints of the table allow."""
    if column.name in MUST_ADD_UP:
        partner = MUST_ADD_UP[column.name]
        sql(f"UPDATE fees_refund SET {column.name} = {column.name} - 1, {partner} WHERE id = %s", row.pk)  # noqa: S608
        return
    field = row._meta.get_field(column.name)
    stored = field.get_db_prep_save(other(field, getattr(row, column.name)), connection)
    sql(f'UPDATE "{row._meta.db_table}" SET "{field.column}" = %s WHERE id = %s', stored, row.pk)  # noqa: S608 - our tables


def other(field: Any, value: Any) -> Any:
    """Another value for a column."""
    if value is None:
        value = EMPTY.get(field.get_internal_type())
    if isinstance(value, bool | dict):
        return not value if isinstance(value, bool) else {"1": 7}
    if field.choices:
        return next(code for code, _label in field.choices if code not in (value, "cash", "prepayment", "undone"))
    if isinstance(value, datetime):
        return value + timedelta(seconds=1)
    if hasattr(value, "isoformat"):
        return value + timedelta(days=1)
    if isinstance(value, Decimal):
        return value - Decimal("0.01") if value > 0 else value + Decimal("0.01")
    if isinstance(value, str):
        return f"{'f' if value[:1] != 'f' else 'e'}{value[1:]}"
    return (value or 0) + (1 if field.name == "version" else 1_000_000)


def findings() -> list[str]:
    """What the checks of numbers and chains say."""
    return [*books.chains(), *books.gapless()]


def forge_tail(model: type[Chained], series: NumberSeries, first: int, key: bytes) -> None:
    """Hash the rows from a place on anew, with a guessed key, as the code does it; the series gets the new head."""
    rows = list(of_series(model, series))
    previous = rows[first - 2].hash if first > 1 else chain.START
    lines = model.lines_of(rows[0].pk, rows[-1].pk) or {}
    for row in rows[first - 1 :]:
        row.previous = previous
        content = {name: getattr(row, name) for name in model.sealed[row.version]} | {"lines": lines.get(row.pk, [])}
        previous = chain.seal(key, name_of(series), row.position, content, row.previous)
        table = model._meta.db_table
        sql(f'UPDATE "{table}" SET previous = %s, hash = %s WHERE id = %s', row.previous, previous, row.pk)  # noqa: S608
    sql("UPDATE paperwork_numberseries SET head = %s WHERE id = %s", previous, series.pk)
