"""A month of money for the benches of fees: as many chained receipts as bills, those of cash in the journal too.

One bill in five stays unpaid, one is paid by two receipts, the others by one. Hashes are made in Python, as only the
product has the key; the rest is copied inside the database.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import connection, models, transaction

from fees.billing.models import Bill, BillState
from fees.cashdesk.models import LINES_PER_DRAWER, Drawer, JournalLine, LineKind, Month, Pot, sealed
from fees.counting.models import CashCount, Purpose
from fees.ledger.models import LINES, Allocation, CustomerAccount, Method, Receipt
from fees.monthclose.models import MonthSign
from parkservice.accounts.models import User
from parkservice.estate.models import Customer
from parkservice.journal.models import Event
from parkservice.kit import chain, clock, crypto
from parkservice.kit.money import from_fen, to_fen
from parkservice.kit.sealedrows import Writer
from parkservice.paperwork.chained import ROOM, name_of
from parkservice.paperwork.models import NumberSeries
from parkservice.parks.models import Park
from tests.bench.feepark import NOW, fill, renew_statistics

BATCH = 5000
PAYER = "样例公司（虚构）"
CASH = 100_000
SHARES = 5
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


#: What the hash of a receipt covers, and of a journal line; the columns that carry the hash follow.
RECEIPT, LINE = Receipt.sealed[chain.VERSION], sealed()
HASHED = ("previous", "hash", "version")


def settle() -> None:
    """Pay the bills that are there."""
    park = Park.objects.get()
    with transaction.atomic():
        Month.objects.get_or_create(park=park, month=FIRST)
        series = NumberSeries.objects.get_or_create(park=park, prefix="SJ", year=2026)[0]
        drawers = [_Book(drawer) for drawer in Drawer.objects.select_related("officer").order_by("pk")]
        for batch in _batches(_receipts(park, series, drawers)):
            pour(Receipt, (*RECEIPT, *HASHED), (receipt for receipt, _line in batch))
            pour(Allocation, ("id", "receipt_id", "bill_id", "amount"), (line for _receipt, line in batch))
            pour(JournalLine, (*LINE, "position", *HASHED), (line for book in drawers for line in book.taken()))
        series.save(update_fields=["last", "head"])
        for book in drawers:
            book.drawer.save(update_fields=["position", "balance", "takings", "head", "last_day"])
        _tell()
    renew_statistics()


def pour(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows as the database takes them, by the fastest way of each."""
    table, columns = model._meta.db_table, ", ".join(names)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(rows))  # noqa: S608 - our names


class _Stored(dict[date | datetime, Any]):
    """Days and moments as the database takes them."""

    def __missing__(self, when: date | datetime) -> Any:
        adapt = connection.ops.adapt_datetimefield_value if isinstance(when, datetime) else None
        self[when] = (adapt or connection.ops.adapt_datefield_value)(when)
        return self[when]


_stored = _Stored()


def _row(values: Sequence[Any], *more: Any) -> tuple[Any, ...]:
    """Values as they are hashed, as the database takes them."""
    return (*(_stored[each] if isinstance(each, date) else each for each in values), *more)


