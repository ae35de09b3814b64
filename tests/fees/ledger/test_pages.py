"""Receipts and statements on the screen: who takes a receipt back, and what is read there (O6)."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from fees.billing.models import Bill, BillState
from fees.ledger.models import Receipt, Reversal, ReversalRequest
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from tests.accounts.factories import person
from tests.estate.factories import ContactPersonFactory
from tests.fees.factories import Desk, bill_for, new_form, on, pay, take_back


def read(client: Client, user: User, name: str, *keys: int, **asked: str) -> str:
    client.force_login(user)
    answer = client.get(reverse(f"fees:{name}", args=keys), asked)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def send(client: Client, user: User, act: str, receipt: Receipt, **fields: str):
    client.force_login(user)
    return client.post(reverse(f"fees:receipt_{act}", args=[receipt.pk]), fields, follow=True)


@pytest.mark.duty("O6")
def test_the_record_shows_amount_in_words_lines_and_who_took_it(client: Client, desk: Desk):
    receipt = pay(desk, "14666.10", bills=[bill_for(desk)])
    page = read(client, desk.officer, "receipt", receipt.pk)
    for words in (
        "¥14,666.10",
        "壹万肆仟陆佰陆拾陆元壹角整",
        "SJ-2026-000001",
        "李样例",
        desk.item.name_zh,
        "青禾精密示例有限公司",
    ):
        assert words in page


@pytest.mark.duty("O6")
def test_a_receipt_is_taken_back_by_the_page_of_the_second_person(client: Client, desk: Desk):
    bill = bill_for(desk)
    receipt = pay(desk, "14666.10", bills=[bill])
    send(client, desk.officer, "ask_back", receipt, reason="金额录错", form_id=new_form())
    assert "金额录错" in read(client, desk.finance, "receipt", receipt.pk)
    assert send(client, desk.officer, "agree", receipt).status_code == 403
    assert send(client, desk.manager, "agree", receipt).status_code == 200
    assert Bill.objects.get(pk=bill.pk).state == BillState.ISSUED
    page = read(client, desk.officer, "receipt", receipt.pk)
    assert "HC-2026-000001" in page
    assert "作废" in page


def test_the_bill_of_a_late_fee_says_how_it_was_reckoned(client: Client, desk: Desk):
    bill = bill_for(desk, due=date(2026, 4, 15))
    with clock.at(on(date(2026, 5, 20))):
        pay(desk, "14922.76", bills={bill.pk: Decimal("14922.76")})  # 14,666.10 and 35 days of late fee (domain 3.6)
        page = read(client, desk.manager, "bill", Bill.objects.latest("pk").pk)
    assert "14,666.10 × 0.05 % × 35 天（2026-04-16 至 2026-05-20） = ¥256.66" in page


def test_on_a_later_day_only_the_manager_takes_it_back(client: Client, desk: Desk):
    receipt = pay(desk, "100.00", bills=[bill_for(desk, "100.00")])
    with clock.at(on(date(2026, 4, 1))):
        send(client, desk.officer, "ask_back", receipt, reason="支票退票", form_id=new_form())
        assert send(client, desk.officer2, "agree", receipt).status_code == 403
        send(client, desk.manager, "agree", receipt)
    assert Reversal.objects.get().kind == "reversal"


def test_whoever_comes_second_reads_who_was_first(client: Client, desk: Desk):
    receipt = pay(desk, "100.00")
    send(client, desk.officer, "ask_back", receipt, reason="金额录错", form_id=new_form())
    send(client, desk.manager, "agree", receipt)
    answer = send(client, desk.officer2, "agree", receipt)
    assert "王示范" in answer.content.decode()
    assert Reversal.objects.count() == 1


def test_a_refusal_needs_its_reason(client: Client, desk: Desk):
    receipt = pay(desk, "100.00")
    send(client, desk.officer, "ask_back", receipt, reason="金额录错", form_id=new_form())
    assert send(client, desk.manager, "keep", receipt, reason="").status_code == 422
    send(client, desk.manager, "keep", receipt, reason="金额无误")
    assert ReversalRequest.objects.get().state == "refused"
    assert "金额无误" in read(client, desk.officer, "receipt", receipt.pk)


def test_asking_twice_by_one_form_asks_once(client: Client, desk: Desk):
    receipt, form_id = pay(desk, "100.00"), new_form()
    for _time in range(2):
        send(client, desk.officer, "ask_back", receipt, reason="金额录错", form_id=form_id)
    assert ReversalRequest.objects.count() == 1


@pytest.mark.duty("O6")
def test_the_list_finds_a_receipt_by_number_payer_and_pinyin(client: Client, desk: Desk):
    pay(desk, "100.00")
    pay(desk, "200.00", customer=desk.resident)
    for words, shown, hidden in (
        ("SJ-2026-000002", "林示例", "青禾精密示例有限公司"),
        ("青禾", "青禾精密示例有限公司", "林示例"),
        ("qhjm", "青禾精密示例有限公司", "林示例"),
    ):
        page = read(client, desk.officer, "receipts", view="all", q=words)
        assert shown in page
        assert hidden not in page


def test_what_waits_for_a_second_person_has_a_view_of_its_own(client: Client, desk: Desk):
    waiting, other = pay(desk, "100.00"), pay(desk, "200.00")
    send(client, desk.officer, "ask_back", waiting, reason="金额录错", form_id=new_form())
    page = read(client, desk.manager, "receipts", view="waiting")
    assert waiting.number in page
    assert other.number not in page


@pytest.mark.parametrize(("name", "view"), [("receipt", {}), ("receipts", {"view": "all"})])
def test_a_receipt_that_somebody_asked_back_says_so(client: Client, desk: Desk, name: str, view: dict[str, str]):
    receipt = pay(desk, "100.00")
    send(client, desk.officer, "ask_back", receipt, reason="金额录错", form_id=new_form())
    page = read(client, desk.finance, name, *([receipt.pk] if name == "receipt" else []), **view)
    assert 'data-tone="rise"' in page.partition("<main")[2]


def test_the_payer_does_not_read_that_a_receipt_was_asked_back(client: Client, desk: Desk):
    receipt = pay(desk, "100.00")
    send(client, desk.officer, "ask_back", receipt, reason="金额录错", form_id=new_form())
    tenant = person(Role.TENANT, desk.park, name="罗样客")
    ContactPersonFactory(customer=desk.company, user=tenant)
    for name, keys in (("receipt", [receipt.pk]), ("receipts", [])):
        assert 'data-tone="rise"' not in read(client, tenant, name, *keys).partition("<main")[2]


def test_a_line_of_a_receipt_says_what_a_single_charge_was_for(client: Client, desk: Desk):
    bill = bill_for(desk, "80.00", explanation={"what": "补办门禁卡"})
    assert "补办门禁卡" in read(client, desk.officer, "receipt", pay(desk, "80.00", bills=[bill]).pk)


def test_a_receipt_names_the_period_as_the_bill_does(client: Client, desk: Desk):
    bill = bill_for(desk, "80.00")
    assert bill.period in read(client, desk.officer, "receipt", pay(desk, "80.00", bills=[bill]).pk)


@pytest.mark.duty("O6")
def test_the_statement_of_a_past_day_reads_the_same_later(client: Client, desk: Desk):
    bill = bill_for(desk, "1000.00")
    before = read(client, desk.officer, "statement", desk.company.pk, on="2026-03-31")
    with clock.at(on(date(2026, 4, 10))):
        receipt = pay(desk, "700.00", bills={bill.pk: Decimal("700.00")})
        now = read(client, desk.officer, "statement", desk.company.pk)
    assert "¥1,000.00" in before
    assert receipt.number not in before
    assert "¥300.00" in now
    later = read(client, desk.officer, "statement", desk.company.pk, on="2026-03-31")
    assert later.partition("<main")[2] == before.partition("<main")[2]


def test_a_day_that_is_none_is_said_on_the_page(client: Client, desk: Desk):
    client.force_login(desk.officer)
    answer = client.get(reverse("fees:statement", args=[desk.company.pk]), {"on": "2026-02-31"})
    assert answer.status_code == 422


def test_receipts_of_another_park_do_not_exist(client: Client, desk: Desk, other_park: Desk):
    receipt = pay(other_park, "100.00")
    client.force_login(desk.manager)
    assert client.get(reverse("fees:receipt", args=[receipt.pk])).status_code == 404
    assert client.get(reverse("fees:statement", args=[other_park.company.pk])).status_code == 404


def test_a_page_of_receipts_asks_no_more_for_more_rows(client: Client, desk: Desk, django_assert_max_num_queries):
    for _number in range(25):
        receipt = pay(desk, "10.00")
    take_back(desk, receipt)
    client.force_login(desk.officer)
    client.get(reverse("fees:receipts"))
    with django_assert_max_num_queries(12):
        client.get(reverse("fees:receipts"), {"view": "all"})


def test_the_tenant_reads_the_receipt_and_not_what_was_said_about_it(client: Client, desk: Desk):
    receipt = pay(desk, "14666.10", bills=[bill_for(desk)])
    send(client, desk.officer, "ask_back", receipt, reason="金额录错", form_id=new_form())
    tenant = person(Role.TENANT, desk.park, name="罗样客")
    ContactPersonFactory(customer=desk.company, user=tenant)
    page = read(client, tenant, "receipt", receipt.pk)
    assert "¥14,666.10" in page
    assert "金额录错" not in page
    assert send(client, tenant, "agree", receipt).status_code == 403
