"""`check_books` finds planted breaks of the invariants of money; the triggers that forbid them are dropped first."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from fees.disputes import services as disputes
from fees.waivers import services as waivers
from fees.waivers.services import Wish
from parkservice.kit import clock
from tests.fees.factories import (
    Desk,
    ask_back,
    bill_for,
    new_form,
    on,
    pay,
    receive_deposit,
    refund_deposit,
    take_back,
)
from tests.fees.tampering import drop_triggers, sql

pytestmark = pytest.mark.both


@pytest.fixture
def whole(desk: Desk) -> Desk:
    """A bit of everything, and books that are right."""
    paid, waived, back, late = (bill_for(desk, "1000.00") for _number in range(4))
    pay(desk, "1200.00", bills=[paid])
    pay(desk, "150.00", method="prepayment", bills={waived.pk: Decimal("150.00")})
    take_back(desk, pay(desk, "1000.00", bills=[back]))
    for kind, bill, amount, until in (
        ("reduce", waived, "100.00", None),
        ("defer", back, "500.00", date(2026, 5, 1)),
    ):
        wish = Wish(kind, {bill.pk: Decimal(amount)}, "停电", until)
        made = waivers.propose(actor=desk.officer, customer=desk.company, wish=wish, form_id=new_form())[0]
        waivers.approve(actor=desk.manager, waiver_id=made.pk)
    ask_back(desk, pay(desk, "10.00", customer=desk.resident))
    refund_deposit(desk, receive_deposit(desk, "100.00"), deductions=[("墙面破损", Decimal("30.00"))])
    receive_deposit(desk)
    disputes.dispute(actor=desk.clerk, bill_id=bill_for(desk, "77.00").pk, reason="面积不对", form_id=new_form())
    with clock.at(on(date(2026, 5, 20))):
        pay(desk, "1017.50", bills={late.pk: Decimal("1017.50")}, actor=desk.finance)
    call_command("check_books")
    return desk


def found(capsys) -> list[str]:
    """The numbers of the invariants that the command finds broken; it must fail."""
    capsys.readouterr()
    with pytest.raises(CommandError):
        call_command("check_books")
    lines = [line for line in capsys.readouterr().out.splitlines() if not line.startswith("triggers:")]
    return sorted({line.split()[0] for line in lines})


@pytest.mark.parametrize(
    ("codes", "statement"),
    [
        ("M1 M12 M18 M2", "UPDATE fees_allocation SET amount = amount - 1 WHERE amount = 15000"),
        ("M1 M17 M18", "DELETE FROM fees_creditentry WHERE kind = 'used'"),
        ("M12 M2", "UPDATE fees_bill SET paid = paid - 1 WHERE state = 'paid' AND amount = 100000"),
        ("M12 M2", "UPDATE fees_bill SET waived = waived + 1 WHERE waived > 0"),
        ("M2", "UPDATE fees_bill SET state = 'issued' WHERE state = 'paid' AND amount = 100000"),
        ("M2", "UPDATE fees_bill SET state = 'issued' WHERE state = 'disputed'"),
        ("M2", "UPDATE fees_bill SET state = 'disputed' WHERE state = 'part_paid'"),
        ("M3", "DELETE FROM journal_event WHERE verb = 'receipt.taken' AND note = ''"),
        ("M18 M5", "UPDATE fees_receipt SET number = 'SJ-2026-000009' WHERE number = 'SJ-2026-000003'"),
        ("M18 M5", "UPDATE paperwork_numberseries SET last = last + 1 WHERE prefix = 'SJ'"),
        ("M18", "UPDATE paperwork_numberseries SET head = 'x' WHERE prefix = 'SJ'"),
        ("M18 M6", "UPDATE fees_reversal SET amount = amount - 1"),
        ("M18 M6", "UPDATE fees_reversal SET kind = 'reversal'"),
        ("M6", "UPDATE fees_reversalrequest SET state = 'refused' WHERE state = 'done'"),
        ("M13 M18", "UPDATE fees_receipt SET day = '2026-03-30' WHERE number = 'SJ-2026-000002'"),
        ("M14 M18", "UPDATE fees_deposit SET amount = amount + 1 WHERE number = 'YJ-2026-000001'"),
        ("M14", "UPDATE fees_deduction SET amount = amount + 1"),
        ("M14", "UPDATE fees_refundrequest SET state = 'approved' WHERE state = 'paid'"),
        ("M15 M2", "UPDATE fees_waiverline SET amount = amount + 1 WHERE amount = 10000"),
        ("M17", "UPDATE fees_customeraccount SET credit = credit + 1 WHERE credit = 5000"),
        ("M17 M18", "UPDATE fees_creditentry SET balance = balance + 1 WHERE kind = 'surplus' AND amount = 1000"),
    ],
)
def test_a_planted_break_is_found(whole: Desk, capsys, codes: str, statement: str):
    drop_triggers()
    sql(statement)
    assert set(codes.split()) <= set(found(capsys))
