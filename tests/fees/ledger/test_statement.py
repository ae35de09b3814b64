"""The statement of account: from documents alone, and a past day reads the same for ever (M12, M13)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from fees.billing import reversing
from fees.billing.models import Bill, BillState
from fees.ledger.statement import statement
from fees.waivers import services as waivers
from fees.waivers.services import Wish
from parkservice.journal.services import record
from parkservice.kit import clock
from tests.fees.factories import Desk, bill_for, new_form, on, pay, take_back

pytestmark = pytest.mark.both
MARCH, APRIL, MAY = date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)


def lived_through(desk: Desk) -> None:
    """Two bills in March, a payment and a waiver in April, the payment taken back and a surplus in May."""
    first, second = bill_for(desk, "1000.00"), bill_for(desk, "500.00", due=date(2026, 6, 15))
    with clock.at(on(date(2026, 4, 10))):
        receipt = pay(desk, "700.00", bills={first.pk: Decimal("700.00")})
        wish = Wish("reduce", {first.pk: Decimal("100.00")}, "停电")
        waiver = waivers.propose(actor=desk.officer, customer=desk.company, wish=wish, form_id=new_form())[0]
        waivers.approve(actor=desk.manager, waiver_id=waiver.pk)
    with clock.at(on(date(2026, 5, 8))):
        take_back(desk, receipt)
        pay(desk, "650.00", bills={second.pk: Decimal("500.00")})


@pytest.mark.duty("O6")
def test_each_day_has_its_balance(desk: Desk):
    lived_through(desk)
    assert [statement(desk.company, day).balance for day in (date(2026, 2, 28), MARCH, APRIL, MAY)] == [
        Decimal("0.00"),
        Decimal("1500.00"),
        Decimal("700.00"),
        Decimal("900.00"),
    ]
    assert [statement(desk.company, day).credit for day in (APRIL, MAY)] == [0, Decimal("150.00")]


@pytest.mark.duty("O6")
def test_opening_charged_waived_and_collected_make_the_closing(desk: Desk):
    lived_through(desk)
    for first, last in ((MARCH, APRIL), (APRIL, MAY), (MARCH, MAY)):
        lines = [line for line in statement(desk.company, last).lines if line.day > first]
        moved = sum((line.amount for line in lines), Decimal(0))
        assert statement(desk.company, first).balance + moved == statement(desk.company, last).balance


@pytest.mark.duty("O6")
def test_a_past_day_never_changes_when_later_rows_arrive(desk: Desk):
    bill = bill_for(desk, "1000.00")
    seen = {MARCH: statement(desk.company, MARCH).lines}
    for number in range(1, 40):
        day = MARCH + timedelta(days=number)
        with clock.at(on(day)):
            receipt = pay(desk, "10.00", bills={bill.pk: Decimal("10.00")})
            if number % 3 == 0:
                take_back(desk, receipt)
            elif number % 7 == 0:
                bill_for(desk, "33.00", issued_at=on(day))
        seen[day] = statement(desk.company, day).lines
    assert all(statement(desk.company, day).lines == lines for day, lines in seen.items())


def test_what_is_open_by_the_documents_is_what_the_bills_say(desk: Desk):
    lived_through(desk)
    with clock.at(on(MAY)):
        found = statement(desk.company, MAY).open_bills()
    rows = Bill.objects.filter(customer=desk.company)
    cached = {bill.pk: bill.amount - bill.waived - bill.paid for bill in rows}
    assert found == {pk: amount for pk, amount in cached.items() if amount}


def test_a_cancelled_bill_leaves_the_balance_on_its_day(desk: Desk):
    bill = bill_for(desk, "1000.00")
    with clock.at(on(date(2026, 4, 10))):
        Bill.objects.filter(pk=bill.pk).update(state=BillState.CANCELLED)
        record(park=desk.park, actor=desk.manager, verb="bill.disputed", subject=bill, to_state=BillState.CANCELLED)
    assert [statement(desk.company, day).balance for day in (MARCH, APRIL)] == [Decimal("1000.00"), 0]


def test_a_customer_without_documents_owes_nothing(desk: Desk):
    found = statement(desk.resident, MARCH)
    assert (found.balance, found.credit, found.lines) == (0, 0, ())


def test_a_bill_that_was_reversed_is_owed_until_that_day(desk: Desk):
    bill = bill_for(desk, "1000.00")
    with clock.at(on(date(2026, 4, 10))):
        said = {"bill_id": bill.pk, "reason": "面积录错", "form_id": new_form()}
        asked = reversing.ask_reversal(actor=desk.manager, **said)
        reversing.approve_reversal(reversal_id=asked.pk, actor=desk.project_manager)
    balances = [statement(desk.company, date(2026, 4, day)).balance for day in (9, 10)]
    assert balances == [Decimal("1000.00"), Decimal("0.00")]
