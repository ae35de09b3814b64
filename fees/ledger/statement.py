"""The statement of account of a customer as of any day, from the documents alone (M12, M13; duty O6).

Every line is a document with its day of the books: a bill, a waiver that was granted, a receipt, its reversal, the end
of a bill. What is cached on bills and accounts is not read, so that a past day reads the same for ever.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from fees.billing.models import GONE, Bill, BillState
from fees.ledger.models import Allocation, CreditEntry, Receipt, Reversal
from fees.opening.models import OpeningRow
from fees.waivers.models import WaiverLine
from parkservice.estate.models import Customer
from parkservice.journal.models import Event
from parkservice.kit import clock

ZERO = Decimal("0.00")
#: States after which nothing is owed on a bill any more, whatever was open.
ENDED = (*GONE, BillState.WRITTEN_OFF)


class Kind(models.TextChoices):
    """What a line of a statement is; lines of one day stand in this order."""

    BILL = "bill", _("Bill")
    WAIVER = "waiver", _("Waiver")
    RECEIPT = "receipt", _("Receipt")
    REVERSAL = "reversal", _("Void or reversal")
    END = "end", _("Cancelled, reversed or written off")


_PLACES = {kind: place for place, kind in enumerate(Kind)}


class Charge(NamedTuple):
    """What a bill is for, as a page names it."""

    name_zh: str
    name_en: str
    kind: str
    unit: str | None
    first: date
    last: date
    what: str | None


class Line(NamedTuple):
    """One document on one bill: what it adds to what is owed (below zero: takes off), and what is owed after it.

    `document` is the key of the bill, the waiver or the receipt; a receipt that was taken back stands for its reversal.
    """

    day: date
    at: datetime
    kind: Kind
    number: str
    bill: int
    amount: Decimal
    document: int = 0
    balance: Decimal = ZERO


@dataclass(frozen=True)
class Statement:
    """What a customer owes as of a day, with the lines that add up to it, and what was paid ahead, in yuan.

    `charges` says what each bill is for, by its key. `movements` are the changes of the prepayment. `former` are bills
    and payments of a former system, for reading only: what they left open is a bill among the lines.
    """

    customer: Customer
    day: date
    lines: tuple[Line, ...]
    credit: Decimal
    charges: Mapping[int, Charge] = field(default_factory=dict)
    movements: tuple[CreditEntry, ...] = ()
    former: tuple[OpeningRow, ...] = ()

    @property
    def balance(self) -> Decimal:
        """What is owed on that day, without the prepayment."""
        return self.lines[-1].balance if self.lines else ZERO

    def open_bills(self) -> dict[int, Decimal]:
        """Return what is open on each bill on that day, by key; settled bills are left out."""
        found: defaultdict[int, Decimal] = defaultdict(Decimal)
        for line in self.lines:
            found[line.bill] += line.amount
        return {bill: amount for bill, amount in found.items() if amount}


def statement(customer: Customer, day: date) -> Statement:
    """Return the statement of a customer as of a day, both from the first document on."""
    balance, lines = ZERO, []
    documents, charges = _documents(customer)
    for line in _ended(documents, customer):
        if line.day <= day:
            balance += line.amount
            lines.append(line._replace(balance=balance))
    entries = CreditEntry.objects.filter(customer=customer, day__lte=day)
    moved = tuple(entries.select_related("receipt", "reversal", "payback", "carried__carry_over").order_by("at", "pk"))
    credit = sum((entry.amount for entry in moved), ZERO)
    former = OpeningRow.objects.history().filter(customer=customer, source__carry_over__day__lte=day)
    return Statement(customer, day, tuple(lines), credit, charges, moved, tuple(former.order_by("day", "pk")))


def booked_through(customer: Customer) -> date:
    """Return today, or the later day on which something is booked already: what came in after the close of a day.

    As of that day the statement says the same as the till.
    """
    rows = (
        Receipt.objects.filter(customer=customer),
        Reversal.objects.filter(receipt__customer=customer),
        CreditEntry.objects.filter(customer=customer),
    )
    days = [each.aggregate(last=models.Max("day"))["last"] for each in rows]
    return max([clock.today(), *(day for day in days if day is not None)])


def _documents(customer: Customer) -> tuple[list[Line], dict[int, Charge]]:
    """Every document of a customer, and what the bills among them are for."""
    lines: list[Line] = []
    charges: dict[int, Charge] = {}
    bills = Bill.objects.filter(customer=customer)
    for pk, number, at, amount, *charge in bills.values_list("pk", "number", "issued_at", "amount", *_CHARGE):
        lines.append(Line(clock.local(at).date(), at, Kind.BILL, number, pk, amount, pk))
        charges[pk] = Charge(*charge)
    waived = WaiverLine.objects.granted().filter(bill__customer=customer)
    for day, at, number, bill, amount, pk in waived.values_list(*_columns("waiver", "decided_on", "decided_at")):
        lines.append(Line(day, at, Kind.WAIVER, number, bill, -amount, pk))
    paid = Allocation.objects.filter(bill__customer=customer)
    for day, at, number, bill, amount, pk in paid.values_list(*_columns("receipt", "day", "paid_at")):
        lines.append(Line(day, at, Kind.RECEIPT, number, bill, -amount, pk))
    back = paid.filter(receipt__reversal__isnull=False)
    for day, at, number, bill, amount, pk in back.values_list(*_columns("receipt__reversal", "day", "at", "receipt")):
        lines.append(Line(day, at, Kind.REVERSAL, number, bill, amount, pk))
    return lines, charges


#: The columns of a bill that say what it is for, in the order of `Charge`.
_CHARGE = (
    *("item__name_zh", "item__name_en", "item__period", "unit__code", "period_from", "period_to"),
    "explanation__what",
)


def _columns(document: str, day: str, at: str, opens: str = "") -> tuple[str, ...]:
    """Day, moment and number of the document of a line, its bill and amount, and the key of what it opens."""
    named = (f"{document}__{name}" for name in (day, at, "number"))
    return *named, "bill_id", "amount", f"{opens or document}_id"


def _ended(lines: Iterable[Line], customer: Customer) -> list[Line]:
    """Add a line for each bill that ended, which takes off what was open on it; the journal knows when it was."""
    found = list(lines)
    gone = dict(Bill.objects.filter(customer=customer, state__in=ENDED).values_list("pk", "number"))
    events = Event.objects.about_many("fees.bill", list(gone)).filter(to_state__in=ENDED).order_by("id")
    still_open: defaultdict[int, Decimal] = defaultdict(Decimal)
    for line in found if gone else ():
        still_open[line.bill] += line.amount
    for bill, at in events.values_list("subject_id", "at"):
        found.append(Line(clock.local(at).date(), at, Kind.END, gone[bill], bill, -still_open.pop(bill, ZERO), bill))
    return sorted(found, key=_order)


def _order(line: Line) -> tuple[date, datetime, int, str]:
    return line.day, line.at, _PLACES[line.kind], line.number
