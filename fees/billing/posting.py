"""Writing many bills by one statement: what another writer was first with is passed over, never doubled (M11).

Numbers are given in one block in the same transaction. The statement names the live-bill key as the one conflict that
it passes over; anything else that stands against a row stops the whole building.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count

from fees.billing.drafts import Draft
from fees.billing.models import GONE, Bill, BillState
from fees.billing.records import BillingRun
from fees.tariffs.models import FeeItem
from parkservice.kit.money import to_fen, total
from parkservice.paperwork.numbers import next_numbers
from parkservice.parks.models import Park

#: Column → its type in PostgreSQL.
COLUMNS = {
    "park_id": "bigint",
    "number": "text",
    "customer_id": "bigint",
    "unit_id": "bigint",
    "building_id": "bigint",
    "item_id": "bigint",
    "charge_object": "text",
    "period_from": "date",
    "period_to": "date",
    "quantity": "bigint",
    "price": "bigint",
    "amount": "bigint",
    "explanation": "jsonb",
    "reading_id": "bigint",
    "run_id": "bigint",
    "issued_at": "timestamptz",
    "due": "date",
    "state": "text",
    "paid": "bigint",
    "waived": "bigint",
}
_NAMES = ", ".join(f'"{name}"' for name in COLUMNS)
_GONE = ", ".join(f"'{state}'" for state in GONE)
_CONFLICT = f"ON CONFLICT (charge_object, item_id, period_from) WHERE NOT (state IN ({_GONE})) DO NOTHING"
_TABLE = Bill._meta.db_table
QTY_PLACES = 4


@dataclass(frozen=True)
class Heading:
    """What all bills of one writing have in common."""

    park: Park
    item: FeeItem
    building_id: int
    issued_at: datetime
    due: date
    run: BillingRun | None = None


def insert_bills(heading: Heading, drafts: Sequence[Draft]) -> None:
    """Write bills for drafts, in the caller's transaction; a charge that is billed already is passed over.

    A bill of nothing is born paid: nobody owes it, and the next one begins where it ends.
    """
    numbers = next_numbers(heading.park, "ZD", len(drafts), at=heading.issued_at)
    rows = [_row(heading, draft, number) for draft, number in zip(drafts, numbers, strict=True)]
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            lists = ", ".join(f"%s::{kind}[]" for kind in COLUMNS.values())
            sql = f'INSERT INTO "{_TABLE}" ({_NAMES}) SELECT * FROM unnest({lists}) {_CONFLICT}'  # noqa: S608 - our names
            cursor.execute(sql, [list(column) for column in zip(*rows, strict=True)])
        else:
            marks = ", ".join(["%s"] * len(COLUMNS))
            cursor.executemany(f'INSERT INTO "{_TABLE}" ({_NAMES}) VALUES ({marks}) {_CONFLICT}', rows)  # noqa: S608 - our names


def _row(heading: Heading, draft: Draft, number: str) -> tuple[Any, ...]:
    """One bill as the columns take it: money in fen, quantities in ten-thousandths."""
    charge = draft.charge
    return (
        heading.park.pk,
        number,
        draft.customer_id,
        draft.unit_id or None,
        heading.building_id,
        heading.item.pk,
        draft.charge_object,
        _day(draft.first),
        _day(draft.last),
        _qty(charge.quantity),
        _qty(charge.price),
        to_fen(charge.amount),
        json.dumps(draft.explanation(), ensure_ascii=False),
        draft.reading_id,
        heading.run.pk if heading.run else None,
        _moment(heading.issued_at),
        _day(heading.due),
        str(BillState.ISSUED if charge.amount else BillState.PAID),
        0,
        0,
    )


def _qty(value: Decimal | None) -> int | None:
    return None if value is None else int(value.scaleb(QTY_PLACES))


def _day(day: date) -> Any:
    """A day as the driver takes it."""
    return connection.ops.adapt_datefield_value(day)


def _moment(moment: datetime) -> Any:
    """A moment as the driver takes it."""
    return connection.ops.adapt_datetimefield_value(moment)


def made_by(run: BillingRun, building_id: int | None = None) -> tuple[int, Decimal]:
    """Return how many bills a run has made, and their sum in yuan; in one building, or in all."""
    rows = Bill.objects.filter(run=run)
    rows = rows if building_id is None else rows.filter(building_id=building_id)
    found = rows.aggregate(count=Count("pk"), total=total("amount"))
    return found["count"], found["total"]
