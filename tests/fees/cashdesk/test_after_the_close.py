"""Money that comes or goes after the close of a day or month: in the books of the next one (M8)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from fees.billing.models import Bill
from fees.cashdesk.services import open_drawer
from fees.deposits.services import Payout, pay_refund
from fees.ledger.models import Method, Receipt
from fees.ledger.services import Payment, take_payment, use_prepayment
from fees.ledger.statement import statement
from parkservice.accounts.models import User
from parkservice.estate.models import Customer
from tests.accounts.factories import refused
from tests.complaints.factories import new_form
from tests.fees.cashdesk import factories
from tests.fees.cashdesk.checking import findings
from tests.fees.cashdesk.factories import Desk, on

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.duty("O7")]

D = Decimal
LAST = date(2026, 3, 31)


def transfer(desk: Desk, actor: User) -> Receipt:
    """A bank transfer of a bill of 10.00."""
    bill = factories.owed(desk, "10.00")
    payment = Payment("transfer", bill.amount, bill.customer.name, {bill.pk: bill.amount})
    return take_payment(actor=actor, customer=bill.customer, payment=payment, form_id=new_form())[0]


def test_the_sheet_of_a_closed_day_stays_when_a_transfer_on_it_is_to_be_voided(desk: Desk, example_day: None) -> None:
    receipt = transfer(desk, desk.officer)
    factories.whole_close(desk)
    with refused("day_closed"), transaction.atomic():
        factories.taken_back(desk, receipt)
    with on(date(2026, 4, 1)):
        assert factories.taken_back(desk, receipt).kind == "reversal"
        assert findings() == []


def test_late_money_of_one_officer_and_todays_money_of_another_are_both_in_order(desk: Desk, example_day: None) -> None:
    colleague = desk.office.other_officer
    open_drawer(park=desk.office.park, actor=desk.finance, officer=colleague, safe=desk.safe)
    factories.whole_close(desk)
    days = [transfer(desk, officer).day for officer in (desk.officer, colleague)]
    assert days == [date(2026, 4, 1), LAST]
    assert findings() == []


def test_a_transfer_after_the_close_of_the_month_is_refused_in_words(desk: Desk) -> None:
    factories.earlier_months(desk)
    with on(LAST):
        factories.whole_close(desk)
        factories.whole_month(desk, LAST)
        with refused("closed"), transaction.atomic():
            transfer(desk, desk.finance)


def test_a_deposit_taken_after_the_close_goes_back_from_the_day_of_its_books_on(full: Desk) -> None:
    late = factories.deposited(full, "300.00", method=Method.TRANSFER)
    request = factories.agreed(full, late)
    with refused("early"):
        pay_refund(actor=full.finance, request_id=request.pk, payout=Payout(Method.TRANSFER))
    with on(late.day):
        paid = pay_refund(actor=full.finance, request_id=request.pk, payout=Payout(Method.TRANSFER))
    assert (late.day, paid.day) == (date(2026, 4, 1), date(2026, 4, 1))


def test_what_is_paid_ahead_after_the_close_is_used_from_the_day_of_its_books_on(full: Desk) -> None:
    colleague = full.office.other_officer
    open_drawer(park=full.office.park, actor=full.finance, officer=colleague, safe=full.safe)
    bill = factories.owed(full, "10.00")
    late = ahead(full, bill.customer, "50.00")
    with refused("early"):
        used(colleague, bill)
    assert [statement(bill.customer, day).credit for day in (LAST, late.day)] == [D("0.00"), D("50.00")]
    with on(late.day):
        used(colleague, bill)
    assert [statement(bill.customer, day).credit for day in (LAST, late.day)] == [D("0.00"), D("40.00")]
    assert findings() == []


def ahead(desk: Desk, customer: Customer, amount: str) -> Receipt:
    """Money of the officer that pays no bill yet."""
    payment = Payment("transfer", D(amount), customer.name, {})
    return take_payment(actor=desk.officer, customer=customer, payment=payment, form_id=new_form())[0]


def used(actor: User, bill: Bill) -> Receipt:
    """A bill paid from what was paid ahead."""
    wishes = {bill.pk: bill.amount}
    return use_prepayment(actor=actor, customer=bill.customer, amount=bill.amount, form_id=new_form(), bills=wishes)[0]
