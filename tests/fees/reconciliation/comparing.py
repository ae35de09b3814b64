"""Reading a reconciliation as the tests of it do."""

from datetime import date
from decimal import Decimal

from fees.cashdesk.spans import Span
from fees.reconciliation.comparing import Compared, Pair, Reconciliation, pairs, plan_of
from tests.fees.cashdesk.factories import Desk

MARCH, LAST, APRIL_1 = date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)


def compared(desk: Desk, first: date = MARCH, last: date = LAST, **more: frozenset[int]) -> dict[str, Compared]:
    return {row.plan.code: row for row in Reconciliation(Span(desk.office.park, first, last, **more)).rows}


def parts(row: Compared) -> list[dict[str, Decimal]]:
    """Both sides of a comparison by the keys of their parts; fee items by their names."""
    return [{str(part.label): part.sum.amount for part in side.shown} for side in (row.left, row.right)]


def apart(desk: Desk, code: str) -> list[Pair]:
    plan = plan_of(code)
    assert plan is not None
    return [pair for pair in pairs(Span(desk.office.park, MARCH, LAST), plan) if pair.off]
