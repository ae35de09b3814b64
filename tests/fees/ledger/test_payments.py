"""Money that comes in: receipts, what they settle, late fees, prepayments (domain 2.4, M1, M2, M16, M17)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from fees.billing.models import Bill, BillState
from fees.ledger import services
from fees.ledger.models import Allocation, CreditEntry, CustomerAccount, Receipt, Reprint
from fees.ledger.reference import LATE_FEE
from parkservice.journal.models import Event
from parkservice.kit import clock
from tests.accounts.factories import refused
from tests.fees.factories import Desk, bill_for, new_form, on, pay, take_back

pytestmark = pytest.mark.both


def fresh(bill: Bill) -> Bill:
    return Bill.objects.get(pk=bill.pk)


def credit(desk: Desk) -> Decimal:
    return CustomerAccount.objects.get(customer=desk.company).credit


@pytest.mark.duty("O4", "O6")
def test_a_bill_is_paid_by_one_receipt_with_a_number_and_its_line(desk: Desk):
    bill = bill_for(desk)
    receipt = pay(desk, "14666.10", bills=[bill])
    assert receipt.number == "SJ-2026-000001"
    assert list(receipt.allocations.values_list("bill_id", "amount")) == [(bill.pk, Decimal("14666.10"))]
    paid = fresh(bill)
    assert (paid.paid, paid.state) == (Decimal("14666.10"), BillState.PAID)
    event = Event.objects.about(receipt).get()
    assert (event.verb, event.actor, event.data["amount"]) == ("receipt.taken", desk.officer, "14666.10")


def test_a_part_leaves_the_rest_open(desk: Desk):
    bill = bill_for(desk)
    pay(desk, "8000.00", bills={bill.pk: Decimal("8000.00")})
    part = fresh(bill)
    assert (part.paid, part.state) == (Decimal("8000.00"), BillState.PART_PAID)
    pay(desk, "6666.10", bills=[part])
    assert fresh(bill).state == BillState.PAID


def test_without_a_choice_the_oldest_due_day_is_paid_first_and_the_rest_is_kept(desk: Desk):
    newer = bill_for(desk, "300.00", due=date(2026, 5, 15))
    older = bill_for(desk, "200.00")
    receipt = pay(desk, "600.00")
    assert list(receipt.allocations.values_list("bill_id", flat=True)) == [older.pk, newer.pk]
    assert receipt.surplus == Decimal("100.00")
    entry = CreditEntry.objects.get()
    assert (entry.amount, entry.balance, entry.kind) == (Decimal("100.00"), Decimal("100.00"), "surplus")
    assert credit(desk) == Decimal("100.00")


@pytest.mark.duty("O4")
def test_the_late_fee_that_is_paid_becomes_a_bill_of_its_own(desk: Desk):
    bill = bill_for(desk)
    with clock.at(on(date(2026, 5, 20))):
        receipt = pay(desk, "14922.76", bills={bill.pk: Decimal("14922.76")})
        fee = Bill.objects.get(item__code=LATE_FEE)
    assert (fee.amount, fee.paid, fee.state) == (Decimal("256.66"), Decimal("256.66"), BillState.PAID)
    assert (fee.charge_object, fee.period_from, fee.period_to) == (
        f"bill:{bill.pk}",
        date(2026, 4, 16),
        date(2026, 5, 20),
    )
    assert receipt.surplus == 0
    assert [amount for _bill, amount in receipt.allocations.values_list("bill_id", "amount")] == [
        Decimal("14666.10"),
        Decimal("256.66"),
    ]


@pytest.mark.duty("O4")
def test_a_part_payment_parts_the_days_of_the_late_fee(desk: Desk):
    bill = bill_for(desk)
    with clock.at(on(date(2026, 5, 1))):
        pay(desk, "8000.00", bills={bill.pk: Decimal("8000.00")})
    with clock.at(on(date(2026, 5, 20))):
        pay(desk, "6846.76", bills={bill.pk: Decimal("6846.76")})
    assert Bill.objects.get(item__code=LATE_FEE).paid == Decimal("180.66")
    assert fresh(bill).state == BillState.PAID


def test_principal_comes_before_late_fee_whose_rest_is_asked_for_later(desk: Desk):
    bill = bill_for(desk)
    with clock.at(on(date(2026, 5, 20))):
        pay(desk, "14766.10", bills={bill.pk: Decimal("14766.10")})
        fee = Bill.objects.get(item__code=LATE_FEE)
    assert fresh(bill).state == BillState.PAID
    assert (fee.amount, fee.paid, fee.state) == (Decimal("256.66"), Decimal("100.00"), BillState.PART_PAID)


@pytest.mark.duty("O4")
def test_a_late_fee_stays_owed_when_exactly_the_principal_is_paid(desk: Desk):
    bill = bill_for(desk)
    with clock.at(on(date(2026, 5, 20))):
        receipt = pay(desk, "14666.10", bills={bill.pk: Decimal("14666.10")})
        fee = Bill.objects.get(item__code=LATE_FEE)
        later = pay(desk, "256.66", bills=[fee])
    assert (fresh(bill).state, fee.amount, fee.paid, fee.state) == (BillState.PAID, Decimal("256.66"), 0, "issued")
    assert [line.bill_id for line in receipt.allocations.all()] == [bill.pk]
    assert [line.bill_id for line in later.allocations.all()] == [fee.pk]
    call_command("check_books")


def test_what_is_collected_for_a_supplier_bears_no_late_fee(desk: Desk):
    bill = bill_for(desk, item=desk.water)
    with clock.at(on(date(2026, 5, 20))), refused("bill_changed"):
        pay(desk, "14922.76", bills={bill.pk: Decimal("14922.76")})


@pytest.mark.duty("O6")
def test_the_same_form_gives_the_same_receipt(desk: Desk):
    bill, form_id = bill_for(desk), new_form()
    first = pay(desk, "14666.10", bills={bill.pk: bill.amount}, form_id=form_id)
    again = pay(desk, "14666.10", bills={bill.pk: bill.amount}, form_id=form_id)
    assert again == first
    assert Receipt.objects.count() == 1


def test_the_same_form_with_another_amount_is_refused(desk: Desk):
    form_id = new_form()
    pay(desk, "100.00", form_id=form_id)
    with refused("form_reused"):
        pay(desk, "200.00", form_id=form_id)
    assert Receipt.objects.count() == 1


def test_the_second_cashier_is_told_by_whom_how_much_when_and_with_which_receipt(desk: Desk):
    bill = bill_for(desk)
    pay(desk, "14666.10", bills={bill.pk: bill.amount})
    with pytest.raises(services.RuleViolation) as told:
        pay(desk, "14666.10", bills={bill.pk: bill.amount}, actor=desk.officer2)
    assert all(word in str(told.value) for word in ("李样例", "¥14,666.10", "10:00", "SJ-2026-000001"))
    assert Receipt.objects.count() == 1


@pytest.mark.duty("O7")
def test_cash_of_a_company_from_a_thousand_needs_a_reason(desk: Desk):
    with refused("cash_reason"):
        pay(desk, "1000.00", method="cash")
    pay(desk, "999.99", method="cash")
    assert pay(desk, "1000.00", method="cash", reason="对公账户冻结").reason == "对公账户冻结"


def test_a_private_person_may_pay_any_amount_in_cash(desk: Desk):
    assert pay(desk, "2500.00", method="cash", customer=desk.resident).surplus == Decimal("2500.00")


@pytest.mark.parametrize(("who", "method"), [("clerk", "cash"), ("finance", "cash"), ("manager", "transfer")])
def test_money_is_taken_by_those_whose_work_it_is(desk: Desk, who: str, method: str):
    with pytest.raises(PermissionDenied):
        pay(desk, "100.00", method=method, actor=getattr(desk, who))


def test_finance_records_transfers(desk: Desk):
    assert pay(desk, "100.00", actor=desk.finance).received_by == desk.finance


def test_a_bill_of_somebody_else_is_refused(desk: Desk):
    bill = bill_for(desk, customer=desk.resident)
    with refused("foreign_bill"):
        pay(desk, "100.00", bills={bill.pk: Decimal("100.00")})


def test_nothing_is_taken_for_a_cancelled_bill(desk: Desk):
    bill = bill_for(desk, state=BillState.CANCELLED)
    with refused("bill_changed"):
        pay(desk, "100.00", bills={bill.pk: Decimal("100.00")})


def test_a_prepayment_pays_later_bills_by_a_receipt_of_its_own(desk: Desk):
    pay(desk, "500.00")
    bill = bill_for(desk, "300.00")
    receipt, new = services.use_prepayment(
        actor=desk.officer, customer=desk.company, amount=Decimal("300.00"), form_id=new_form()
    )
    assert (new, receipt.method, receipt.number) == (True, "prepayment", "SJ-2026-000002")
    assert fresh(bill).state == BillState.PAID
    assert credit(desk) == Decimal("200.00")
    assert [entry.amount for entry in CreditEntry.objects.order_by("pk")] == [Decimal("500.00"), Decimal("-300.00")]


def test_no_more_is_used_than_was_paid_ahead(desk: Desk):
    pay(desk, "500.00")
    bill = bill_for(desk, "600.00")
    with refused("credit_used"):
        services.use_prepayment(actor=desk.officer, customer=desk.company, amount=Decimal("500.01"), form_id=new_form())
    assert (credit(desk), fresh(bill).paid) == (Decimal("500.00"), 0)


def test_a_prepayment_is_not_used_for_nothing(desk: Desk):
    pay(desk, "500.00")
    with refused("nothing_open"):
        services.use_prepayment(actor=desk.officer, customer=desk.company, amount=Decimal("1.00"), form_id=new_form())


@pytest.mark.parametrize("amount", ["0.00", "-5.00"])
def test_no_receipt_is_about_nothing(desk: Desk, amount: str):
    with refused("no_amount"):
        pay(desk, amount)


def test_a_reprint_is_counted(desk: Desk):
    receipt = pay(desk, "100.00")
    assert [services.reprint(actor=desk.officer, receipt=receipt).copy for _time in range(2)] == [1, 2]
    assert Reprint.objects.filter(receipt=receipt).count() == 2


def test_a_number_that_was_rolled_back_leaves_no_gap(desk: Desk):
    bill = bill_for(desk, "100.00")
    pay(desk, "100.00", bills=[bill])
    with refused("bill_paid"):
        pay(desk, "100.00", bills={bill.pk: Decimal("100.00")})
    take_back(desk, Receipt.objects.get())
    assert pay(desk, "100.00", bills={bill.pk: Decimal("100.00")}).number == "SJ-2026-000002"
    assert Allocation.objects.live().count() == 1
