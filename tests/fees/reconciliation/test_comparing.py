"""The five ways of domain section 4 side by side: March 2026, what waits for somebody, and what was forged (O6)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from fees.cashdesk.spans import Span
from fees.counting.models import Purpose
from fees.dayclose.services import give_consent
from fees.ledger.models import Receipt
from fees.reconciliation.comparing import Compared, Reconciliation, pairs, plan_of
from parkservice.kit import appendonly
from tests.fees.cashdesk import factories
from tests.fees.cashdesk.factories import Desk, notes, on

pytestmark = [pytest.mark.django_db, pytest.mark.duty("O6")]

D = Decimal
MARCH, LAST, APRIL_1 = date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)


def compared(desk: Desk, first: date = MARCH, last: date = LAST, **more: frozenset[int]) -> dict[str, Compared]:
    return {row.plan.code: row for row in Reconciliation(Span(desk.office.park, first, last, **more)).rows}


def parts(row: Compared) -> list[dict[str, Decimal]]:
    """Both sides of a comparison by the keys of their parts; fee items by their names."""
    return [{str(part.label): part.sum.amount for part in side.shown} for side in (row.left, row.right)]


@pytest.mark.both
def test_march_agrees_five_ways(march: Desk) -> None:
    """Every figure is of domain 4, "Month close steps" 2 to 4."""
    found = compared(march)
    assert {code: (row.left.amount, row.right.amount) for code, row in found.items()} == {
        "receipts": (D("11603.10"), D("11603.10")),
        "accounts": (D("11603.10"), D("11603.10")),
        "deposits": (D("3000.00"), D("3000.00")),
        "held": (D("3000.00"), D("3000.00")),
        "takings": (D("11603.10"), D("11603.10")),
        "pay_ins": (D("11603.10"), D("11603.10")),
        "refunds": (D("50.00"), D("50.00")),
        "float": (D("500.00"), D("500.00")),
        "undone": (D("-210.30"), D("-210.30")),
        "found": (D("0.00"), D("0.00")),
    }
    assert parts(found["receipts"]) == [
        {"全部现金收入": D("11653.10"), "备用金补足": D("-50.00")},
        {"现金收据": D("8813.40"), "作废或红冲": D("-210.30"), "现金押金": D("3000.00")},
    ]
    assert parts(found["accounts"])[1] == {
        "物业管理费": D("6988.70"),
        "电话费": D("88.40"),
        "水电费": D("1264.70"),
        "燃气费": D("201.30"),
        "工本费(卡)": D("60.00"),
        "现金押金": D("3000.00"),
    }


def test_one_day_is_asked_for_with_what_was_carried_over(desk: Desk) -> None:
    """Taken on Monday and carried in the safe with the manager's consent, handed in on Tuesday."""
    monday, tuesday = date(2026, 3, 30), date(2026, 3, 31)
    with on(monday):
        factories.takes(desk, "100.00")
        factories.counted(desk)
        give_consent(drawer=desk.drawer, actor=desk.office.manager, reason="财务不在")
        factories.counted(desk, Purpose.FLOAT)
        factories.safe_checked(desk)
        factories.closed(desk)
        first = compared(desk, monday, monday)["takings"]
    with on(tuesday):
        factories.takes(desk, "60.00")
        factories.counted(desk)
        factories.handed_in(desk)
        second = compared(desk, tuesday, tuesday)["takings"]
    assert parts(first) == [{"现金日记账的收款": D("100.00")}, {"仍在钱箱": D("100.00")}]
    assert parts(second) == [{"以前结转": D("100.00"), "现金日记账的收款": D("60.00")}, {"缴款单": D("160.00")}]


def test_a_drawer_of_nobody_else_is_in_the_sums_of_an_officer(march: Desk) -> None:
    found = compared(march, drawers=frozenset())
    assert {row.left.amount for row in found.values()} == {D("0.00")}
    assert "held" not in found


def test_a_pay_in_that_finance_has_not_confirmed_lies_apart_and_is_named(desk: Desk) -> None:
    with on(LAST):
        factories.takes(desk, "60.00")
        factories.counted(desk)
        made = factories.handed_in(desk, confirmed=False)
        row = compared(desk)["pay_ins"]
        assert (row.off, [pair.key for pair in apart(desk, "pay_ins")]) == (D("60.00"), [made.number])
        factories.confirm(desk, made)
        assert compared(desk)["pay_ins"].agrees


def apart(desk: Desk, code: str) -> list[object]:
    plan = plan_of(code)
    assert plan is not None
    return [pair for pair in pairs(Span(desk.office.park, MARCH, LAST), plan) if pair.off]


def test_a_refund_from_the_float_lies_apart_until_it_is_refilled(desk: Desk) -> None:
    with on(LAST):
        made = factories.refund(desk)
        assert compared(desk)["float"].off == D("50.00")
        assert compared(desk)["refunds"].agrees
        factories.refilled(desk, made.number, "50.00")
        assert compared(desk)["float"].agrees


def test_a_shortage_is_in_the_books_and_under_inquiry(desk: Desk) -> None:
    """The variant of the example day: 10.00 short, the pay-in is 4,938.70."""
    with on(LAST):
        factories.last_of_march(desk)
        found = factories.differs(desk, factories.counted(desk, pieces=notes("5438.70")))
        factories.handed_in(desk)
        books = Reconciliation(Span(desk.office.park, MARCH, LAST))
        rows = {row.plan.code: row for row in books.rows}
    assert (rows["found"].left.amount, rows["found"].agrees) == (D("-10.00"), True)
    assert (rows["takings"].right.amount, rows["takings"].agrees) == (D("4938.70"), True)
    assert books.open_differences == [found]
    assert books.apart == []


def test_a_reversal_of_an_older_receipt_counts_in_its_own_month(march: Desk) -> None:
    wrong = Receipt.objects.get(amount=D("60.00"))
    with on(APRIL_1):
        factories.takes(march, "100.00")
        factories.taken_back(march, wrong)
        april, again = compared(march, APRIL_1, APRIL_1), compared(march)
    assert (april["accounts"].left.amount, april["accounts"].right.amount) == (D("40.00"), D("40.00"))
    assert april["undone"].right.amount == D("-60.00")
    assert again["accounts"].right.amount == D("11603.10")


@pytest.mark.both
def test_a_forged_amount_lies_apart_and_is_named(march: Desk) -> None:
    """Whoever walks around the triggers changes one receipt, and another by the same sum: the documents show both."""
    table = '"fees_receipt"'
    appendonly.uninstall(connection)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET amount = amount + 100 WHERE amount = 8840")  # noqa: S608 - our table
        cursor.execute(f"UPDATE {table} SET amount = amount - 100 WHERE amount = 6000")  # noqa: S608 - our table
    appendonly.install(connection)
    assert compared(march)["receipts"].agrees
    assert [pair.off for pair in apart(march, "receipts")] == [D("-1.00"), D("1.00")]
