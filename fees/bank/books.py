"""The data invariant of the bank's lines, recomputed from the rows (duty O6; reliability section 2, M3)."""

from collections.abc import Iterator

from django.db.models import Count, ExpressionWrapper, F, Q

from fees.bank.documents import AT_BANK, KINDS, Kind
from fees.bank.matches import BankMatch
from fees.bank.models import BankLine, LineState
from parkservice.journal.books import check
from parkservice.kit.money import MoneyField


@check(
    "M3-bank", "Every matched line of the bank has one document that counts, of the same sum, and no document has two."
)
def lines_have_documents() -> Iterator[str]:
    """Compare lines, links and documents, each way round."""
    live = Count("matches", filter=Q(matches__undone_at__isnull=True))
    matched = Q(state=LineState.MATCHED)
    wrong = BankLine.objects.annotate(live=live).filter(matched & ~Q(live=1) | ~matched & Q(live__gt=0))
    for pk in wrong.order_by("pk").values_list("pk", flat=True):
        yield f"line {pk} of the bank: its state does not fit its links"
    for kind in KINDS.values():
        yield from _of_kind(kind)


def _of_kind(kind: Kind) -> Iterator[str]:
    links, number = BankMatch.objects.live().filter(**{f"{kind.name}__isnull": False}), f"{kind.name}__number"
    sum_of_line = ExpressionWrapper(F("line__amount") * (1 if kind.comes_in else -1), MoneyField())
    expected = {kind.money: sum_of_line, "park": F("line__park"), "method__in": AT_BANK, **kind.counting}
    good = links.filter(**{f"{kind.name}__{name}": value for name, value in expected.items()})
    odd = links.exclude(pk__in=good.order_by().values("pk"))
    for line, document in odd.order_by("pk").values_list("line_id", number):
        yield f"line {line} of the bank: {document} is taken back, of another sum, or did not go through the bank"
    twice = links.order_by().values(number).annotate(lines=Count("pk")).filter(lines__gt=1)
    for document in twice.order_by(number).values_list(number, flat=True):
        yield f"{document}: two lines of the bank"
