"""The data invariant of the books of a former system: what came over is what was printed, sent and released."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from django.db.models import F, Q

from fees.billing.models import Bill
from fees.deposits.models import Deposit
from fees.ledger.models import CreditEntry, CreditKind
from fees.opening.models import IN_BOOKS, CarryOver, OpeningImport, OpeningRow, OpeningState, RowKind
from fees.opening.services import totals_of
from parkservice.journal.books import check

BILLS = (RowKind.OWED, RowKind.BILL)
RELEASED = (*IN_BOOKS, OpeningState.TAKEN_BACK)


@check("M7-opening", "What was carried over adds up to the check total, and each row became what it says, once.")
def carried_over() -> Iterator[str]:
    """Compare the rows of each import with its check total, and bills, prepayments and deposits with the rows."""
    for source in OpeningImport.objects.filter(state__in=RELEASED).select_related("carry_over").order_by("pk"):
        yield from _totals(source)
        yield from _results(source)
    sealed = CarryOver.objects.exclude(source__state__in=RELEASED) | CarryOver.objects.filter(
        Q(released_by=F("source__sent_by")) | ~Q(released_by=F("source__decided_by")) | ~Q(sha256=F("source__sha256"))
    )
    for number in sealed.order_by("pk").values_list("number", flat=True):
        yield f"{number}: not released by a second person, or of another file"


def _totals(source: OpeningImport) -> Iterator[str]:
    sealed = CarryOver.objects.filter(source=source).first()
    if sealed is None:
        yield f"{source}: called released, but nothing is sealed"
        return
    totals = totals_of(source)
    for total in totals:
        if not total.agrees:
            yield f"{source}: {total.name}: {total.rows} rows of {total.sum}, not what was printed"
    sums = [total.sum for total in totals]
    if [sealed.opening_sum, sealed.bills_sum, sealed.payments_sum] != sums or sealed.rows != sum(
        total.rows for total in totals
    ):
        yield f"{source}: its rows are not what was released"
    if source.state != OpeningState.RUNNING and source.rows.filter(done=False).exists():
        yield f"{source}: called complete, but rows are missing"


def _results(source: OpeningImport) -> Iterator[str]:
    """Each row that was taken over has its bill, entry or deposit, and there are no others."""
    done = OpeningRow.objects.filter(source=source, done=True)
    names = ("number", "customer_id", "item_id", "period_from", "period_to", "due")
    wanted = Counter(
        (*row[:-2], row[-2] - row[-1])
        for row in done.filter(kind__in=BILLS).values_list(*names, "amount", "paid_before")
    )
    bills = Counter(Bill.objects.filter(carried=source).values_list(*names, "amount"))
    yield from (f"{source}: {row[0]}: the bill is not as it was carried over" for row in wanted - bills)
    yield from (f"{source}: {row[0]}: carried over without a row" for row in bills - wanted)
    prepaid = Counter(done.filter(kind=RowKind.PREPAYMENT).values_list("customer_id", "amount"))
    entries = CreditEntry.objects.filter(carried=source)
    if Counter(entries.filter(kind=CreditKind.CARRIED).values_list("customer_id", "amount")) != prepaid:
        yield f"{source}: the prepayments are not as they were carried over"
    back = Counter(
        (pk, -amount) for pk, amount in entries.filter(kind=CreditKind.DROPPED).values_list("customer_id", "amount")
    )
    if back != (prepaid if source.state == OpeningState.TAKEN_BACK else Counter[tuple[int, Decimal]]()):
        yield f"{source}: the prepayments do not fit its state"
    held = Counter(done.filter(kind=RowKind.DEPOSIT).values_list("customer_id", "number", "amount"))
    if Counter(Deposit.objects.filter(carried=source).values_list("customer_id", "former_number", "amount")) != held:
        yield f"{source}: the deposits are not as they were carried over"
    live = Bill.objects.live().filter(carried=source)
    if source.state == OpeningState.TAKEN_BACK and live.exists():
        yield f"{source}: taken back, but {live.order_by('pk').values_list('number', flat=True)[0]} still counts"
