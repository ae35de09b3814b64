"""Writing many bills by one statement: what another writer was first with is passed over, never doubled (M11).

Numbers are given in one block in the same transaction. The statement names the live-bill key as the one conflict that
it passes over; anything else that stands against a row stops the whole building.
"""

import json
from collections.abc import Iterable, Sequence
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
#: The unit separator of ASCII: JSON never holds it, and our numbers and codes do not.
_APART = "\x1f"


@dataclass(frozen=True)
class Heading:
    """What all bills of one writing have in common."""

    park: Park
    item: FeeItem
    building_id: int
    issued_at: datetime
    due: date
    run: BillingRun | None = None


def insert_bills(heading: Heading, drafts: Sequence[Draft]) -> tuple[int, Decimal]:
    """Write bills for drafts, in the caller's transaction; a charge that is billed already is passed over.

    Returns how many were written, and their sum in yuan. A bill of nothing is born paid: nobody owes it, and the next
    one begins where it ends.
    """
    numbers = next_numbers(heading.park, "ZD", len(drafts), at=heading.issued_at)
    if not numbers:
        return 0, Decimal(0)
    rows = _rows(heading, drafts, numbers)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            lists = ", ".join(f"string_to_array(%s, '{_APART}', '')::{kind}[]" for kind in COLUMNS.values())
            sql = f'INSERT INTO "{_TABLE}" ({_NAMES}) SELECT * FROM unnest({lists}) {_CONFLICT}'  # noqa: S608 - our names
            cursor.execute(sql, [_joined(column) for column in zip(*rows, strict=True)])
        else:
            marks = ", ".join(["%s"] * len(COLUMNS))
            cursor.executemany(f'INSERT INTO "{_TABLE}" ({_NAMES}) VALUES ({marks}) {_CONFLICT}', rows)  # noqa: S608 - our names
        written = cursor.rowcount
    if written == len(drafts):
        return written, sum((draft.charge.amount for draft in drafts), Decimal(0))
    made = Bill.objects.filter(park=heading.park, number__in=numbers).aggregate(
        count=Count("pk"), total=total("amount")
    )
    return made["count"], made["total"]


def _joined(column: Iterable[Any]) -> str:
    """A column as one text, which goes in many times faster than a list; nothing of ours holds the sign between."""
    return _APART.join("" if value is None else str(value) for value in column)


def _rows(heading: Heading, drafts: Sequence[Draft], numbers: Sequence[str]) -> list[tuple[Any, ...]]:
    """The bills as the columns take them: money in fen, quantities in ten-thousandths."""
    park, building, item = heading.park.pk, heading.building_id, heading.item.pk
    run = heading.run.pk if heading.run else None
    issued, due = connection.ops.adapt_datetimefield_value(heading.issued_at), _day(heading.due)
    days = {day: _day(day) for day in {day for draft in drafts for day in (draft.first, draft.last)}}
    written = json.JSONEncoder(ensure_ascii=False).encode
    owed, nothing = str(BillState.ISSUED), str(BillState.PAID)
    return [
        (
            park,
            number,
            draft.customer_id,
            draft.unit_id or None,
            building,
            item,
            draft.charge_object,
            days[draft.first],
            days[draft.last],
            _qty(draft.charge.quantity),
            _qty(draft.charge.price),
            to_fen(draft.charge.amount),
            written(draft.explanation()),
            draft.reading_id,
            run,
            issued,
            due,
            owed if draft.charge.amount else nothing,
            0,
            0,
        )
        for draft, number in zip(drafts, numbers, strict=True)
    ]


def _qty(value: Decimal | None) -> int | None:
    return None if value is None else int(value.scaleb(QTY_PLACES))


def _day(day: date) -> Any:
    """A day as the driver takes it."""
    return connection.ops.adapt_datefield_value(day)
