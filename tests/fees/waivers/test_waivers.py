"""Waivers: proposed by one, granted by another within their limit (domain 2.4, M15)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from fees.billing.models import Bill, BillState
from fees.ledger.reference import LATE_FEE
from fees.waivers import services
from fees.waivers.models import Waiver, WaiverKind
from fees.waivers.services import Wish
from parkservice.kit import clock
from tests.accounts.factories import refused
from tests.fees.factories import Desk, bill_for, new_form, on, pay

pytestmark = pytest.mark.both


def propose(desk: Desk, bills: dict[Bill, str], kind: str = WaiverKind.REDUCE, **more) -> Waiver:
    actor = more.pop("actor", desk.officer)
    chosen = {bill.pk: Decimal(amount) for bill, amount in bills.items()}
    wish = Wish(kind, chosen, **{"reason": "停电影响生产", **more})
    return services.propose(actor=actor, customer=desk.company, wish=wish, form_id=new_form())[0]


def fresh(bill: Bill) -> Bill:
    return Bill.objects.get(pk=bill.pk)


@pytest.mark.duty("O4")
def test_the_manager_grants_and_the_bill_owes_less(desk: Desk):
    bill = bill_for(desk)
    waiver = propose(desk, {bill: "500.00"})
    assert waiver.number == "JM-2026-000001"
    assert fresh(bill).waived == 0
    services.approve(actor=desk.manager, waiver_id=waiver.pk)
    assert (fresh(bill).waived, fresh(bill).state) == (Decimal("500.00"), BillState.ISSUED)
    pay(desk, "14166.10", bills=[fresh(bill)])
    assert fresh(bill).state == BillState.PAID


@pytest.mark.parametrize(
    ("amount", "granting"),
    [
        ("500.00", ["manager", "project_manager", "general_manager"]),
        ("500.01", ["project_manager", "general_manager"]),
        ("5000.00", ["project_manager", "general_manager"]),
        ("5000.01", ["general_manager"]),
    ],
)
def test_the_chain_goes_by_the_amount(desk: Desk, amount: str, granting: list[str]):
    granted = []
    for who in ("officer2", "finance", "manager", "project_manager", "general_manager"):
        waiver = propose(desk, {bill_for(desk): amount})
        try:
            services.approve(actor=getattr(desk, who), waiver_id=waiver.pk)
        except PermissionDenied:
            continue
        granted.append(who)
    assert granted == granting


def test_a_limit_is_not_passed_in_small_steps(desk: Desk):
    bill = bill_for(desk)
    services.approve(actor=desk.manager, waiver_id=propose(desk, {bill: "400.00"}).pk)
    second = propose(desk, {bill: "100.01"})
    with pytest.raises(PermissionDenied):
        services.approve(actor=desk.manager, waiver_id=second.pk)
    services.approve(actor=desk.project_manager, waiver_id=second.pk)
    assert fresh(bill).waived == Decimal("500.01")


def test_nobody_grants_their_own_proposal(desk: Desk):
    waiver = propose(desk, {bill_for(desk): "100.00"}, actor=desk.manager)
    with pytest.raises(PermissionDenied):
        services.approve(actor=desk.manager, waiver_id=waiver.pk)
    with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
        cursor.execute(
            "UPDATE fees_waiver SET state = 'approved', decided_by_id = proposed_by_id, decided_at = proposed_at,"
            " decided_on = '2026-03-31'"
        )


def test_no_more_is_waived_than_is_open(desk: Desk):
    bill = bill_for(desk, "100.00")
    with refused("above_open"):
        propose(desk, {bill: "100.01"})
    waiver = propose(desk, {bill: "100.00"})
    pay(desk, "60.00", bills={bill.pk: Decimal("60.00")})
    with refused("above_open"):
        services.approve(actor=desk.manager, waiver_id=waiver.pk)
    assert (fresh(bill).waived, Waiver.objects.get().state) == (0, "proposed")


def test_a_bill_that_is_wholly_waived_says_so(desk: Desk):
    bill = bill_for(desk, "100.00")
    services.approve(actor=desk.manager, waiver_id=propose(desk, {bill: "100.00"}).pk)
    assert fresh(bill).state == BillState.WAIVED


def test_what_grew_on_the_part_that_was_paid_stays_owed_when_the_rest_is_waived(desk: Desk):
    bill = bill_for(desk, "1000.00")
    with clock.at(on(date(2026, 5, 5))):  # 20 days late: 500.00 × 0.05 % × 20
        pay(desk, "500.00", bills={bill.pk: Decimal("500.00")})
        services.approve(actor=desk.project_manager, waiver_id=propose(desk, {bill: "500.00"}).pk)
    fee = Bill.objects.get(item__code=LATE_FEE)
    assert (fresh(bill).state, fee.amount, fee.state) == (BillState.PAID, Decimal("5.00"), BillState.ISSUED)


def test_a_late_fee_is_billed_and_waived(desk: Desk):
    bill = bill_for(desk)
    with clock.at(on(date(2026, 5, 20))):
        waiver = propose(desk, {bill: "256.66"}, WaiverKind.LATE_FEE)
        services.approve(actor=desk.manager, waiver_id=waiver.pk)
        fee = Bill.objects.get(item__code=LATE_FEE)
        assert (fee.amount, fee.waived, fee.state) == (Decimal("256.66"), Decimal("256.66"), BillState.WAIVED)
        assert pay(desk, "14666.10").surplus == 0
    assert fresh(bill).state == BillState.PAID


def test_a_deferred_bill_bears_its_late_fee_from_the_new_day(desk: Desk):
    bill = bill_for(desk, "10000.00")
    waiver = propose(desk, {bill: "10000.00"}, WaiverKind.DEFER, until=date(2026, 5, 10))
    services.approve(actor=desk.general_manager, waiver_id=waiver.pk)
    assert fresh(bill).waived == 0
    with clock.at(on(date(2026, 5, 20))):
        # 10,000.00 × 0.05 % × 10 days
        pay(desk, "10050.00", bills={bill.pk: Decimal("10050.00")})
        assert Bill.objects.get(item__code=LATE_FEE).amount == Decimal("50.00")


@pytest.mark.parametrize(
    ("kind", "more", "code"),
    [
        ("reduce", {"reason": ""}, "no_reason"),
        ("reduce", {"until": date(2026, 5, 1)}, "no_day"),
        ("defer", {}, "no_day"),
        ("defer", {"until": date(2026, 3, 31)}, "day_over"),
        ("defer", {"until": date(2026, 6, 16)}, "too_far"),
        ("late_fee", {}, "no_late_fee"),
    ],
)
def test_a_proposal_is_whole(desk: Desk, kind: str, more: dict, code: str):
    with refused(code):
        propose(desk, {bill_for(desk): "100.00"}, kind, **more)


def test_a_refusal_has_its_reason_and_changes_nothing(desk: Desk):
    bill = bill_for(desk)
    waiver = propose(desk, {bill: "100.00"})
    with refused("no_reason"):
        services.refuse(actor=desk.manager, waiver_id=waiver.pk, reason="")
    services.refuse(actor=desk.manager, waiver_id=waiver.pk, reason="停电不在本栋")
    assert (Waiver.objects.get().refusal, fresh(bill).waived) == ("停电不在本栋", 0)
    with refused("wrong_state"):
        services.approve(actor=desk.project_manager, waiver_id=waiver.pk)


def test_a_clerk_proposes_nothing(desk: Desk):
    with pytest.raises(PermissionDenied):
        propose(desk, {bill_for(desk): "100.00"}, actor=desk.clerk)
