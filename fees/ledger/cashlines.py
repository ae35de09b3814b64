"""Cash documents against the cash journal: one line for each, of the same amount, drawer and day (M3)."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet

from fees.cashdesk.models import JournalLine, LineKind
from fees.deposits.models import Deposit, Refund
from fees.ledger.models import Receipt, Reversal
from fees.paybacks.models import Payback
from parkservice.journal.books import check


@check("M3-cash", "Every cash receipt, deposit, refund and void has its line in the cash journal, of the same amount.")
def cash_is_entered() -> Iterator[str]:
    """Name the documents of cash without their line."""
    for rows in (_received(Receipt), _received(Deposit), _paid(), _paid_back(), _taken_back()):
        for number in rows.order_by("pk").values_list("number", flat=True):
            yield f"{number}: not in the cash journal as it was written"


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
