"""Receipts taken back: by two people, once, void on their own day and a reversal later (M6, M15)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from fees.billing.models import Bill, BillState
from fees.cashdesk.models import Drawer
from fees.ledger import reversals
from fees.ledger.models import CreditEntry, CustomerAccount, Receipt, Reversal, ReversalRequest
from parkservice.kit import clock
from tests.accounts.factories import refused
from tests.fees.factories import Desk, ask_back, bill_for, on, pay, take_back

pytestmark = pytest.mark.both
APRIL = on(date(2026, 4, 1))


def row_of(receipt: Receipt) -> tuple:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM fees_receipt WHERE id = %s", [receipt.pk])
        return cursor.fetchone()


@pytest.mark.duty("O6")
def test_a_void_opens_the_bill_by_exactly_its_amount_and_leaves_the_receipt_as_it_was(desk: Desk):
    bill = bill_for(desk)
    pay(desk, "6000.00", bills={bill.pk: Decimal("6000.00")})
    receipt = pay(desk, "8000.00", bills={bill.pk: Decimal("8000.00")})
    before = row_of(receipt)
    reversal = take_back(desk, receipt, actor=desk.officer2)
    assert (reversal.kind, reversal.amount, reversal.number) == ("void", Decimal("8000.00"), "HC-2026-000001")
    assert (reversal.asked_by, reversal.approved_by) == (desk.officer, desk.officer2)
    assert row_of(receipt) == before
    opened = Bill.objects.get(pk=bill.pk)
    assert (opened.paid, opened.state) == (Decimal("6000.00"), BillState.PART_PAID)


@pytest.mark.duty("O6")
def test_on_a_later_day_it_is_a_reversal_by_the_manager_in_the_books_of_that_day(desk: Desk):
    bill = bill_for(desk)
    receipt = pay(desk, "14666.10", bills=[bill])
    with clock.at(APRIL):
        request = ask_back(desk, receipt, reason="支票退票")
        with pytest.raises(PermissionDenied):
            reversals.reverse(actor=desk.officer2, request_id=request.pk)
        with refused("wrong_day"):
            reversals.void(actor=desk.manager, request_id=request.pk)
        reversal = reversals.reverse(actor=desk.manager, request_id=request.pk)
    assert (reversal.kind, reversal.day, receipt.day) == ("reversal", date(2026, 4, 1), date(2026, 3, 31))
    assert Bill.objects.get(pk=bill.pk).state == BillState.ISSUED


def test_a_receipt_of_today_is_voided_and_not_reversed(desk: Desk):
    request = ask_back(desk, pay(desk, "100.00"))
    with refused("wrong_day"):
        reversals.reverse(actor=desk.manager, request_id=request.pk)


@pytest.mark.parametrize("who", ["officer", "clerk", "finance"])
def test_only_a_second_person_who_may_voids(desk: Desk, who: str):
    request = ask_back(desk, pay(desk, "100.00"))
    with pytest.raises(PermissionDenied):
        reversals.void(actor=getattr(desk, who), request_id=request.pk)
    assert not Reversal.objects.exists()


def test_whoever_took_the_money_does_not_agree_to_the_wish_of_another(desk: Desk):
    request = ask_back(desk, pay(desk, "100.00"), actor=desk.manager)
    with pytest.raises(PermissionDenied):
        reversals.void(actor=desk.officer, request_id=request.pk)


def test_a_receipt_is_taken_back_once(desk: Desk):
    receipt = pay(desk, "100.00")
    take_back(desk, receipt)
    with refused("reversed_before"):
        ask_back(desk, receipt)
    with refused("wrong_state"):
        reversals.void(actor=desk.officer2, request_id=ReversalRequest.objects.get().pk)


def test_the_database_refuses_a_second_reversal_of_a_receipt(desk: Desk):
    receipt = pay(desk, "100.00")
    first = take_back(desk, receipt)
    again = Reversal.objects.get(pk=first.pk)
    again.pk, again.number = first.pk + 1, "HC-2026-000002"
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_only_one_wish_waits(desk: Desk):
    receipt = pay(desk, "100.00")
    ask_back(desk, receipt)
    with refused("asked"):
        ask_back(desk, receipt)


def test_a_refused_wish_leaves_the_receipt_and_may_be_asked_again(desk: Desk):
    receipt = pay(desk, "100.00")
    request = ask_back(desk, receipt)
    with refused("no_reason"):
        reversals.refuse(actor=desk.manager, request_id=request.pk, reason="")
    reversals.refuse(actor=desk.manager, request_id=request.pk, reason="金额无误")
    assert not Reversal.objects.exists()
    ask_back(desk, receipt)


def test_a_surplus_is_taken_back_with_its_receipt(desk: Desk):
    take_back(desk, pay(desk, "100.00"))
    assert CustomerAccount.objects.get().credit == 0
    assert [entry.balance for entry in CreditEntry.objects.order_by("pk")] == [Decimal("100.00"), 0]


def test_a_surplus_that_was_used_keeps_its_receipt(desk: Desk):
    receipt = pay(desk, "100.00")
    bill = bill_for(desk, "60.00")
    pay(desk, "60.00", method="prepayment", bills=[bill])
    with refused("credit_used"):
        take_back(desk, receipt)
    assert not Reversal.objects.exists()


def test_a_prepayment_comes_back_when_its_use_is_taken_back(desk: Desk):
    pay(desk, "100.00")
    bill = bill_for(desk, "60.00")
    take_back(desk, pay(desk, "60.00", method="prepayment", bills=[bill]))
    assert CustomerAccount.objects.get().credit == Decimal("100.00")
    assert Bill.objects.get(pk=bill.pk).state == BillState.ISSUED


def test_days_paid_with_a_receipt_that_was_taken_back_bear_a_late_fee_again(desk: Desk):
    bill = bill_for(desk)
    with clock.at(on(date(2026, 5, 1))):
        receipt = pay(desk, "8000.00", bills={bill.pk: Decimal("8000.00")})
    with clock.at(on(date(2026, 5, 10))):
        take_back(desk, receipt)
    with clock.at(on(date(2026, 5, 20))):
        last = pay(desk, "14922.76", bills={bill.pk: Decimal("14922.76")})
    assert last.surplus == 0


def test_a_receipt_taken_after_the_close_is_voided_in_the_books_of_its_day(desk: Desk):
    closed = date(2026, 3, 31)
    Drawer.objects.filter(pk=desk.drawer.pk).update(last_day=closed, closed_through=closed)
    receipt = pay(desk, "100.00")
    assert receipt.day == date(2026, 4, 1)
    reversal = take_back(desk, receipt)
    assert (reversal.kind, reversal.day) == ("void", date(2026, 4, 1))
