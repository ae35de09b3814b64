"""A month of money for the benches of fees: as many chained receipts as bills, those of cash in the journal too.

One bill in five stays unpaid, one is paid by two receipts, the others by one. Hashes are made in Python, as only the
product has the key; the rest is copied inside the database.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import connection, transaction

from fees.billing.models import Bill, BillState
from fees.cashdesk.models import LINES_PER_DRAWER, Drawer, JournalLine, LineKind, Month, Pot
from fees.counting.models import CashCount, Purpose
from fees.ledger.models import LINES, Allocation, CustomerAccount, Method, Receipt
from fees.monthclose.models import MonthSign
from parkservice.accounts.models import User
from parkservice.estate.models import Customer
from parkservice.journal.models import Event
from parkservice.kit import chain, clock, crypto
from parkservice.paperwork.chained import ROOM, name_of
from parkservice.paperwork.models import NumberSeries
from parkservice.parks.models import Park
from tests.bench.feepark import NOW, fill, renew_statistics

BATCH = 5000
CASH = 100_000
SHARES = 5
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


def settle() -> None:
    """Pay the bills that are there."""
    park = Park.objects.get()
    with transaction.atomic():
        Month.objects.get_or_create(park=park, month=FIRST)
        series = NumberSeries.objects.get_or_create(park=park, prefix="SJ", year=2026)[0]
        drawers = [_Book(drawer) for drawer in Drawer.objects.select_related("officer").order_by("pk")]
        for batch in _batches(_receipts(park, series, drawers)):
            Receipt.objects.bulk_create(receipt for receipt, _bill in batch)
            Allocation.objects.bulk_create(_line(receipt, bill) for receipt, bill in batch)
            JournalLine.objects.bulk_create(line for book in drawers for line in book.taken())
        series.save(update_fields=["last", "head"])
        for book in drawers:
            book.drawer.save(update_fields=["position", "balance", "takings", "head", "last_day"])
        _tell()
    renew_statistics()


def _receipts(park: Park, series: NumberSeries, books: list["_Book"]) -> Iterator[tuple[Receipt, int]]:
    """Chained receipts with the bill that each settles, the days in order."""
    key, name, bills = crypto.chain_keys()[0], name_of(series), Bill.objects.count()
    for place, (bill, customer, amount) in enumerate(_paid()):
        day = min(LAST, FIRST + timedelta(days=place * 31 // bills))
        book = books[place % len(books)] if place < CASH else None
        at = clock.combine(day)
        series.last += 1
        receipt = Receipt(
            pk=series.pk * ROOM + series.last,
            park=park,
            number=f"SJ-2026-{series.last:06d}",
            customer_id=customer,
            method=Method.CASH if book else Method.TRANSFER,
            amount=amount,
            paid_at=at,
            day=day,
            payer="样例公司（虚构）",
            received_by_id=books[place % len(books)].drawer.officer_id,
            drawer_id=book.drawer.pk if book else None,
            form_id=f"bench-{series.last}",
            surplus=Decimal("0.00"),
            previous=series.head or chain.START,
        )
        content = {field: getattr(receipt, field) for field in Receipt.sealed[chain.VERSION]}
        content["lines"] = [[receipt.pk * LINES + 1, bill, amount]]
        receipt.hash = series.head = chain.seal(key, name, series.last, content, receipt.previous)
        if book:
            book.take(receipt, at)
        yield receipt, bill


def _paid() -> Iterator[tuple[int, int, Decimal]]:
    """Bill, customer and amount of each receipt."""
    rows = Bill.objects.filter(amount__gt=Decimal("0.01")).order_by("pk")
    for pk, customer, amount in rows.values_list("pk", "customer_id", "amount").iterator(BATCH):
        if pk % SHARES == 1:
            half = (amount / 2).quantize(Decimal("0.01"))
            yield pk, customer, half
            yield pk, customer, amount - half
        elif pk % SHARES:
            yield pk, customer, amount


def _line(receipt: Receipt, bill: int) -> Allocation:
    return Allocation(pk=receipt.pk * LINES + 1, receipt=receipt, bill_id=bill, amount=receipt.amount)


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


class _Book:
    """The journal of one drawer as it grows."""

    def __init__(self, drawer: Drawer) -> None:
        self.drawer, self.lines = drawer, list[JournalLine]()

    def take(self, receipt: Receipt, at: datetime) -> None:
        """Enter a receipt."""
        drawer = self.drawer
        drawer.position += 1
        drawer.balance += receipt.amount
        drawer.takings += receipt.amount
        line = JournalLine(
            pk=drawer.pk * LINES_PER_DRAWER + drawer.position,
            park_id=receipt.park_id,
            drawer=drawer,
            position=drawer.position,
            day=receipt.day,
            at=at,
            kind=LineKind.ENTRY,
            number=receipt.number,
            summary=receipt.payer,
            item="物业管理费",
            receipt=receipt.amount,
            payment=Decimal("0.00"),
            balance=drawer.balance,
            pot=Pot.TAKINGS,
            entered_by_id=drawer.officer_id,
            previous=drawer.head,
        )
        line.hash = drawer.head = line.seal(drawer.series)
        drawer.last_day = receipt.day
        self.lines.append(line)

    def taken(self) -> list[JournalLine]:
        """The lines since the last question."""
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
