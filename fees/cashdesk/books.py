"""The data invariants of the cash journal, recomputed line by line (reliability section 2: M4, M9, M18)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from fees.cashdesk.models import LINES_PER_DRAWER, Drawer, JournalLine, LineKind, Pot
from parkservice.journal.books import check
from parkservice.kit import chain, crypto
from parkservice.paperwork import heads

CHUNK = 2000


def lines(drawer: Drawer) -> Iterator[JournalLine]:
    """Yield the lines of a drawer in the order of their places."""
    yield from JournalLine.objects.filter(drawer=drawer).order_by("position").iterator(CHUNK)


@dataclass
class Running:
    """The sums of a drawer, made anew line by line, in yuan."""

    drawer: Drawer
    balance: Decimal = Decimal("0.00")
    takings: Decimal = Decimal("0.00")
    found: list[str] = field(default_factory=list)

    def add(self, line: JournalLine) -> Iterator[str]:
        """Take a line in, and yield what is wrong with it."""
        self.balance += line.change
        self.takings += line.change if line.pot == Pot.TAKINGS else 0
        if line.balance != self.balance:
            yield f"line {line.position} of {self.drawer}: says {line.balance}, the lines add up to {self.balance}"
        if not 0 <= self.takings <= self.balance:
            yield f"line {line.position} of {self.drawer}: more was paid than was there"
        if (line.kind == LineKind.OPENING) != (line.position == 1):
            yield f"line {line.position} of {self.drawer}: an opening is the first line, and only that"


@check("M4", "The balance of every cash journal is what its lines add up to, and never below zero.")
def balances() -> Iterator[str]:
    """Add up every drawer and compare each line, and what the drawer says, with the sums."""
    for drawer in Drawer.objects.select_related("officer").order_by("pk"):
        sums = Running(drawer)
        for line in lines(drawer):
            yield from sums.add(line)
        if (drawer.balance, drawer.takings) != (sums.balance, sums.takings):
            yield f"{drawer}: says {drawer.balance} and {drawer.takings}, not {sums.balance} and {sums.takings}"


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
        for line in lines(self.drawer):
            self.last = line.position, line.hash
            if line.position in self.noted:
                self.seen[line.position] = line.hash
            if line.pk != self.drawer.pk * LINES_PER_DRAWER + line.position:
                self.moved.append(line.position)
            yield line.link

    def end(self) -> Iterator[str]:
        yield from (f"{self.drawer}: line {place} has the key of another line" for place in self.moved)
        if self.last != (self.drawer.position, self.drawer.head):
            yield f"{self.drawer}: line {self.drawer.position} should be the last one, and is not"
        for place, head in sorted(self.noted.items()):
            if self.seen.get(place) != head:
                yield f"{self.drawer}: line {place} is not the one that was noted on other storage"
