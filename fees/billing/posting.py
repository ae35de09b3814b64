"""Writing bills, each with its mark and sealed with the others of its writing (M11, M18): the one door to their table.

Numbers are given in one block in the same transaction. The statement names the live-bill key as the one conflict that
it passes over, so that what another writer was first with is never doubled; anything else that stands against a row
stops the whole building.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from fees.billing import marks
from fees.billing.drafts import Draft
from fees.billing.models import GONE, Bill, BillState
from fees.billing.records import BillingRun
from fees.seals import bills as seals
from fees.seals.bills import Written
from fees.tariffs.models import FeeItem
from parkservice.kit import crypto
from parkservice.kit.money import QtyField, from_fen, to_fen, to_units
from parkservice.paperwork.numbers import next_numbers
from parkservice.parks.models import Park

#: Column → its type in PostgreSQL: what all bills of one writing have in common, and what each says for itself.
SHARED = {
    "park_id": "bigint",
    "building_id": "bigint",
    "item_id": "bigint",
    "run_id": "bigint",
    "carried_id": "bigint",
    "issued_at": "timestamptz",
    "due": "date",
    "paid": "bigint",
    "waived": "bigint",
}
OWN = {
    "number": "text",
    "customer_id": "bigint",
    "unit_id": "bigint",
    "charge_object": "text",
    "period_from": "date",
    "period_to": "date",
    "quantity": "bigint",
    "price": "bigint",
    "amount": "bigint",
    "explanation": "jsonb",
    "reading_id": "bigint",
    "hash": "text",
    "state": "text",
}
COLUMNS = SHARED | OWN
_NUMBER, _AMOUNT, _HASH = (list(OWN).index(name) for name in ("number", "amount", "hash"))
_NAMES = ", ".join(f'"{name}"' for name in COLUMNS)
_GONE = ", ".join(f"'{state}'" for state in GONE)
_CONFLICT = f"ON CONFLICT (charge_object, item_id, period_from) WHERE NOT (state IN ({_GONE})) DO NOTHING"
_TABLE = Bill._meta.db_table


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
    """Write and seal bills for drafts, in the caller's transaction; a charge that is billed already is passed over.

    After every other lock: the series of bills, then that of seals. Returns how many were written, and their sum in
    yuan. A bill of nothing is born paid: nobody owes it, and the next one begins where it ends.
    """
    numbers = next_numbers(heading.park, "ZD", len(drafts), at=heading.issued_at)
    if not numbers:
        return 0, Decimal(0)
    shared = _shared(heading)
    rows = {row[_NUMBER]: row for row in _rows(heading, shared, drafts, numbers)}
    insert = _insert_postgres if connection.vendor == "postgresql" else _insert_sqlite
    found = sorted(insert(shared, list(rows.values())))
    made = [Written(key, number, rows[number][_HASH]) for key, number in found]
    seals.seal_bills(made, park=heading.park, run=heading.run)
    return len(made), from_fen(sum(rows[bill.number][_AMOUNT] for bill in made))


@transaction.atomic(savepoint=False)
def write_bills(bills: Sequence[Bill]) -> None:
    """Write and seal bills of one park in the order given; those of a run or of an import are one set.

    After every other lock but the series of documents. Raises IntegrityError for a charge that is billed already.
    """
    mark = marks.marker(crypto.chain_keys()[0])
    for bill in bills:
        bill.hash = mark(_text(bill))
    Bill.objects.bulk_create(bills)
    made = [Written(bill.pk, bill.number, bill.hash) for bill in bills]
    if made:
        seals.seal_bills(made, park=bills[0].park, run=bills[0].run, carried=bills[0].carried)


def _text(bill: Bill) -> str:
    """What the mark of a bill covers."""

    def stored(name: str) -> Any:
        if name == "explanation":
            return marks.written(bill.explanation)
        return Bill._meta.get_field(name).get_db_prep_save(getattr(bill, name), connection)  # type: ignore[union-attr]

    same = [stored(name) for name in marks.SHARED if name != "issued_at"]
    return marks.text(marks.shared(same, bill.issued_at), tuple(stored(name) for name in marks.OWN))


def _insert_postgres(shared: Sequence[Any], rows: Sequence[tuple[Any, ...]]) -> list[tuple[int, str]]:
    """Key and number of the bills that were written; each column goes in as one text, many times faster than a list."""
    same = ", ".join(f"%s::{kind}" for kind in SHARED.values())
    lists = ", ".join(f"string_to_array(%s, '{marks.APART}', '')::{kind}[]" for kind in OWN.values())
    sql = f'INSERT INTO "{_TABLE}" ({_NAMES}) SELECT {same}, own.* FROM unnest({lists}) own {_CONFLICT}'  # noqa: S608 - our names
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} RETURNING id, number", [*shared, *map(_joined, zip(*rows, strict=True))])
        return cursor.fetchall()


def _insert_sqlite(shared: Sequence[Any], rows: Sequence[tuple[Any, ...]]) -> list[tuple[int, str]]:
    """Key and number of the bills that were written: nobody else writes between the question and the answer."""
    marked = ", ".join(["%s"] * len(COLUMNS))
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT coalesce(max(id), 0) FROM "{_TABLE}"')  # noqa: S608 - our names
        last = cursor.fetchone()
        sql = f'INSERT INTO "{_TABLE}" ({_NAMES}) VALUES ({marked}) {_CONFLICT}'  # noqa: S608 - our names
        cursor.executemany(sql, [(*shared, *row) for row in rows])
        cursor.execute(f'SELECT id, number FROM "{_TABLE}" WHERE id > %s', last)  # noqa: S608 - our names
        return cursor.fetchall()


def _joined(column: Iterable[Any]) -> str:
    """A column as one text; nothing of ours holds the sign between."""
    return marks.APART.join(["" if value is None else str(value) for value in column])


def _shared(heading: Heading) -> tuple[Any, ...]:
    """The columns that all bills of one writing have in common."""
    run = heading.run.pk if heading.run else None
    issued = connection.ops.adapt_datetimefield_value(heading.issued_at)
    return heading.park.pk, heading.building_id, heading.item.pk, run, None, issued, heading.due.isoformat(), 0, 0


def _rows(
    heading: Heading, shared: Sequence[Any], drafts: Sequence[Draft], numbers: Sequence[str]
) -> list[tuple[Any, ...]]:
    """What each bill says for itself, as the columns take it: money in fen, quantities in ten-thousandths."""
    park, building, item, run, carried, _issued, due, *_none = shared
    beginning = marks.shared((park, building, item, run, carried, due), heading.issued_at)
    mark = marks.marker(crypto.chain_keys()[0])
    days = {day: day.isoformat() for day in {day for draft in drafts for day in (draft.first, draft.last)}}
    owed, nothing = str(BillState.ISSUED), str(BillState.PAID)
    rows = []
    for draft, number in zip(drafts, numbers, strict=True):
        charge = draft.charge
        own = (
            number,
            draft.customer_id,
            draft.unit_id or None,
            draft.charge_object,
            days[draft.first],
            days[draft.last],
            _qty(charge.quantity),
            _qty(charge.price),
            to_fen(charge.amount),
            marks.written(draft.explanation()),
            draft.reading_id,
        )
        rows.append((*own, mark(marks.text(beginning, own)), owed if charge.amount else nothing))
    return rows


def _qty(value: Decimal | None) -> int | None:
    return None if value is None else to_units(value, QtyField.places)
