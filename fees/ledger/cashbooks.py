"""What receipts and deposits answer when a cash day or month is closed (domain 4, month's steps 2 and 4).

Each question is asked of the documents themselves, never of the journal, so that the three ways are really three.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from fees.cashdesk import sources
from fees.cashdesk.models import Drawer, JournalLine
from fees.cashdesk.spans import Span
from fees.deposits.models import Deposit
from fees.ledger import cashrows
from fees.ledger.models import Allocation, Receipt, Reversal
from parkservice.kit.money import total
from parkservice.parks.models import Park

AHEAD, DEPOSIT = "预收", "押金"


def unposted(drawer: Drawer, day: date) -> list[str]:
    """Numbers of cash documents of a drawer and day that have no line in the journal."""
    posted = set(JournalLine.objects.filter(drawer=drawer, day=day).values_list("number", flat=True))
    written = [
        *Receipt.objects.filter(drawer=drawer, day=day).order_by("id").values_list("number", flat=True),
        *Deposit.objects.filter(drawer=drawer, day=day).order_by("id").values_list("number", flat=True),
    ]
    return [number for number in written if number not in posted]


def methods(drawer: Drawer, day: date) -> Mapping[str, Decimal]:
    """What the officer of a drawer took on a day, by method of payment, in yuan; what was taken back is left out."""
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    taken = Receipt.objects.filter(park_id=drawer.park_id, received_by_id=drawer.officer_id, day=day)
    back = Reversal.objects.filter(receipt__in=taken, day=day).values("receipt_id")
    for method, amount in taken.exclude(pk__in=back).values_list("method", "amount"):
        found[method] += amount
    held = Deposit.objects.filter(
        park_id=drawer.park_id, received_by_id=drawer.officer_id, day=day, carried__isnull=True
    )
    for method, amount in held.values_list("method", "amount"):
        found[method] += amount
    return dict(sorted(found.items()))


def receipts(park: Park, first: date, last: date) -> Mapping[str, Decimal]:
    """Valid cash receipts of the days, by number, in yuan; without those taken back, an older one is negative."""
    span = Span(park, first, last)
    back = cashrows.undone(span).values_list("receipt__number", "amount")
    taken = cashrows.taken(span).values_list("number", "amount")
    held = cashrows.held(span).values_list("number", "amount")
    return _summed([*taken, *held, *((number, -amount) for number, amount in back)])


def ledgers(park: Park, first: date, last: date) -> Mapping[str, Decimal]:
    """What cash of the days brought to the ledgers, by counter item, in yuan."""
    span = Span(park, first, last)
    back = Receipt.objects.filter(pk__in=cashrows.undone(span).values("receipt_id"))
    held = cashrows.held(span).aggregate(sum=total("amount"))
    undone = ((name, -amount) for name, amount in _items(back))
    return _summed([*_items(cashrows.taken(span)), *undone, (DEPOSIT, held["sum"])])


def _items(rows: "QuerySet[Receipt]") -> Iterable[tuple[str, Decimal]]:
    """Lines of receipts by the item of their bill, and what was paid ahead."""
    lines = Allocation.objects.filter(receipt__in=rows).order_by().values_list("bill__item__name_zh")
    yield from lines.annotate(sum=total("amount"))
    yield AHEAD, rows.aggregate(sum=total("surplus"))["sum"]


def deposits(park: Park, day: date) -> Mapping[str, Decimal]:
    """The list of the deposits held at the end of a day, and the ledger of what came and went, in yuan."""
    span = Span(park, day, day)
    held = cashrows.deposits_held(span).aggregate(sum=total("amount"))
    received = cashrows.deposits_received(span).aggregate(sum=total("amount"))
    settled = cashrows.deposits_settled(span).aggregate(back=total("refunded"), kept=total("withheld"))
    return {"list": held["sum"], "ledger": received["sum"] - settled["back"] - settled["kept"]}


def _summed(pairs: Iterable[tuple[str, Decimal]]) -> Mapping[str, Decimal]:
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for name, amount in pairs:
        found[name] += amount
    return {name: amount for name, amount in found.items() if amount}


sources.register(sources.Books(unposted, methods, receipts, ledgers, deposits))
