"""Disputed bills: the late fee stands still until the answer (domain 2.4)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from fees.billing.models import Bill, BillState
from fees.disputes import services
from fees.disputes.models import Dispute
from fees.ledger.owed import standings
from parkservice.kit import clock
from tests.accounts.factories import refused
from tests.fees.factories import Desk, bill_for, new_form, on, pay, take_back

pytestmark = pytest.mark.both


def dispute(desk: Desk, bill: Bill, **more) -> Dispute:
    said = {"actor": desk.clerk, "reason": "电梯停了两周", "form_id": new_form(), **more}
    return services.dispute(bill_id=bill.pk, **said)[0]


def fresh(bill: Bill) -> Bill:
    return Bill.objects.get(pk=bill.pk)


def fee_on(bill: Bill, day: date) -> Decimal:
    return standings([fresh(bill)], day)[bill.pk].late_fee


@pytest.mark.duty("O4")
def test_from_the_dispute_to_the_answer_no_late_fee_grows(desk: Desk):
    bill = bill_for(desk)
    with clock.at(on(date(2026, 5, 1))):
        found = dispute(desk, bill)
    assert fresh(bill).state == BillState.DISPUTED
    # 15 days from 16 to 30 April
    assert fee_on(bill, date(2026, 5, 9)) == fee_on(bill, date(2026, 12, 31)) == Decimal("110.00")
    with clock.at(on(date(2026, 5, 10))):
        services.answer(actor=desk.manager, dispute_id=found.pk, answer="已减免停梯期间费用")
    assert fresh(bill).state == BillState.ISSUED
    # and ten more from 11 to 20 May
    assert fee_on(bill, date(2026, 5, 20)) == Decimal("183.33")


def test_a_disputed_bill_may_be_paid_and_is_disputed_again_when_the_receipt_goes(desk: Desk):
    bill = bill_for(desk, "100.00")
    dispute(desk, bill)
    pay(desk, "40.00", bills={bill.pk: Decimal("40.00")})
    assert fresh(bill).state == BillState.DISPUTED
    receipt = pay(desk, "60.00", bills={bill.pk: Decimal("60.00")})
    assert fresh(bill).state == BillState.PAID
    take_back(desk, receipt)
    assert fresh(bill).state == BillState.DISPUTED


def test_a_bill_is_disputed_once_at_a_time(desk: Desk):
    bill = bill_for(desk)
    dispute(desk, bill)
    with refused("disputed"):
        dispute(desk, bill)


def test_nothing_open_is_nothing_to_dispute(desk: Desk):
    bill = bill_for(desk, "100.00")
    pay(desk, "100.00", bills=[bill])
    with refused("nothing_open"):
        dispute(desk, bill)


def test_the_manager_answers_once_and_with_words(desk: Desk):
    found = dispute(desk, bill_for(desk))
    with pytest.raises(PermissionDenied):
        services.answer(actor=desk.officer, dispute_id=found.pk, answer="不行")
    with refused("no_answer"):
        services.answer(actor=desk.manager, dispute_id=found.pk, answer="")
    services.answer(actor=desk.manager, dispute_id=found.pk, answer="已核对")
    with refused("answered"):
        services.answer(actor=desk.project_manager, dispute_id=found.pk, answer="再答")
    assert Dispute.objects.get().answer == "已核对"


def test_finance_records_no_disputes(desk: Desk):
    with pytest.raises(PermissionDenied):
        dispute(desk, bill_for(desk), actor=desk.finance)
