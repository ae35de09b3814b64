"""The receipt on paper: its words, its counted copies, and what verification says once it is taken back (O6)."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from fees.ledger.models import Receipt, Reprint
from parkservice.accounts.models import User
from parkservice.paperwork.models import Paper
from parkservice.paperwork.papers import render
from tests.fees.factories import Desk, bill_for, pay, take_back
from tests.support.paper import words_of

pytestmark = pytest.mark.duty("O6")


def printed(client: Client, user: User, receipt: Receipt):
    client.force_login(user)
    return client.post(reverse("fees:receipt_print", args=[receipt.pk]), follow=True)


def test_it_names_customer_unit_item_period_digits_capitals_method_and_payee(client: Client, desk: Desk):
    receipt = pay(desk, "14666.10", bills=[bill_for(desk)], reference="T-0001")
    assert printed(client, desk.officer, receipt)["Content-Type"] == "application/pdf"
    text = words_of(render(Paper.objects.get()))
    for words in (
        receipt.number,
        "青禾精密示例有限公司",
        "A-301",
        "物业管理费",
        "14,666.10",
        "壹万肆仟陆佰陆拾陆元壹角整",
        "银行转账",
        "T-0001",
        "李样例",
        "收款专用章",
        "第一联",
        "第二联",
    ):
        assert words in text, words


def test_a_surplus_is_a_line_of_its_own(client: Client, desk: Desk):
    bill = bill_for(desk, "100.00")
    printed(client, desk.officer, pay(desk, "150.00", bills={bill.pk: Decimal("100.00")}))
    assert "50.00" in words_of(render(Paper.objects.get()))


def test_the_first_print_is_no_copy_the_next_ones_are_counted(client: Client, desk: Desk):
    receipt = pay(desk, "100.00")
    for _time in range(3):
        printed(client, desk.officer, receipt)
    assert [each.copy for each in Reprint.objects.all()] == [1, 2]
    assert "补打2" in words_of(render(Paper.objects.get()))


def test_taken_back_its_code_says_so_and_it_is_printed_no_more(client: Client, desk: Desk):
    receipt = pay(desk, "100.00")
    printed(client, desk.officer, receipt)
    paper = Paper.objects.get()
    take_back(desk, receipt)
    paper.refresh_from_db()
    assert paper.revoked_at is not None
    assert "金额录错" not in client.get(reverse("paperwork:verify", args=[paper.code])).content.decode()
    printed(client, desk.officer, receipt)
    assert Paper.objects.count() == 1
    assert not Reprint.objects.exists()


def test_a_receipt_of_many_lines_takes_a_sheet_for_each_copy(client: Client, desk: Desk):
    bills = [bill_for(desk, "10.00") for _number in range(12)]
    printed(client, desk.officer, pay(desk, "120.00", bills=bills))
    text = words_of(render(Paper.objects.get()))
    assert text.count("10.00") == 24


def test_the_manager_reads_receipts_but_prints_none(client: Client, desk: Desk):
    receipt = pay(desk, "100.00")
    assert printed(client, desk.manager, receipt).status_code == 403
    assert not Paper.objects.exists()
