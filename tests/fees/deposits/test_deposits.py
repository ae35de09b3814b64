"""Deposits: received, and given back once, by three people, never more than was received (domain 2.5, M14)."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from fees.deposits import services
from fees.deposits.models import RefundRequest
from tests.accounts.factories import refused
from tests.fees.factories import BY_BANK, Desk, ask_refund, new_form, receive_deposit, refund_deposit

pytestmark = pytest.mark.both


@pytest.mark.duty("O6")
def test_a_deposit_goes_back_by_three_people(desk: Desk):
    deposit = receive_deposit(desk)
    assert (deposit.number, deposit.state) == ("YJ-2026-000001", "held")
    request = ask_refund(desk, deposit)
    assert deposit.state == "refund_requested"
    services.approve_refund(actor=desk.manager, request_id=request.pk)
    assert deposit.state == "approved"
    refund = services.pay_refund(actor=desk.finance, request_id=request.pk, payout=BY_BANK)
    assert (refund.number, refund.refunded, deposit.state) == ("TK-2026-000001", Decimal("3000.00"), "refunded")
    assert (refund.requested_by, refund.approved_by, refund.paid_by) == (desk.clerk, desk.manager, desk.finance)


def test_what_is_withheld_and_refunded_is_what_was_received(desk: Desk):
    deposit = receive_deposit(desk)
    refund = refund_deposit(desk, deposit, deductions=[("墙面破损", Decimal("260.50")), ("清运垃圾", Decimal("39.50"))])
    assert (refund.refunded, refund.withheld, deposit.state) == (Decimal("2700.00"), Decimal("300.00"), "part_refunded")


def test_a_deposit_may_be_forfeited_wholly(desk: Desk):
    deposit = receive_deposit(desk, "100.00")
    assert refund_deposit(desk, deposit, deductions=[("证件遗失", Decimal("100.00"))]).refunded == 0
    assert deposit.state == "forfeited"


def test_no_more_is_withheld_than_was_received(desk: Desk):
    with refused("above_deposit"):
        ask_refund(desk, receive_deposit(desk, "100.00"), deductions=[("墙面破损", Decimal("100.01"))])


def test_a_deposit_goes_back_once(desk: Desk):
    deposit = receive_deposit(desk)
    request = ask_refund(desk, deposit)
    with refused("asked"):
        ask_refund(desk, deposit)
    services.approve_refund(actor=desk.manager, request_id=request.pk)
    first = services.pay_refund(actor=desk.finance, request_id=request.pk, payout=BY_BANK)
    with refused("wrong_state"):
        services.pay_refund(actor=desk.finance, request_id=request.pk, payout=BY_BANK)
    with refused("settled"):
        ask_refund(desk, deposit)
    first.pk, first.number = first.pk + 1, "TK-2026-000002"
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


def test_nothing_is_paid_before_it_is_approved(desk: Desk):
    request = ask_refund(desk, receive_deposit(desk))
    with refused("wrong_state"):
        services.pay_refund(actor=desk.finance, request_id=request.pk, payout=BY_BANK)


def test_whoever_asks_does_not_decide(desk: Desk):
    request = ask_refund(desk, receive_deposit(desk), actor=desk.manager)
    with pytest.raises(PermissionDenied):
        services.approve_refund(actor=desk.manager, request_id=request.pk)
    services.approve_refund(actor=desk.project_manager, request_id=request.pk)


@pytest.mark.parametrize("who", ["manager", "officer", "clerk"])
def test_only_finance_pays(desk: Desk, who: str):
    request = ask_refund(desk, receive_deposit(desk))
    services.approve_refund(actor=desk.manager, request_id=request.pk)
    with pytest.raises(PermissionDenied):
        services.pay_refund(actor=getattr(desk, who), request_id=request.pk, payout=BY_BANK)


@pytest.mark.parametrize(
    ("claim", "code"),
    [
        ({"receipt_original": False}, "no_receipt"),
        ({"receipt_original": False, "loss_stated": True, "proxy": True, "proxy_letter": True}, "no_receipt"),
        ({"receipt_original": False, "loss_stated": True, "payee": "别人"}, "no_receipt"),
        ({"payee": "别人"}, "no_authority"),
        ({"payee": "别人", "proxy": True}, "no_authority"),
        ({"id_checked": False}, "no_identity"),
        ({"settled": ""}, "not_settled"),
        ({"deductions": [("清运垃圾", Decimal("0.00"))]}, "no_amount"),
    ],
)
def test_a_missing_paper_stops_the_refund(desk: Desk, claim: dict, code: str):
    with refused(code):
        ask_refund(desk, receive_deposit(desk), **claim)
    assert not RefundRequest.objects.exists()


@pytest.mark.parametrize(
    "claim",
    [{"receipt_original": False, "loss_stated": True}, {"payee": "张示例", "proxy": True, "proxy_letter": True}],
)
def test_a_lost_receipt_or_a_proxy_with_papers_is_no_obstacle(desk: Desk, claim: dict):
    assert refund_deposit(desk, receive_deposit(desk), **claim).payee == claim.get("payee", desk.company.name)


def test_a_refused_refund_leaves_the_deposit_held(desk: Desk):
    deposit = receive_deposit(desk)
    request = ask_refund(desk, deposit)
    with refused("no_reason"):
        services.refuse_refund(actor=desk.manager, request_id=request.pk, reason="")
    services.refuse_refund(actor=desk.manager, request_id=request.pk, reason="验收未过")
    assert deposit.state == "held"


def test_the_same_form_takes_one_deposit(desk: Desk):
    form_id = new_form()
    assert receive_deposit(desk, form_id=form_id) == receive_deposit(desk, form_id=form_id)
    with refused("form_reused"):
        receive_deposit(desk, "1.00", form_id=form_id)


def test_a_clerk_takes_no_money(desk: Desk):
    with pytest.raises(PermissionDenied):
        receive_deposit(desk, actor=desk.clerk)


def test_arrears_are_not_offset(desk: Desk):
    """A deduction is signed and has a reason of its own; no bill is ever paid from a deposit (domain 2.5)."""
    refund_deposit(desk, receive_deposit(desk), deductions=[("墙面破损", Decimal("100.00"))])
    assert not desk.company.receipts.exists()
