"""Posted rows in a chain: one abstract model, one way to post, one way to look through (M5, M18).

A chained document takes its number, its place and its hash from the series of its park, kind and year. The series row
is the last lock of a posting and keeps the head of the chain. A row's key is its series and its place in one number,
so that the key is covered as well: nothing of the row can change unnoticed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any, ClassVar, TypeVar

from django.db import IntegrityError, models
from django.utils.translation import gettext_lazy as _

from parkservice.kit import appendonly, chain, crypto
from parkservice.kit.errors import RuleViolation
from parkservice.kit.sealedrows import Writer, read
from parkservice.paperwork.models import NumberSeries
from parkservice.paperwork.numbers import draw
from parkservice.parks.models import Park

#: Room for the documents of one series in its keys.
ROOM = 10_000_000
CHUNK = 2000


class Chained(models.Model):
    """A document whose row never changes and proves it; `prefix` names its series, `sealed` what each version covers.

    Rows that belong to it, such as the lines of a receipt, are covered through `lines_of`.
    """

    park = models.ForeignKey("parks.Park", models.PROTECT, related_name="+", verbose_name=_("park"))
    number = models.CharField(_("number"), max_length=24, unique=True)
    previous = models.CharField(_("hash of the row before"), max_length=64, editable=False)
    hash = models.CharField(_("hash of this row"), max_length=64, editable=False)
    version = models.PositiveSmallIntegerField(_("way the hash is made"), default=chain.VERSION, editable=False)

    prefix: ClassVar[str]
    sealed: ClassVar[Mapping[int, tuple[str, ...]]]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number

    @property
    def position(self) -> int:
        """The place in the chain, from 1; the serial of the number is the same."""
        return self.pk % ROOM

    @classmethod
    def lines_of(cls, first: int, last: int) -> Mapping[int, list[Any]] | None:  # noqa: ARG003 - for models with lines
        """Return what else the hashes of the rows with keys from first to last cover, by key; None without lines."""
        return None


ChainedT = TypeVar("ChainedT", bound=Chained)


def post(row: ChainedT, *, park: Park, at: datetime, lines: Callable[[int], list[Any]] | None = None) -> ChainedT:
    """Give a new document its number, key and hash, write it, and put its hash at the head of the series.

    In the transaction of the change, after every other lock. `lines` tells, for the key of the document, what
    `lines_of` will find for it. Raises RuleViolation when its day or month is closed, RuntimeError outside a
    transaction.
    """
    series, row.number = draw(park, row.prefix, at=at)
    row.park, row.pk = park, series.pk * ROOM + series.last
    row.previous, row.version = series.head or chain.START, chain.VERSION
    for name in row.sealed[chain.VERSION]:
        setattr(row, name, row._meta.get_field(name).to_python(getattr(row, name)))  # type: ignore[union-attr]
    content = {name: getattr(row, name) for name in row.sealed[chain.VERSION]}
    if lines is not None:
        content["lines"] = lines(row.pk)
    row.hash = chain.seal(crypto.chain_keys()[0], name_of(series), series.last, content, row.previous)
    series.head = row.hash
    try:
        row.save(force_insert=True)
    except IntegrityError as error:
        if appendonly.refused_closed(error):
            raise RuleViolation(_("This month or day is closed. Go on tomorrow."), code="closed") from error
        raise
    series.save(update_fields=["last", "head"])
    return row


def name_of(series: NumberSeries) -> str:
    """Return the name under which the rows of a series are chained and its heads are noted: SJ/3/2026."""
    return f"{series.prefix}/{series.park_id}/{series.year}"


def models_chained() -> list[type[Chained]]:
    """Return every model whose rows are chained, by prefix."""
    return sorted((model for model in Chained.__subclasses__() if not model._meta.abstract), key=attrgetter("prefix"))


def of_series(model: type[Chained], series: NumberSeries) -> models.QuerySet[Any]:
    """Return the rows of one series in the order of the chain."""
    rows = model._default_manager.filter(pk__gt=series.pk * ROOM, pk__lt=(series.pk + 1) * ROOM)  # noqa: SLF001
    return rows.order_by("pk")


def faults(model: type[Chained], noted: Mapping[str, Mapping[int, str]]) -> Iterator[str]:
    """Yield a sentence for each row of a model that breaks its chain, and for each series that lost its tail.

    `noted` holds the heads that were written down elsewhere, by series and place (`paperwork.heads`).
    """
    known = list(NumberSeries.objects.filter(prefix=model.prefix).order_by("pk"))
    for series in known:
        yield from _Walk(model, series, noted.get(name_of(series), {})).faults()
    homeless = models.Q()
    for series in known:
        homeless &= ~models.Q(pk__gt=series.pk * ROOM, pk__lt=(series.pk + 1) * ROOM)
    strays = model._default_manager.filter(homeless).order_by("pk")  # noqa: SLF001 - known as a class only
    for number in strays.values_list("number", flat=True):
        yield f"{number}: belongs to no series"
    lost = {name for name in noted if name.startswith(f"{model.prefix}/")} - {name_of(series) for series in known}
    for name in sorted(lost):
        yield f"{name}: its heads are noted, but the series is gone"


@dataclass
class _Walk:
    """One way along a chain: where it is, and what it saw of the heads that were noted elsewhere."""

    model: type[Chained]
    series: NumberSeries
    noted: Mapping[int, str]
    place: int = 0
    number: str = ""
    hash: str = chain.START
    seen: dict[int, str] = field(default_factory=dict)

    def faults(self) -> Iterator[str]:
        """Follow the rows, then compare the end with the series and with what was noted."""
        name, last = name_of(self.series), self.series.last
        for place, fault in chain.breaks(crypto.chain_keys(), name, self._links()):
            yield f"{name} row {place} {self.number if place == self.place else ''}: {fault}"
        if self.place != last:
            yield f"{name} row {min(self.place, last) + 1}: the rows end at {self.place}, the series says {last}"
        elif self.hash != (self.series.head or chain.START):
            yield f"{name} row {last}: the series keeps another head"
        wrong = [place for place, digest in self.noted.items() if self.seen.get(place) != digest]
        if wrong:
            yield f"{name} row {min(wrong)}: not the head that was noted elsewhere"

    def _links(self) -> Iterator[chain.Link]:
        model = self.model
        covered = {name for names in model.sealed.values() for name in names}
        columns = (*_HEAD, *sorted(covered - set(_HEAD)))
        for batch in _batches(of_series(model, self.series), columns):
            lines = model.lines_of(batch[0][0], batch[-1][0])
            more = () if lines is None else ("lines",)
            writers = {version: Writer(model, names, columns, *more) for version, names in model.sealed.items()}
            for row in batch:
                key, self.number, previous, self.hash, version = row[: len(_HEAD)]
                self.place = key % ROOM
                if self.place in self.noted:
                    self.seen[self.place] = self.hash
                said = () if lines is None else (chain.canonical(lines.get(key, [])).decode(),)
                content = writers.get(version, writers[chain.VERSION]).written(row, *said)
                yield chain.Link(self.place, content, previous, self.hash, version)


#: What a walk reads of each row beside what its hash covers.
_HEAD = ("id", "number", "previous", "hash", "version")


def _batches(rows: models.QuerySet[Any], columns: Sequence[str]) -> Iterator[list[tuple[Any, ...]]]:
    """Read rows in batches, each from behind the last key: no cursor stays open while lines are read."""
    after = 0
    while batch := read(rows.filter(pk__gt=after)[:CHUNK], columns):
        yield batch
        after = batch[-1][0]
