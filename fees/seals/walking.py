"""Looking through all bills for what is not as it was written: each by its mark, each set by its seal (M18).

Bills come in batches from behind the last key, as texts that the database writes. A set that does not fit its seal is
read again before anybody is alarmed, because people go on writing meanwhile.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet

from fees.billing import marks
from fees.billing.models import Bill
from fees.opening.models import OpeningRow, RowKind
from fees.seals.bills import CARRIED, OF_RUN, ROOM, SINGLE, Written, digest_of
from fees.seals.models import Seal
from parkservice.kit import crypto
from parkservice.paperwork.models import NumberSeries
from parkservice.paperwork.numbers import SERIAL_DIGITS

CHUNK = 5000
#: Missing numbers that are named one by one.
NAMED = 20
_SAID = {SINGLE: "bill", OF_RUN: "run", CARRIED: "carry-over"}


class _Set(NamedTuple):
    """A sealed set: the bills of its owner (the single one: its key) with keys above `low` and up to `high`."""

    kind: str
    owner: int
    low: int
    high: int
    digest: str
    park_id: int

    def bills(self) -> list[Written]:
        """The bills that stand there now, by key."""
        whose = {SINGLE: Q(run=None, carried=None), OF_RUN: Q(run=self.owner), CARRIED: Q(run=None, carried=self.owner)}
        rows = Bill.objects.filter(whose[self.kind], pk__gt=self.low, pk__lte=self.high).order_by("pk")
        return [Written(*row) for row in rows.values_list("pk", "number", "hash")]


def faults() -> Iterator[str]:
    """Yield a sentence for each bill that is not as it was written, and for each set that lost or got one."""
    today, *before = (marks.marker(key) for key in crypto.chain_keys())
    walk = _Walk()
    for batch in _batches():
        for _key, _run, _carried, number, mark, said in batch:
            if said is None or (today(said) != mark and not any(make(said) == mark for make in before)):
                yield f"{number}: changed, or not written by the product"
        yield from walk.singles([Written(row[0], *row[3:5]) for row in batch if row[1] is row[2] is None], batch[-1][0])
        yield from walk.sets(row for row in batch if not row[1] is row[2] is None)
    yield from walk.end()


def _batches() -> Iterator[list[Any]]:
    """Key, run, import, number, mark and text of all bills, by key."""
    start = -(2**63)  # a forger takes any key
    said = marks.text_in_sql(connection.vendor)
    sql = f"SELECT id, run_id, carried_id, number, hash, {said} FROM fees_bill WHERE id >= %s ORDER BY id LIMIT {CHUNK}"  # noqa: S608
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql, [start])
            batch = cursor.fetchall()
        if batch:
            yield batch
        if len(batch) < CHUNK:
            return
        start = batch[-1][0] + 1


class _Open:
    """A run or an import on the way: its sets that lie ahead, and the bills since the last of them."""

    def __init__(self, kind: str, owner: int) -> None:
        self.kind, self.owner, self.high = kind, owner, 0
        self.ahead: list[_Set] = []
        self.bills: list[Written] = []

    def find(self) -> _Set | None:
        """The next set, the one that was sealed meanwhile too."""
        if not self.ahead:
            self.ahead = list(_sets(_seals(self.kind, self.owner, self.high), self.high))[::-1]
        return self.ahead[-1] if self.ahead else None

    def close(self) -> Iterator[str]:
        """Compare the bills of the next set with its seal."""
        closed = self.ahead.pop()
        self.high = closed.high
        if digest_of(self.bills) != closed.digest:
            yield from _explained(closed)
        self.bills = []


def _seals(kind: str, owner: int, after: int) -> QuerySet[Seal]:
    """The seals of a run or an import behind a key."""
    inside = Q(subject_id__gt=owner * ROOM + after, subject_id__lt=(owner + 1) * ROOM)
    return Seal.objects.filter(inside, kind=kind).order_by("subject_id")


def _sets(seals: Iterable[Seal], low: int) -> Iterator[_Set]:
    """The sets of one owner that seals are about, in their order."""
    for seal in seals:
        owner, high = divmod(seal.subject_id, ROOM)
        yield _Set(seal.kind, owner, low, high, seal.digest, seal.park_id)
        low = high


class _Walk:
    """One way along all bills."""

    def __init__(self) -> None:
        self.last = 0
        self.open: dict[tuple[str, int], _Open] = {}

    def singles(self, bills: Sequence[Written], last: int | None) -> Iterator[str]:
        """Compare the single bills of a batch, which ends with a key, with their seals; None: there are no more."""
        inside = Q(subject_id__gt=self.last) if last is None else Q(subject_id__gt=self.last, subject_id__lte=last)
        rows = Seal.objects.filter(inside, kind=SINGLE).order_by("subject_id")
        seals = {key: (digest, park) for key, digest, park in rows.values_list("subject_id", "digest", "park_id")}
        for bill in bills:
            digest, park = seals.pop(bill.key, ("", 0))
            if not digest:
                yield f"{bill.number}: not sealed"
            elif digest_of([bill]) != digest:
                yield from _explained(_Set(SINGLE, bill.key, bill.key - 1, bill.key, digest, park))
        for key, (digest, park) in seals.items():
            yield from _explained(_Set(SINGLE, key, key - 1, key, digest, park))
        self.last = last or self.last

    def sets(self, rows: Iterable[Any]) -> Iterator[str]:
        """Put bills of runs and imports into their sets, and compare each set that is complete with its seal."""
        for key, run, carried, number, mark, _said in rows:
            owner = (OF_RUN, run) if run is not None else (CARRIED, carried)
            one = self.open.get(owner) or self.open.setdefault(owner, _Open(*owner))
            found = one.find()
            while found is not None and found.high < key:
                yield from one.close()
                found = one.find()
            if found is None:
                yield f"{number}: not sealed"
                continue
            one.bills.append(Written(key, number, mark))
            if found.high == key:
                yield from one.close()

    def end(self) -> Iterator[str]:
        """Name the sets whose last bills are gone, and those of which nothing is left."""
        yield from self.singles([], None)
        for one in self.open.values():
            while one.find() is not None:
                yield from one.close()
        for kind in (OF_RUN, CARRIED):
            seals = Seal.objects.filter(kind=kind).order_by("subject_id").iterator(CHUNK)
            for owner, theirs in groupby(seals, lambda seal: seal.subject_id // ROOM):
                if (kind, owner) not in self.open:
                    for gone in _sets(theirs, 0):
                        yield from _explained(gone)


def _explained(sealed: _Set) -> Iterator[str]:
    """Say what is wrong with a set that does not fit its seal, as far as its numbers tell; nothing if it fits now."""
    bills = sealed.bills()
    if digest_of(bills) == sealed.digest:
        return
    missing = _missing_rows(sealed) if sealed.kind == CARRIED else _missing_numbers(sealed, bills)
    ordered = sorted(bills, key=lambda bill: _serial(bill.number))
    moved = [bill.number for bill, other in zip(bills, ordered, strict=True) if bill != other]
    parts = {"missing": missing, "out of their places": moved if sealed.kind == OF_RUN else []}
    told = "".join(f"; {word}: {', '.join(numbers)}" for word, numbers in parts.items() if numbers)
    among = f", {bills[0].number} to {bills[-1].number}" if bills else ""
    yield f"{_SAID[sealed.kind]} {sealed.owner}{among}: not the bills that were sealed{told}"


def _missing_rows(sealed: _Set) -> list[str]:
    """The numbers of rows that an import took over and that no bill has any more."""
    rows = OpeningRow.objects.filter(source=sealed.owner, done=True, kind__in=(RowKind.OWED, RowKind.BILL))
    gone = rows.exclude(number__in=Bill.objects.filter(carried=sealed.owner).values("number")).order_by("pk")
    return list(gone.values_list("number", flat=True)[:NAMED])


def _missing_numbers(sealed: _Set, bills: Sequence[Written]) -> list[str]:
    """The numbers around a set that no bill of its park has: those of bills taken out, or passed over by a run."""
    others = Bill.objects.filter(park=sealed.park_id, carried=None)
    first = bills[0].key if bills else sealed.high
    before = others.filter(pk__lt=first).order_by("-pk").values_list("number", flat=True).first()
    after = others.filter(pk__gt=sealed.high).order_by("pk").values_list("number", flat=True).first()
    head = next(
        (number.rpartition("-")[0] for number in (*(bill.number for bill in bills), before, after) if number), ""
    )
    serials = {_serial(bill.number) for bill in bills}
    start = _serial(before) if before and before.startswith(f"{head}-") else 0
    end = _serial(after) if after and after.startswith(f"{head}-") else _last(sealed.park_id, head) + 1
    missing = (serial for serial in range(start + 1, max(end, max(serials, default=0))) if serial not in serials)
    return [f"{head}-{serial:0{SERIAL_DIGITS}d}" for serial in islice(missing, NAMED)]


def _serial(number: str) -> int:
    """The serial of a number; 0 where it has none."""
    serial = number.rpartition("-")[2]
    return int(serial) if serial.isdecimal() else 0


def _last(park_id: int, head: str) -> int:
    """The last serial that a series of bills gave, by the head of its numbers: "ZD-QH-2026"."""
    year = head.rpartition("-")[2]
    series = NumberSeries.objects.filter(park=park_id, prefix="ZD", year=int(year) if year.isdecimal() else 0)
    return series.values_list("last", flat=True).first() or 0
