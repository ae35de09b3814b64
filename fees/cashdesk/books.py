"""The data invariants of the cash journal, recomputed line by line (reliability section 2: M4, M9, M18)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, Q, Sum, Value, When, Window

from fees.cashdesk.models import LINES_PER_DRAWER, SEALS, Drawer, JournalLine, LineKind, Pot, sealed
from parkservice.journal.books import check
from parkservice.kit import chain, crypto
from parkservice.kit.money import MoneyField, total
from parkservice.kit.sealedrows import Writer, read
from parkservice.paperwork import heads

ZERO = Decimal("0.00")
CHUNK = 2000
CHANGE: Any = F("receipt") - F("payment")
#: What a line adds to the takings, in yuan.
TAKINGS = Case(When(pot=Pot.TAKINGS, then=CHANGE), default=Value(ZERO, MoneyField()), output_field=MoneyField())


def running(amount: Any) -> Window:
    """The sum of an amount over the lines of the drawer up to each line."""
    return Window(Sum(amount), partition_by=["drawer_id"], order_by=["position"], output_field=MoneyField())


@check("M4", "The balance of every cash journal is what its lines add up to, and never below zero.")
def balances() -> Iterator[str]:
    """Add up every drawer and compare each line, and what the drawer says, with the sums."""
    drawers = {drawer.pk: drawer for drawer in Drawer.objects.select_related("officer").order_by("pk")}
    rows = JournalLine.objects.annotate(whole=running(CHANGE), part=running(TAKINGS))
    odd = Q(kind=LineKind.OPENING) & ~Q(position=1) | ~Q(kind=LineKind.OPENING) & Q(position=1)
    sums = ~Q(balance=F("whole")) | Q(part__lt=ZERO) | Q(part__gt=F("whole"))
    wrong = rows.filter(sums | odd).order_by("drawer_id", "position")
    for pk, position, kind, says, whole, part in wrong.values_list(
        "drawer_id", "position", "kind", "balance", "whole", "part"
    ):
        line = f"line {position} of {drawers[pk]}"
        if says != whole:
            yield f"{line}: says {says}, the lines add up to {whole}"
        if not 0 <= part <= whole:
            yield f"{line}: more was paid than was there"
        if (kind == LineKind.OPENING) != (position == 1):
            yield f"{line}: an opening is the first line, and only that"
    ends = JournalLine.objects.order_by().values_list("drawer_id").annotate(whole=total(CHANGE), part=total(TAKINGS))
    found = {pk: sums for pk, *sums in ends}
    for drawer in drawers.values():
        balance, takings = found.get(drawer.pk, (ZERO, ZERO))
        if (drawer.balance, drawer.takings) != (balance, takings):
            yield f"{drawer}: says {drawer.balance} and {drawer.takings}, not {balance} and {takings}"


@check("M18-journal", "Every line of the cash journal is as it was posted and follows the line before it.")
def chains() -> Iterator[str]:
    """Follow the chain of every drawer, to its own end and to the heads that were noted on other storage."""
    noted, keys = heads.noted(), crypto.chain_keys()
    for drawer in Drawer.objects.select_related("officer").order_by("pk"):
        seen = _Walk(drawer, noted.get(drawer.series, {}))
        for place, fault in chain.breaks(keys, drawer.series, seen.links()):
            yield f"{drawer}: line {place} {fault}"
        yield from seen.end()


@dataclass
class _Walk:
    """One way along the chain of a drawer, with what was seen of its end and of the noted heads."""

    drawer: Drawer
    noted: Mapping[int, str]
    last: tuple[int, str] = (0, "")
    seen: dict[int, str] = field(default_factory=dict)
    moved: list[int] = field(default_factory=list)

    def links(self) -> Iterator[chain.Link]:
        columns = (*SEALS, *sealed())
        writer, key = Writer(JournalLine, sealed(), columns), columns.index("id")
        for row in _batched(self.drawer, columns, key):
            position, version, previous, digest = row[: len(SEALS)]
            self.last = position, digest
            if position in self.noted:
                self.seen[position] = digest
            if row[key] != self.drawer.pk * LINES_PER_DRAWER + position:
                self.moved.append(position)
            yield chain.Link(position, writer.written(row), previous, digest, version)

    def end(self) -> Iterator[str]:
        yield from (f"{self.drawer}: line {place} has the key of another line" for place in self.moved)
        if self.last != (self.drawer.position, self.drawer.head):
            yield f"{self.drawer}: line {self.drawer.position} should be the last one, and is not"
        for place, head in sorted(self.noted.items()):
            if self.seen.get(place) != head:
                yield f"{self.drawer}: line {place} is not the one that was noted on other storage"


def _batched(drawer: Drawer, columns: Sequence[str], key: int) -> Iterator[tuple[Any, ...]]:
    """The lines of a drawer in the order of their places, as the driver reads them, some thousand at a time."""
    rows = JournalLine.objects.filter(drawer=drawer).order_by("position", "pk")
    batch = read(rows[:CHUNK], columns)
    while batch:
        yield from batch
        place, pk = batch[-1][0], batch[-1][key]
        batch = read(rows.filter(Q(position__gt=place) | Q(pk__gt=pk), position__gte=place)[:CHUNK], columns)
