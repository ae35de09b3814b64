"""The bare limit of the fee side: the same rows by the fewest statements, without any rule of the product."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from time import perf_counter
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Q
from django.test import Client
from django.urls import reverse

from fees.arrears.debtors import debtors
from fees.arrears.groups import TOTAL
from fees.arrears.queries import Which, ageings_by
from fees.billing.charges import Span
from fees.billing.marks import DIGITS
from fees.billing.models import Bill
from fees.billing.posting import COLUMNS
from fees.ledger.models import Method, Receipt
from fees.ledger.services import Payment, take_payment
from fees.ledger.statement import statement
from fees.tariffs.models import FeeItem
from parkservice.accounts.models import User
from parkservice.estate.models import Customer
from parkservice.kit import clock
from parkservice.kit.money import to_fen
from parkservice.parks.models import Park
from tests.bench.feebooks import giant
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
EXPLANATION = """'{"steps": [{"kind": "area", "price": "3.8000", "months": "3", "month": "2026-10", "quantity": "' || %s
 || '"}], "tariffs": [1]}'"""


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
        "hash": f"'{'0' * DIGITS}'",
        "issued_at": f"'{moment(NOW)}'",
        "due": f"'{DUE}'",
        "state": "'issued'",
        "paid": 0,
        "waived": 0,
    }
    if connection.vendor == "postgresql":
        values = {name: f"CAST({value} AS {COLUMNS[name]})" for name, value in values.items()}
    asked = ", ".join(map(str, values.values()))
    sql = f"INSERT INTO fees_bill ({', '.join(values)}) SELECT {asked} FROM {source}"  # noqa: S608 - our names
    return timed(sql.replace("%%", "%"))


def period(kind: str) -> Span:
    """The period that a kind is billed for."""
    return MONTH if kind == "fixed" else QUARTER


def moment(at: datetime) -> str:
    """A moment as both databases read it."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def timed(sql: str) -> float:
    """Run one statement in a transaction of its own and return the seconds."""
    begun = perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    return perf_counter() - begun


OPEN = "park_id = {park} AND state IN ('disputed', 'issued', 'part_paid')"
COVER = """CREATE INDEX bench_cover ON fees_bill (park_id, customer_id, due, amount, waived, paid, state)
 WHERE state IN ('disputed', 'issued', 'part_paid')"""
AGES = """SELECT CASE WHEN due >= '2026-10-31' THEN 0 WHEN due >= '2026-10-01' THEN 1 WHEN due >= '2026-08-02' THEN 2
 WHEN due >= '2026-05-04' THEN 3 WHEN due >= '2025-10-31' THEN 4 ELSE 5 END place, sum(amount - waived - paid)
 FROM fees_bill WHERE {open} GROUP BY 1"""
DEBTORS = """SELECT customer_id, sum(amount - waived - paid) owed, min(due) FROM fees_bill WHERE {open}
 GROUP BY customer_id ORDER BY owed DESC LIMIT 25"""
STATEMENT = """SELECT day, number, amount, sum(amount) OVER (ORDER BY day, kind, number) FROM (
 SELECT date(issued_at) AS day, 0 AS kind, number, amount FROM fees_bill WHERE customer_id = {customer}
 UNION ALL SELECT r.day, 1, r.number, -a.amount FROM fees_allocation a JOIN fees_receipt r ON r.id = a.receipt_id
 JOIN fees_bill b ON b.id = a.bill_id WHERE b.customer_id = {customer}) lines ORDER BY day, kind, number"""
PAYMENTS = 200
Act = Callable[[int], object]


def pairs() -> Iterator[tuple[str, Act, Act]]:
    """What the product is asked, and the bare statement for the same."""
    park = Park.objects.get()
    still_open = OPEN.format(park=park.pk)
    which, customer = Which(park), giant()
    yield "arrears by age", lambda _: ageings_by(which, TOTAL), _covered(AGES.format(open=still_open))
    top = debtors(Customer.objects.all(), which, Q()).order_by("-owed", "-pk")
    yield "top debtors", lambda _: list(top[:25]), _covered(DEBTORS.format(open=still_open))
    yield "debtors page", _page("fees:arrears"), _covered(DEBTORS.format(open=still_open))
    asked = STATEMENT.format(customer=customer.pk)
    yield "statement", lambda _: statement(customer, clock.today()), lambda _: rows_of(asked)
    yield "payment", *_payments()


def _page(name: str) -> Act:
    """A page as the manager gets it, without the way through the network."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username="manager-qh"))

    def ask(_place: int) -> object:
        answer = client.get(reverse(name))
        assert answer.status_code == 200, answer.status_code
        return answer

    return ask


def _covered(sql: str) -> Act:
    """The statement with an index made for it, which stands at the first asking."""

    def ask(place: int) -> object:
        with connection.cursor() as cursor:
            if place == 0:
                cursor.execute(COVER)
                if connection.vendor == "postgresql":
                    cursor.execute("VACUUM ANALYZE fees_bill")
            cursor.execute(sql)
            found = cursor.fetchall()
            if place == 4:
                cursor.execute("DROP INDEX bench_cover")
        return found

    return ask


def rows_of(sql: str) -> list[Any]:
    """Every row of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _payments() -> tuple[Act, Act]:
    """A whole bill paid by transfer, in the service layer and by three statements."""
    bills = list(
        Bill.objects.filter(state="issued").exclude(customer=giant()).select_related("customer__park")[: 2 * PAYMENTS]
    )
    officer = User.objects.get(username="officer-qh")

    made: list[Receipt] = []

    def take(place: int) -> object:
        bill = bills[place]
        paid = Payment(Method.TRANSFER, bill.amount, bill.customer.name, {bill.pk: bill.amount})
        made.append(take_payment(actor=officer, customer=bill.customer, payment=paid, form_id=uuid4().hex)[0])
        return made[-1]

    def bare(place: int) -> object:
        bill = bills[PAYMENTS + place]
        fen, receipt = to_fen(bill.amount), made[-1]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE fees_bill SET paid = %s, state = 'paid' WHERE id = %s AND paid = 0 AND state = 'issued'",
                [fen, bill.pk],
            )
            cursor.execute(
                "INSERT INTO fees_allocation (id, receipt_id, bill_id, amount) VALUES (%s, %s, %s, %s)",
                [receipt.pk * 1000 + 2 + place, receipt.pk, bill.pk, fen],
            )
            cursor.execute(
                "UPDATE fees_customeraccount SET credit = credit + 0 WHERE customer_id = %s", [bill.customer_id]
            )
        return None

    for act in (take, bare):
        act.times = PAYMENTS  # type: ignore[attr-defined]
    return take, bare
