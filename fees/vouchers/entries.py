"""Vouchers of some days, line by line, from the rows that were posted: each balances in itself (O6).

What is taken back is booked as it was, below zero (红字). Documents are read one by one as they are written out, so a
busy month needs no more memory than a quiet day.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet

from fees.cashdesk.models import JournalLine, Pot
from fees.cashdesk.sheet import ZERO
from fees.cashdesk.spans import FOUND, REFUNDED
from fees.counting.models import Difference, DifferenceState, Outcome
from fees.deposits.models import Deposit, Refund
from fees.ledger.models import Allocation, Method, Receipt, Reversal
from fees.paybacks.models import Payback
from fees.payins.models import PayIn
from fees.vouchers.accounts import (
    ADVANCE,
    DEPOSIT,
    EXPENSE,
    FLOAT,
    INCOME,
    OF_METHOD,
    PENDING,
    TAKINGS,
    TREASURY,
    WITHHELD,
    Account,
    accounts,
    of_item,
)
from parkservice.kit import clock
from parkservice.parks.models import Park

CHUNK = 500
#: The words of the books are Chinese, whoever fetches them.
WAYS = {
    Method.CASH: "现金",
    Method.TRANSFER: "转账",
    Method.CARD: "刷卡",
    Method.QR: "扫码",
    Method.PREPAYMENT: "预存款抵扣",
}
POTS = {Pot.TAKINGS: TAKINGS, Pot.FLOAT: FLOAT}


@dataclass(frozen=True)
class Line:
    """One line of a voucher, in yuan; one of `debit` and `credit` is zero."""

    day: date
    voucher: str
    summary: str
    account: Account
    debit: Decimal
    credit: Decimal
    document: str
    customer: str


@dataclass(frozen=True)
class Voucher:
    """What one document books: keys of accounts with the amounts of either side, in yuan."""

    summary: str
    document: str
    customer: str
    debit: tuple[tuple[str, Decimal], ...]
    credit: tuple[tuple[str, Decimal], ...]


def lines(park: Park, first: date, last: date) -> Iterator[Line]:
    """Yield the lines of the vouchers from day to day; their numbers begin anew each day."""
    chart, day = accounts(park), first
    while day <= last:
        for place, voucher in enumerate(vouchers(park, day), start=1):
            yield from _written(day, f"记-{place:04d}", voucher, chart)
        day += timedelta(days=1)


def _written(day: date, number: str, voucher: Voucher, chart: Mapping[str, Account]) -> Iterator[Line]:
    sides = [(key, amount, ZERO) for key, amount in voucher.debit] + [
        (key, ZERO, amount) for key, amount in voucher.credit
    ]
    for key, debit, credit in sides:
        if debit or credit:
            words = (voucher.document, voucher.customer)
            yield Line(day, number, voucher.summary, chart[key], debit, credit, *words)


def vouchers(park: Park, day: date) -> Iterator[Voucher]:
    """Yield the vouchers of a day: receipts, what was taken back, deposits, refunds, floats, pay-ins, differences."""
    yield from _receipts(park, day)
    yield from _reversals(park, day)
    yield from _deposits(park, day)
    yield from _refunds(park, day)
    yield from _paybacks(park, day)
    yield from _floats(park, day)
    yield from _pay_ins(park, day)
    yield from _differences(park, day)
    yield from _decisions(park, day)


def _each(rows: "QuerySet[Any]") -> Iterable[Any]:
    return rows.order_by("pk").iterator(chunk_size=CHUNK)


def _settled(path: str) -> Prefetch:
    """The lines of receipts, each with its fee item."""
    return Prefetch(path, Allocation.objects.order_by("pk").annotate(item=F("bill__item_id")))


def _items(receipt: Receipt, sign: int = 1) -> tuple[tuple[str, Decimal], ...]:
    """What a receipt settled, by fee item, and what was paid ahead."""
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    lines: Any = receipt.allocations.all()
    for line in lines:
        found[of_item(line.item)] += sign * line.amount
    found[ADVANCE] += sign * receipt.surplus
    return tuple(found.items())


def _receipts(park: Park, day: date) -> Iterator[Voucher]:
    rows = Receipt.objects.filter(park=park, day=day).select_related("customer")
    for row in _each(rows.prefetch_related(_settled("allocations"))):
        debit = ((OF_METHOD[Method(row.method)], row.amount),)
        yield Voucher(f"收款 {WAYS[Method(row.method)]}", row.number, row.customer.name, debit, _items(row))


def _reversals(park: Park, day: date) -> Iterator[Voucher]:
    rows = Reversal.objects.filter(park=park, day=day).select_related("receipt__customer")
    for row in _each(rows.prefetch_related(_settled("receipt__allocations"))):
        receipt = row.receipt
        debit = ((OF_METHOD[Method(receipt.method)], -row.amount),)
        yield Voucher(f"红冲 {receipt.number}", row.number, receipt.customer.name, debit, _items(receipt, -1))


def _deposits(park: Park, day: date) -> Iterator[Voucher]:
    """Those that came as money; what was carried over stands in the opening balances of the accounts."""
    for row in _each(Deposit.objects.filter(park=park, day=day, carried__isnull=True)):
        debit, credit = ((OF_METHOD[Method(row.method)], row.amount),), ((DEPOSIT, row.amount),)
        yield Voucher("收押金", row.number, row.payer, debit, credit)


def _refunds(park: Park, day: date) -> Iterator[Voucher]:
    for row in _each(Refund.objects.filter(park=park, day=day).select_related("deposit")):
        paid_from = FLOAT if row.drawer_id else OF_METHOD[Method(row.method)]
        credit = ((paid_from, row.refunded), (WITHHELD, row.withheld))
        yield Voucher(f"退押金 {row.deposit.number}", row.number, row.payee, ((DEPOSIT, row.received),), credit)


def _paybacks(park: Park, day: date) -> Iterator[Voucher]:
    for row in _each(Payback.objects.filter(park=park, day=day)):
        paid_from = FLOAT if row.drawer_id else OF_METHOD[Method(row.method)]
        yield Voucher("退预收款", row.number, row.payee, ((ADVANCE, row.amount),), ((paid_from, row.amount),))


def _floats(park: Park, day: date) -> Iterator[Voucher]:
    """Floats that were handed out, refilled or given back; refunds are documents of their own."""
    rows = JournalLine.objects.filter(park=park, day=day, pot=Pot.FLOAT).exclude(FOUND)
    for row in _each(rows.exclude(REFUNDED & ~Q(payment=0)).select_related("drawer__officer")):
        out, back = ((FLOAT, row.receipt),), ((TREASURY, row.receipt),)
        if row.payment:
            out, back = ((TREASURY, row.payment),), ((FLOAT, row.payment),)
        yield Voucher(row.summary, row.number, row.drawer.officer.name, out, back)


def _pay_ins(park: Park, day: date) -> Iterator[Voucher]:
    for row in _each(PayIn.objects.filter(park=park, day=day).select_related("collector")):
        yield Voucher("缴款", row.number, row.collector.name, ((TREASURY, row.amount),), ((TAKINGS, row.amount),))


def _differences(park: Park, day: date) -> Iterator[Voucher]:
    """Shortages and overages as they were found and as they were made good in cash."""
    rows = JournalLine.objects.filter(FOUND, park=park, day=day).select_related("drawer__officer")
    for row in _each(rows):
        pot = POTS[Pot(row.pot)]
        debit, credit = ((pot, row.receipt),), ((PENDING, row.receipt),)
        if row.payment:
            debit, credit = ((PENDING, row.payment),), ((pot, row.payment),)
        yield Voucher(row.summary, row.number, row.drawer.officer.name, debit, credit)


def _decisions(park: Park, day: date) -> Iterator[Voucher]:
    """Differences that were approved as expense or income on the day: no cash moves."""
    begin, end = clock.combine(day), clock.combine(day + timedelta(days=1))
    rows = Difference.objects.filter(park=park, decided_at__gte=begin, decided_at__lt=end)
    settled = rows.filter(state=DifferenceState.SETTLED, outcome__in=(Outcome.EXPENSE, Outcome.INCOME))
    for row in _each(settled.select_related("officer")):
        amount, short = abs(row.amount), row.is_shortage
        debit, credit = ((EXPENSE if short else PENDING, amount),), ((PENDING if short else INCOME, amount),)
        summary = "短缺批准列支" if short else "溢余转其他收入"
        yield Voucher(summary, row.number, row.officer.name, debit, credit)
