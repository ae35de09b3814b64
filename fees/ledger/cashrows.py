"""Documents of cash as rows: what was received, taken back, held and given back in some days and drawers (domain 4).

Asked by the close of day and month, and by the reconciliation; of the documents themselves, never of the journal.
"""

from django.db.models import QuerySet

from fees.cashdesk.spans import Span
from fees.deposits.models import Deposit, Refund
from fees.ledger.models import Allocation, Receipt, Reversal
from fees.paybacks.models import Payback


def taken(span: Span) -> QuerySet[Receipt]:
    """Receipts of cash, those that were taken back too."""
    return Receipt.objects.filter(span.rows())


def undone(span: Span) -> QuerySet[Reversal]:
    """Voids and reversals of receipts of cash; the receipt may be older."""
    return Reversal.objects.filter(span.rows(drawer="receipt__drawer"))


def held(span: Span) -> QuerySet[Deposit]:
    """Deposits that were taken in cash."""
    return Deposit.objects.filter(span.rows())


def refunded(span: Span) -> QuerySet[Refund]:
    """Refunds that were paid from a float."""
    return Refund.objects.filter(span.rows(), refunded__gt=0)


def paid_back(span: Span) -> QuerySet[Payback]:
    """Prepayments that were paid back from a float."""
    return Payback.objects.filter(span.rows())


def settled(span: Span) -> QuerySet[Allocation]:
    """Lines of the receipts of cash."""
    return Allocation.objects.filter(receipt__in=taken(span))


def reopened(span: Span) -> QuerySet[Allocation]:
    """Lines of the receipts that were taken back."""
    return Allocation.objects.filter(receipt__in=undone(span).values("receipt_id"))


def deposits_received(span: Span) -> QuerySet[Deposit]:
    """Every deposit of the park up to the last day, by whichever way it came; no carry-over taken back by then."""
    rows = Deposit.objects.filter(park=span.park, day__lte=span.last)
    return rows.exclude(carried__undone_on__lte=span.last)


def deposits_settled(span: Span) -> QuerySet[Refund]:
    """Every settlement of a deposit of the park up to the last day."""
    return Refund.objects.filter(park=span.park, day__lte=span.last)


def deposits_held(span: Span) -> QuerySet[Deposit]:
    """The list of the deposits that are held at the end of the last day."""
    return deposits_received(span).exclude(pk__in=deposits_settled(span).values("deposit_id"))
