"""Cash documents and the cash journal, both ways: one line for each document, one document for each line (M3)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from fees.cashdesk.models import JournalLine, LineKind, Pot
from fees.counting.models import CashCount, Difference
from fees.deposits.models import Deposit, Refund
from fees.ledger.models import Receipt, Reversal
from fees.paybacks.models import Payback
from fees.payins.models import PayIn
from parkservice.journal.books import check

CHUNK = 2000


@check("M3-cash", "Every cash receipt, deposit, refund and void has its line in the cash journal, of the same amount.")
def cash_is_entered() -> Iterator[str]:
    """Name the documents of cash without their line."""
    for rows in (_received(Receipt), _received(Deposit), _paid(), _paid_back(), _taken_back()):
        for number in rows.order_by("pk").values_list("number", flat=True):
            yield f"{number}: not in the cash journal as it was written"


@check("M3-lines", "Every line of the cash journal has its document, of the same amount, drawer and day.")
def lines_have_documents() -> Iterator[str]:
    """Name the lines of which no document tells; the opening is the float that was handed out."""
    known = Q()
    for document in (*_of_receipts(), *_of_deposits(), *_of_counts()):
        known |= Q(document)
    rows = JournalLine.objects.exclude(kind=LineKind.OPENING).exclude(known).order_by("pk")
    for number, position in rows.values_list("number", "position").iterator(CHUNK):
        yield f"{number or position}: a line of the cash journal without its document"


#: What a line adds to the balance, and takes from it, in fen.
IN, OUT = OuterRef("receipt") - OuterRef("payment"), OuterRef("payment") - OuterRef("receipt")
SAME: dict[str, Any] = {"number": OuterRef("number"), "drawer_id": OuterRef("drawer_id"), "day": OuterRef("day")}


def _of_receipts() -> Iterator[Q]:
    """Money that came in, and that was taken back."""
    yield Q(Exists(Receipt.objects.filter(**SAME, amount=IN)), kind=LineKind.ENTRY)
    back = {"receipt__number": SAME["number"], "receipt__drawer_id": SAME["drawer_id"], "day": SAME["day"]}
    yield Q(Exists(Reversal.objects.filter(**back, amount=OUT)), kind=LineKind.REVERSAL)


def _of_deposits() -> Iterator[Q]:
    """Deposits, what went back from the float, prepayments too, and what finance gave to the float for it."""
    yield Q(Exists(Deposit.objects.filter(**SAME, amount=IN)), kind=LineKind.ENTRY)
    yield Q(Exists(Refund.objects.filter(**SAME, refunded=OUT)), kind=LineKind.ENTRY, pot=Pot.FLOAT)
    yield Q(Exists(Payback.objects.filter(**SAME, amount=OUT)), kind=LineKind.ENTRY, pot=Pot.FLOAT)
    refills = Q(kind=LineKind.ENTRY, pot=Pot.FLOAT, receipt__gt=0)
    paid = Q(drawer_id=OuterRef("drawer_id"), number=OuterRef("number"), payment__gte=OuterRef("receipt"))
    yield refills & Q(Exists(JournalLine.objects.filter(paid, pot=Pot.FLOAT, position__lt=OuterRef("position"))))


def _of_counts() -> Iterator[Q]:
    """Pay-ins, differences and what became of them, and a float that was handed back after its count."""
    mine = {"number": OuterRef("number"), "drawer_id": OuterRef("drawer_id")}
    yield Q(Exists(PayIn.objects.filter(**SAME, line_id=OuterRef("pk"), amount=OUT)), kind=LineKind.ENTRY)
    yield Q(Exists(Difference.objects.filter(**SAME, line_id=OuterRef("pk"), amount=IN)), kind=LineKind.ENTRY)
    yield Q(Exists(Difference.objects.filter(**mine, moved_id=OuterRef("pk"), amount=OUT)), kind=LineKind.ENTRY)
    count = CashCount.objects.filter(**SAME, total=OUT, book=F("total"))
    yield Q(Exists(count), kind=LineKind.ENTRY, pot=Pot.FLOAT)


def _received(model: type[Receipt | Deposit]) -> "QuerySet[Receipt] | QuerySet[Deposit]":
    line = _lines("number", "drawer_id", LineKind.ENTRY).filter(receipt=OuterRef("amount"))
    return model._default_manager.filter(drawer__isnull=False).exclude(Exists(line))  # noqa: SLF001 - the public name


def _paid() -> QuerySet[Refund]:
    line = _lines("number", "drawer_id", LineKind.ENTRY).filter(payment=OuterRef("refunded"))
    return Refund.objects.filter(drawer__isnull=False, refunded__gt=0).exclude(Exists(line))


def _paid_back() -> QuerySet[Payback]:
    line = _lines("number", "drawer_id", LineKind.ENTRY).filter(payment=OuterRef("amount"))
    return Payback.objects.filter(drawer__isnull=False).exclude(Exists(line))


def _taken_back() -> QuerySet[Reversal]:
    line = _lines("receipt__number", "receipt__drawer_id", LineKind.REVERSAL).filter(receipt__lt=0)
    return Reversal.objects.filter(receipt__drawer__isnull=False).exclude(Exists(line))


def _lines(number: str, drawer: str, kind: str) -> QuerySet[JournalLine]:
    """Lines of the document of the outer row, on its day."""
    return JournalLine.objects.filter(
        number=OuterRef(number), drawer_id=OuterRef(drawer), kind=kind, day=OuterRef("day")
    )
