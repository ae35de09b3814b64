"""The data invariant of the bank's lines, recomputed from the rows (duty O6; reliability section 2, M3)."""

from collections.abc import Iterator

from django.db.models import Count, F, Q

from fees.bank.models import AT_BANK, BankLine, BankMatch, LineState
from parkservice.journal.books import check


@check(
    "M3-bank", "Every matched line of the bank has one receipt that counts, of the same sum, and no receipt has two."
)
def lines_have_receipts() -> Iterator[str]:
    """Compare lines, links and receipts, each way round."""
    live = Count("matches", filter=Q(matches__undone_at__isnull=True))
    matched = Q(state=LineState.MATCHED)
    wrong = BankLine.objects.annotate(live=live).filter(matched & ~Q(live=1) | ~matched & Q(live__gt=0))
    for pk in wrong.order_by("pk").values_list("pk", flat=True):
        yield f"line {pk} of the bank: its state does not fit its links"
    links = BankMatch.objects.live()
    odd = links.exclude(receipt__amount=F("line__amount"), receipt__park=F("line__park")) | links.filter(
        Q(receipt__reversal__isnull=False) | ~Q(receipt__method__in=AT_BANK)
    )
    for line, number in odd.order_by("pk").values_list("line_id", "receipt__number"):
        yield f"line {line} of the bank: {number} is taken back, of another sum, or did not come by bank"
    twice = links.values("receipt__number").annotate(lines=Count("pk")).filter(lines__gt=1)
    for number in twice.order_by("receipt__number").values_list("receipt__number", flat=True):
        yield f"{number}: two lines of the bank"
