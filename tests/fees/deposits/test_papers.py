"""Deposit receipts and refunds on paper: words, counted copies, and no receipt once the money went back (2.4, 2.5)."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from fees.deposits import papers, services
from fees.deposits.models import Deposit
from parkservice.accounts.roles import Role
from parkservice.paperwork.models import Paper
from parkservice.paperwork.papers import render
from tests.accounts.factories import person, refused
from tests.estate.factories import ContactPersonFactory
from tests.fees.factories import BY_BANK, Desk, ask_refund, receive_deposit
from tests.support.paper import words_of

pytestmark = pytest.mark.duty("O7")


def refunded(desk: Desk, deposit: Deposit, **claim) -> Deposit:
    request = ask_refund(desk, deposit, **claim)
    services.approve_refund(actor=desk.manager, request_id=request.pk)
    services.pay_refund(actor=desk.finance, request_id=request.pk, payout=BY_BANK)
    return deposit


def test_the_receipt_of_a_cash_deposit_has_capitals_and_the_place_of_the_stamp(desk: Desk):
    deposit = receive_deposit(desk, "3000.00")
    text = words_of(render(papers.print_deposit(actor=desk.officer, deposit=deposit)))
    for words in (deposit.number, "叁仟元整", "现金收讫", "首次打印", desk.company.name):
        assert words in text


def test_each_further_copy_is_counted(desk: Desk):
    deposit = receive_deposit(desk)
    papers.print_deposit(actor=desk.officer, deposit=deposit)
    again = papers.print_deposit(actor=desk.officer, deposit=deposit)
    assert "补打1" in words_of(render(again))
    assert Paper.objects.filter(kind=papers.RECEIPT).count() == 1


def test_a_refund_shows_what_was_withheld_and_voids_the_receipt(client: Client, desk: Desk):
    deposit = receive_deposit(desk)
    first = papers.print_deposit(actor=desk.officer, deposit=deposit)
    refunded(desk, deposit, deductions=[("墙面修补", Decimal("350.00"))])
    first.refresh_from_db()
    assert first.revoked_at is not None
    with refused("settled"):
        papers.print_deposit(actor=desk.officer, deposit=deposit)
    client.force_login(desk.finance)
    opened = client.post(reverse("fees:deposit_print", args=[deposit.pk]), follow=True)
    text = words_of(opened.content)
    for words in ("墙面修补", "350.00", "2,650.00", "贰仟陆佰伍拾元整", deposit.number):
        assert words in text
    assert "现金付讫" not in text


def test_only_those_who_take_money_print_and_the_payers_own_people(client: Client, desk: Desk):
    deposit = receive_deposit(desk)
    with pytest.raises(PermissionDenied):
        papers.print_deposit(actor=desk.manager, deposit=deposit)
    tenant, stranger = (person(Role.TENANT, desk.park, name=name) for name in ("罗样客", "何样客"))
    ContactPersonFactory(customer=desk.company, user=tenant)
    client.force_login(tenant)
    assert client.post(reverse("fees:deposit_print", args=[deposit.pk]), follow=True).status_code == 200
    paper = Paper.objects.get(kind=papers.RECEIPT)
    client.force_login(stranger)
    assert client.post(reverse("fees:deposit_print", args=[deposit.pk])).status_code == 404
    assert client.get(reverse("fees:deposit_paper", args=[deposit.pk, paper.pk])).status_code == 404
