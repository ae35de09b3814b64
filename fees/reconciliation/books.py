"""The data invariant of signed reconciliations (reliability section 2: M7)."""

from collections.abc import Iterator

from fees.reconciliation.models import WeekSignature
from parkservice.journal.books import check
from parkservice.kit import chain


@check("M7-weeks", "A signed reconciliation is as it was signed; the signatures of a week follow each other.")
def weeks() -> Iterator[str]:
    """Make every seal anew, and follow the signatures of each week."""
    before: WeekSignature | None = None
    for row in WeekSignature.objects.order_by("park", "officer", "week", "number").iterator(chunk_size=500):
        same = before is not None and _of(before) == _of(row)
        expected = before.hash if before is not None and same else chain.START
        if row.seal() != row.hash or row.previous != expected:
            yield f"{row}: the seal is broken"
        if row.number != (before.number + 1 if before is not None and same else 1):
            yield f"{row}: a signature is missing before it"
        before = row


def _of(row: WeekSignature) -> tuple[object, ...]:
    return row.park_id, row.officer_id, row.week
