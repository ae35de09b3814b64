"""Deposits on the screen: taken at the desk, asked back at the counter, approved, paid by finance (domain 2.5)."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fees.deposits.models import Deposit, Refund, RefundRequest
from fees.deposits.queries import TO_DECIDE
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork.models import Attachment
from tests.accounts.factories import person
from tests.fees.factories import Desk, ask_refund, new_form, receive_deposit, signed_paper

SHOWN = {"payee": "青禾精密示例有限公司", "settled": "竣工验收合格", "receipt_original": "on", "id_checked": "on"}


def take(client: Client, desk: Desk, **more: str):
    client.force_login(desk.officer)
    sent = {
        "kind": "decoration",
        "payer": "青禾精密示例有限公司",
        "amount": "3000.00",
        "method": "cash",
        "unit": "A-301",
        "reason": "客户要求付现金",
    }
    return client.post(reverse("fees:deposit_new"), {**sent, "form_id": new_form(), **more})


def send(client: Client, user: User, act: str, deposit: Deposit, **fields: Any):
    client.force_login(user)
    return client.post(reverse(f"fees:deposit_{act}", args=[deposit.pk]), fields)


@pytest.mark.duty("O6")
def test_a_deposit_goes_its_whole_way_by_four_people(client: Client, desk: Desk):
    assert take(client, desk).status_code == 302
    deposit = Deposit.objects.get()
    assert (deposit.number, deposit.customer, deposit.unit) == ("YJ-2026-000001", desk.company, desk.unit)
    withheld = {"reason_1": "墙面破损", "amount_1": "260.50"}
    send(client, desk.clerk, "claim", deposit, **SHOWN, **withheld, papers=signed_paper(), form_id=new_form())
    send(client, desk.manager, "approve", deposit)
    send(client, desk.finance, "pay", deposit, method="transfer", reference="T-1")
    refund = Refund.objects.get()
    assert (refund.refunded, refund.withheld) == (Decimal("2739.50"), Decimal("260.50"))
    page = client.get(reverse("fees:deposit", args=[deposit.pk])).content.decode()
    assert "墙面破损" in page
    assert "TK-2026-000001" in page


@pytest.mark.parametrize("amount", ["NaN", "1e400", "-0", "1.005", "１００", "0", ""])
def test_an_amount_that_is_none_is_said_and_nothing_is_written(client: Client, desk: Desk, amount: str):
    assert take(client, desk, amount=amount).status_code == 422
    assert not Deposit.objects.exists()


def test_a_double_click_takes_one_deposit(client: Client, desk: Desk):
    form_id = new_form()
    for _time in range(2):
        assert take(client, desk, form_id=form_id).status_code == 302
    assert Deposit.objects.count() == 1


def test_what_is_withheld_is_shown_as_it_was_signed(client: Client, desk: Desk):
    deposit, withheld = receive_deposit(desk), {"reason_1": "墙面破损", "amount_1": "260.50"}
    bare = send(client, desk.clerk, "claim", deposit, **SHOWN, **withheld, form_id=new_form())
    assert (bare.status_code, RefundRequest.objects.exists()) == (422, False)
    send(client, desk.clerk, "claim", deposit, **SHOWN, **withheld, papers=signed_paper(), form_id=new_form())
    photo = Attachment.objects.of(deposit).get()
    client.force_login(desk.manager)
    assert photo.url in client.get(deposit.get_absolute_url()).content.decode()
    assert client.get(photo.url).status_code == 200


@pytest.mark.parametrize("half", [{"reason_1": "墙面破损"}, {"amount_1": "10.00"}, {"reason_2": "x", "amount_2": "-1"}])
def test_a_reason_and_its_amount_belong_together(client: Client, desk: Desk, half: dict[str, str]):
    deposit = receive_deposit(desk)
    assert send(client, desk.clerk, "claim", deposit, **SHOWN, **half, form_id=new_form()).status_code == 422
    assert not RefundRequest.objects.exists()


def test_the_steps_are_offered_to_whom_they_belong(client: Client, desk: Desk):
    deposit = receive_deposit(desk)
    ask_refund(desk, deposit)
    offered = {}
    for name in ("clerk", "officer", "manager", "finance"):
        client.force_login(getattr(desk, name))
        page = client.get(reverse("fees:deposit", args=[deposit.pk])).content.decode()
        acts = ("claim", "approve", "pay", "refuse")
        offered[name] = [act for act in acts if reverse(f"fees:deposit_{act}", args=[deposit.pk]) in page]
    assert offered == {"clerk": [], "officer": [], "manager": ["approve", "refuse"], "finance": []}


def test_the_list_shows_what_is_held(client: Client, desk: Desk):
    receive_deposit(desk)
    client.force_login(desk.finance)
    assert "YJ-2026-000001" in client.get(reverse("fees:deposits")).content.decode()


@pytest.mark.duty("O6")
def test_a_small_pass_deposit_is_paid_by_the_officer_from_the_float(client: Client, desk: Desk):
    small = receive_deposit(desk, "50.00", kind="worker_pass")
    large = receive_deposit(desk, "3000.00")
    for deposit in (small, large):
        ask_refund(desk, deposit)
        send(client, desk.manager, "approve", deposit)
    assert ways(client, desk.officer2, small) == ["cash"]
    assert ways(client, desk.officer2, large) == []
    assert [ways(client, desk.finance, deposit) for deposit in (small, large)] == [["transfer"], ["transfer"]]
    said = [see(client, desk.clerk, deposit) for deposit in (small, large)]
    assert ["由管理员用备用金付" in page for page in said] == [True, False]
    assert ["待财务付款" in page for page in said] == [False, True]
    send(client, desk.officer2, "pay", small, method="cash")
    assert Refund.objects.get().drawer == desk.drawer2


def see(client: Client, user: User, deposit: Deposit) -> str:
    client.force_login(user)
    return client.get(reverse("fees:deposit", args=[deposit.pk])).content.decode()


def ways(client: Client, user: User, deposit: Deposit) -> list[str]:
    """The ways of paying that the page of a deposit offers somebody."""
    page = see(client, user, deposit)
    found = page.partition('name="method"')[2].partition("</select>")[0]
    return [way for way in ("cash", "transfer") if f'value="{way}"' in found]


@pytest.mark.parametrize("state", ["保管中", "已申请退款", "退款已批准", "已退还"])
def test_the_list_of_all_deposits_tells_the_state_of_each(client: Client, desk: Desk, state: str):
    held, asked, approved, paid = (receive_deposit(desk) for _each in range(4))
    for deposit in (asked, approved, paid):
        send(client, desk.clerk, "claim", deposit, **SHOWN, form_id=new_form())
    for deposit in (approved, paid):
        send(client, desk.manager, "approve", deposit)
    send(client, desk.finance, "pay", paid, method="transfer", reference="T-1")
    page = client.get(reverse("fees:deposits"), {"view": "all"}).content.decode()
    number = {"保管中": held, "已申请退款": asked, "退款已批准": approved, "已退还": paid}[state].number
    assert state in page.split(f">{number}<")[1].split("</tr>")[0]


def test_a_list_of_deposits_asks_no_more_for_more_rows(client: Client, desk: Desk):
    client.force_login(desk.manager)
    counts = []
    for _time in range(2):
        receive_deposit(desk)
        receive_deposit(desk)
        client.get(reverse("fees:deposits"), {"view": "all"})
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("fees:deposits"), {"view": "all"})
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("unit", ["A-301", ""])
def test_cash_of_a_company_as_a_deposit_needs_its_reason(client: Client, desk: Desk, unit: str):
    answer = take(client, desk, amount="1000.00", reason="", unit=unit)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"reason"}
    assert not Deposit.objects.exists()


def test_the_reason_of_cash_is_read_on_the_deposit(client: Client, desk: Desk):
    assert take(client, desk, amount="1000.00", reason="对公账户冻结").status_code == 302
    page = client.get(reverse("fees:deposit", args=[Deposit.objects.get().pk])).content.decode()
    assert "对公账户冻结" in page


OTHERS = {"less": {"amount": "999.99"}, "bank": {"method": "transfer"}, "person": {"payer": "林示例", "unit": ""}}


@pytest.mark.parametrize("more", OTHERS.values(), ids=OTHERS)
def test_other_deposits_need_no_reason(client: Client, desk: Desk, more: dict[str, str]):
    assert take(client, desk, **{"amount": "1000.00", "reason": "", **more}).status_code == 302


@pytest.mark.both
def test_no_way_around_the_form_takes_large_cash_without_its_reason(desk: Desk):
    with pytest.raises(RuleViolation, match="1,000"):
        receive_deposit(desk, "1000.00", reason="")


def test_a_refused_claim_keeps_what_was_typed(client: Client, desk: Desk):
    deposit = receive_deposit(desk)
    said = {**SHOWN, "payee": "林示例", "reason_2": "墙面破损", "amount_2": "10.00", "form_id": new_form()}
    answer = send(client, desk.clerk, "claim", deposit, **said)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert all(word in page for word in ("林示例", "墙面破损", "10.00"))
    assert not RefundRequest.objects.exists()


def test_a_claim_after_a_colleague_shows_the_deposit_as_it_is(client: Client, desk: Desk):
    deposit = receive_deposit(desk)
    ask_refund(desk, deposit)
    assert send(client, desk.clerk, "claim", deposit, **SHOWN, form_id=new_form()).status_code == 302
    assert RefundRequest.objects.count() == 1


@pytest.mark.duty("O6")
def test_a_small_pass_deposit_is_confirmed_by_a_colleague_at_the_counter(client: Client, desk: Desk):
    colleague = person(Role.CLERK, desk.park, name="吴示台", username="clerk2-qh")
    deposit = receive_deposit(desk, "50.00", kind="worker_pass")
    ask_refund(desk, deposit)
    assert send(client, desk.clerk, "approve", deposit).status_code == 403
    assert "同事" in see(client, desk.officer, deposit) or "colleague" in see(client, desk.officer, deposit)
    send(client, colleague, "approve", deposit)
    send(client, desk.officer2, "pay", deposit, method="cash")
    refund = Refund.objects.get()
    assert (refund.requested_by, refund.approved_by, refund.paid_by) == (desk.clerk, colleague, desk.officer2)


@pytest.mark.parametrize("more", [{"amount": "100.01"}, {"kind": "key"}], ids=["larger", "no pass"])
def test_any_other_refund_is_not_confirmed_at_the_counter(client: Client, desk: Desk, more: dict[str, str]):
    colleague = person(Role.CLERK, desk.park, name="吴示台", username="clerk2-qh")
    deposit = receive_deposit(desk, **{"amount": "50.00", "kind": "worker_pass", **more})
    ask_refund(desk, deposit)
    assert send(client, colleague, "approve", deposit).status_code == 403


def test_the_desk_of_a_colleague_counts_the_small_refunds_to_confirm(client: Client, desk: Desk):
    colleague = person(Role.CLERK, desk.park, name="吴示台", username="clerk2-qh")
    for amount in ("50.00", "500.00"):
        ask_refund(desk, receive_deposit(desk, amount, kind="worker_pass"))
    assert [TO_DECIDE.rows(who, desk.park).count() for who in (desk.clerk, colleague, desk.manager)] == [0, 1, 2]
