"""The bare limit of the fee side: the same rows by the fewest statements, without any rule of the product."""

from datetime import datetime
from time import perf_counter
from typing import Any

from django.db import connection, transaction

from fees.billing.charges import Span
from fees.billing.models import Bill
from fees.billing.posting import COLUMNS
from fees.tariffs.models import FeeItem
from tests.bench.feepark import DUE, KINDS, MONTH, NOW, QUARTER

#: Kind → where its rows come from, the object that is charged, quantity, amount in fen, reading.
SOURCES = {
    "area": (
        "estate_occupancy o JOIN estate_unit u ON u.id = o.unit_id WHERE o.main AND u.code LIKE 'N1%%'",
        "'occupancy:' || o.id",
        "u.gross_area",
        "(u.gross_area * 38000 * 3 + 500000) / 1000000",
        "NULL",
    ),
    "fixed": (
        "fees_serviceline o JOIN estate_unit u ON u.id = o.unit_id WHERE u.code LIKE 'N1%%'",
        "'line:' || o.id",
        "o.quantity",
        "(o.quantity * 500000 + 500000) / 1000000",
        "NULL",
    ),
    "metered": (
        "estate_occupancy o JOIN estate_unit u ON u.id = o.unit_id JOIN fees_meter m ON m.unit_id = u.id "
        "JOIN fees_meterreading r ON r.meter_id = m.id AND r.read_on = '2026-12-31' WHERE o.main",
        "'meter:' || m.id",
        "r.usage",
        "(r.usage * 250000 + 500000) / 1000000",
        "r.id",
    ),
}
#: As long as what the product keeps of a computation.
EXPLANATION = """'{"steps": [{"kind": "area", "price": "3.8000", "months": "3", "month": "2026-10", "quantity": "' || %s || '"}], "tariffs": [1]}'"""


def bill(kind: str) -> float:
    """Insert the bills of a kind by one INSERT..SELECT in one transaction, and return the seconds."""
    source, charged, quantity, amount, reading = SOURCES[kind]
    item = FeeItem.objects.get(code=KINDS[kind][0])
    span = period(kind)
    values: dict[str, Any] = {
        "park_id": item.park_id,
        "number": "'ZD-R-' || o.id",
        "customer_id": "o.customer_id",
        "unit_id": "u.id",
        "building_id": "u.building_id",
        "item_id": item.pk,
        "charge_object": charged,
        "period_from": f"'{span.first}'",
        "period_to": f"'{span.last}'",
        "quantity": quantity,
        "price": 38000,
        "amount": amount,
        "explanation": EXPLANATION % quantity,
        "reading_id": reading,
        "run_id": "NULL",
        "issued_at": f"'{moment(NOW)}'",
        "due": f"'{DUE}'",
        "state": "'issued'",
        "paid": 0,
        "waived": 0,
    }
    if connection.vendor == "postgresql":
        values = {name: f"CAST({value} AS {COLUMNS[name]})" for name, value in values.items()}
    sql = f"INSERT INTO {Bill._meta.db_table} ({', '.join(values)}) SELECT {', '.join(map(str, values.values()))} FROM {source}"
    return timed(sql.replace("%%", "%"))


def period(kind: str) -> Span:
    """The period that a kind is billed for."""
    return MONTH if kind == "fixed" else QUARTER


def moment(at: datetime) -> str:
    """A moment as both databases read it."""
    return clock_utc(at).strftime("%Y-%m-%d %H:%M:%S")


def clock_utc(at: datetime) -> datetime:
    """The same moment in UTC."""
    from datetime import UTC

    return at.astimezone(UTC)


def timed(sql: str) -> float:
    """Run one statement in a transaction of its own and return the seconds."""
    begun = perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    return perf_counter() - begun
