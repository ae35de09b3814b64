"""What waits for somebody lies apart and says so; what is in order does not (O6; domain 4)."""

from datetime import date
from decimal import Decimal

import pytest

from fees.cashdesk.spans import Span
from fees.counting.models import Purpose
from fees.dayclose.services import give_consent
from fees.reconciliation.comparing import Reconciliation
from tests.fees.cashdesk import factories
from tests.fees.cashdesk.factories import Desk, notes, on
from tests.fees.reconciliation.comparing import LAST, MARCH, apart, compared, parts

pytestmark = [pytest.mark.django_db, pytest.mark.duty("O6")]

D = Decimal


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


def test_a_pay_in_that_finance_has_not_confirmed_lies_apart_and_is_named(desk: Desk) -> None:
    with on(LAST):
        factories.takes(desk, "60.00")
        factories.counted(desk)
        made = factories.handed_in(desk, confirmed=False)
        row = compared(desk)["pay_ins"]
        assert (row.off, [pair.key for pair in apart(desk, "pay_ins")]) == (D("60.00"), [made.number])
        factories.confirm(desk, made)
        assert compared(desk)["pay_ins"].agrees


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
