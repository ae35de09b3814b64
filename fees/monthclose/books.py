"""The data invariants of closed months, made anew from the rows (reliability section 2: M8)."""

from collections.abc import Iterator
from typing import Any

from fees.monthclose.checks import MonthBooks, plain
from fees.monthclose.models import MonthClose, MonthReopening
from parkservice.accounts.models import User
from parkservice.journal.books import check
from parkservice.kit import chain
from parkservice.kit.chain import canonical


@check("M8-months", "A closed month is as it was closed; versions follow each other, each reopened by two people.")
def months() -> Iterator[str]:
    """Make every sheet and seal anew, and follow the versions of each month."""
    before: MonthClose | None = None
    for close in MonthClose.objects.select_related("park").order_by("park", "month", "number"):
        same_month = before is not None and (before.park_id, before.month) == (close.park_id, close.month)
        expected = before.hash if before is not None and same_month else chain.START
        if close.seal() != close.hash or close.previous != expected:
            yield f"{close}: the seal is broken"
        elif canonical(_again(close)) != canonical(close.sheet):
            yield f"{close}: the rows add up to another sheet"
        if close.number != (before.number + 1 if before is not None and same_month else 1):
            yield f"{close}: a version is missing before it"
        elif close.number > 1 and not MonthReopening.objects.filter(close=before, agreed_by__isnull=False).exists():
            yield f"{close}: nobody agreed to reopen the month"
        before = close


def _again(close: MonthClose) -> dict[str, Any]:
    """The sheet of a close made anew; corrections that came after it belong to the next version."""
    made, known = plain(MonthBooks(close.park, close.month)), close.sheet.get("corrections", [])
    return {**made, "corrections": [row for row in made["corrections"] if row in known]}


@check("M15-month", "Nobody closes a month in which they kept a drawer.")
def closers() -> Iterator[str]:
    """Name closes by somebody who kept a drawer in the month."""
    for close in MonthClose.objects.select_related("park", "by"):
        keepers = {drawer.officer_id for drawer in MonthBooks(close.park, close.month).drawers}
        closer: User = close.by
        if closer.pk in keepers:
            yield f"{close}: closed by an officer of the month"