def _receipts(park: Park, series: NumberSeries, books: list["_Book"]) -> Iterator[tuple[Any, Any]]:
    """The rows of chained receipts, each with that of its line, the days in order."""
    key, name, bills = crypto.chain_keys()[0], name_of(series), Bill.objects.count()
    writer = Writer(Receipt, RECEIPT, RECEIPT, "lines")
    for place, (bill, customer, fen) in enumerate(_paid()):
        day = min(LAST, FIRST + timedelta(days=place * 31 // bills))
        book = books[place % len(books)] if place < CASH else None
        officer = books[place % len(books)].drawer.officer_id
        series.last += 1
        pk, number = series.pk * ROOM + series.last, f"SJ-2026-{series.last:06d}"
        how, at = (Method.CASH if book else Method.TRANSFER).value, clock.combine(day)
        said = (pk, park.pk, number, customer, how, fen, 0, at, day, PAYER, officer)
        said += (book.drawer.pk if book else None, "", "", f"bench-{series.last}")
        line = [pk * LINES + 1, bill, from_fen(fen)]
        before = series.head or chain.START
        content = writer.written(said, chain.canonical([line]).decode())
        series.head = chain.seal(key, name, series.last, content, before)
        if book:
            book.take(number, fen, day, at)
        yield _row(said, before, series.head, chain.VERSION), (line[0], pk, bill, fen)


def _paid() -> Iterator[tuple[int, int, int]]:
    """Bill, customer and amount in fen of each receipt."""
    rows = Bill.objects.filter(amount__gt=Decimal("0.01")).order_by("pk")
    for pk, customer, amount in rows.values_list("pk", "customer_id", "amount").iterator(BATCH):
        fen = to_fen(amount)
        if pk % SHARES == 1:
            yield pk, customer, fen // 2
            yield pk, customer, fen - fen // 2
        elif pk % SHARES:
            yield pk, customer, fen


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


class _Book:
    """The journal of one drawer as it grows."""

    def __init__(self, drawer: Drawer) -> None:
        self.drawer, self.lines = drawer, list[Any]()
        self.writer, self.key = Writer(JournalLine, LINE, LINE), crypto.chain_keys()[0]

    def take(self, number: str, fen: int, day: date, at: datetime) -> None:
        """Enter a receipt."""
        drawer, before = self.drawer, self.drawer.head
        drawer.position += 1
        drawer.balance += from_fen(fen)
        drawer.takings += from_fen(fen)
        values = {
            "id": drawer.pk * LINES_PER_DRAWER + drawer.position,
            "park_id": drawer.park_id,
            "drawer_id": drawer.pk,
            "day": day,
            "at": at,
            "kind": LineKind.ENTRY.value,
            "number": number,
            "summary": PAYER,
            "item": "物业管理费",
            "receipt": fen,
            "payment": 0,
            "balance": to_fen(drawer.balance),
            "pot": Pot.TAKINGS.value,
            "entered_by_id": drawer.officer_id,
            "reverses_id": None,
        }
        said = tuple(values[name] for name in LINE)
        drawer.head = chain.seal(self.key, drawer.series, drawer.position, self.writer.written(said), before)
        drawer.last_day = day
        self.lines.append(_row(said, drawer.position, before, drawer.head, chain.VERSION))

    def taken(self) -> list[Any]:
        """The rows since the last question."""
        lines, self.lines = self.lines, []
        return lines


def _tell() -> None:
    """What bills and journal keep of the receipts, and an account for each customer."""
    yuan = "CAST(r.amount / 100 AS text) || '.' || substr(CAST(100 + r.amount %% 100 AS text), 2)"
    fill(
        Event,
        "FROM fees_receipt r ORDER BY r.id",
        park_id="r.park_id",
        at="r.paid_at",
        actor_id="r.received_by_id",
        verb="'receipt.taken'",
        subject_kind="'fees.receipt'",
        subject_id="r.id",
        data=f"""'{{"amount": "' || {yuan} || '", "number": "' || r.number || '"}}'""",
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE fees_bill SET paid = amount, state = %s WHERE id %% %s <> 0 AND amount > 1",
            [BillState.PAID, SHARES],
        )
    fill(CustomerAccount, "FROM estate_customer c", park_id="c.park_id", customer_id="c.id")


def end_month() -> tuple[Park, User]:
    """Everything that a close asks for, and who closes."""
    park = Park.objects.get()
    manager, finance = (User.objects.get(username=f"{name}-qh") for name in ("manager", "finance"))
    month = Month.objects.get(park=park, month=FIRST)
    for place, drawer in enumerate(Drawer.objects.select_related("officer")):
        Drawer.objects.filter(pk=drawer.pk).update(closed_through=LAST, last_day=LAST)
        CashCount.objects.create(
            park=park,
            number=f"PD-B-{place}",
            drawer=drawer,
            day=LAST,
            purpose=Purpose.MONTH_END,
            total=drawer.balance,
            book=drawer.balance,
            position=drawer.position,
            by=drawer.officer,
            witness=manager,
            at=NOW,
        )
        MonthSign.objects.create(month=month, drawer=drawer, version=1, by=drawer.officer, at=NOW)
    return park, finance


def giant() -> Customer:
    """The customer with the most bills."""
    return Customer.objects.filter(name__startswith="样例公司1（").get()
