"""Sealing a decision: a digest of every column that stays, taken from the rows as they were written (M18).

A receipt is chained at its birth. A waiver waits first, so its own row cannot be: its decision is sealed instead.
Bills are written by the thousand: each is marked for itself and sealed with the others (`bills`).
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from fees.billing.records import BillReversal
from fees.counting.models import Difference
from fees.disputes.models import Dispute
from fees.payins.models import PayInCheck
from fees.seals.models import Seal
from fees.waivers.models import Waiver, WaiverLine
from parkservice.kit import clock
from parkservice.kit.chain import canonical
from parkservice.paperwork.chained import post
from parkservice.parks.models import Park


@dataclass(frozen=True)
class Decided:
    """What is sealed of one kind of decision: which rows are decided, and which columns still change afterwards.

    `lines` is the model of the rows that belong to it and the name of their key to it.
    """

    model: type[Model]
    when: Q
    later: frozenset[str] = frozenset()
    lines: tuple[type[Model], str] | None = None

    def rows(self) -> QuerySet[Any]:
        """The decided rows in the order of their keys."""
        return self.model._default_manager.filter(self.when).order_by("pk")  # noqa: SLF001 - the public name


DECIDED = Q(decided_by__isnull=False)
KINDS = {
    "waiver": Decided(Waiver, DECIDED, lines=(WaiverLine, "waiver_id")),
    "bill_reversal": Decided(BillReversal, DECIDED),
    "dispute": Decided(Dispute, Q(answered_by__isnull=False)),
    "difference": Decided(Difference, DECIDED, later=frozenset({"state", "moved_id"})),
    "pay_in_check": Decided(PayInCheck, Q()),
}


def seal(kind: str, row: Model, *, park: Park) -> Seal:
    """Seal a decision that was just written, in its transaction and after its other locks.

    Raises RuntimeError outside a transaction, IntegrityError for a decision that is sealed already.
    """
    (found,) = digests(kind, [row.pk])
    made = Seal(kind=kind, subject_id=row.pk, digest=found[1], day=clock.today(), at=clock.now())
    return post(made, park=park, at=made.at)


def digests(kind: str, keys: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Yield key and digest of the decided rows among some keys, by key."""
    said, keys = KINDS[kind], list(keys)
    names = [field.attname for field in said.model._meta.concrete_fields if field.attname not in said.later]
    lines = _lines(said, keys)
    for row in said.rows().filter(pk__in=keys).values(*names):
        content = {"kind": kind, "row": row, "lines": lines.get(row["id"], [])}
        yield row["id"], hashlib.sha256(canonical(content)).hexdigest()


def _lines(said: Decided, keys: list[int]) -> dict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    if said.lines is not None:
        model, name = said.lines
        for row in model._default_manager.filter(**{f"{name}__in": keys}).order_by("pk").values():  # noqa: SLF001
            found[row[name]].append(row)
    return dict(found)
