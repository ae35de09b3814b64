"""Sealing the bills that were written together: which there are, in which order, each with its mark (M18).

The mark of a bill (`fees.billing.marks`) proves its row; the seal of its set proves that none was taken out, put in or
moved. A set is a building of a run, what one transaction of an import carried over, or a single bill. No table says
which bills are in it: it ends with the last of them, and its run or import holds no other since the set before.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from fees.billing.records import BillingRun
from fees.opening.models import OpeningImport
from fees.seals.models import Seal
from parkservice.kit import clock
from parkservice.paperwork.chained import post
from parkservice.parks.models import Park

SINGLE, OF_RUN, CARRIED = "bill", "run_bills", "carried_bills"
BILL_KINDS = (SINGLE, OF_RUN, CARRIED)
#: Room for the keys of bills beside that of their run or import.
ROOM = 10**12


class Written(NamedTuple):
    """A bill as its set is sealed."""

    key: int
    number: str
    mark: str


def seal_bills(
    bills: Sequence[Written], *, park: Park, run: BillingRun | None = None, carried: OpeningImport | None = None
) -> None:
    """Seal bills that were just written, in the order of their keys; those of no run and no import each for itself.

    In the transaction that wrote them, after the series of bills. Raises RuntimeError outside a transaction.
    """
    owner, kind = run or carried, OF_RUN if run else CARRIED
    if owner is not None:
        _post(kind, owner.pk * ROOM + bills[-1].key, bills, park) if bills else None
        return
    for bill in bills:
        _post(SINGLE, bill.key, [bill], park)


def digest_of(bills: Iterable[Written]) -> str:
    """Return the digest of a set of bills as 64 hexadecimal digits."""
    said = "\n".join([f"{key} {number} {mark}" for key, number, mark in bills])
    return hashlib.sha256(said.encode()).hexdigest()


def _post(kind: str, subject: int, bills: Sequence[Written], park: Park) -> None:
    now = clock.now()
    post(Seal(kind=kind, subject_id=subject, digest=digest_of(bills), day=clock.today(), at=now), park=park, at=now)
