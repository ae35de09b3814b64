"""The statement of account on the screen: what each document is for, and where it opens (O6)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fees.billing.models import Bill
from fees.cashdesk.models import Drawer
from fees.waivers import services
from fees.waivers.services import Wish
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from tests.accounts.factories import person
from tests.estate.factories import ContactPersonFactory
from tests.fees.factories import Desk, bill_for, new_form, on, pay, take_back

pytestmark = [pytest.mark.django_db, pytest.mark.duty("O6")]


def read(client: Client, user: User, desk: Desk) -> str:
    client.force_login(user)
    page = client.get(reverse("fees:statement", args=[desk.company.pk]), headers={"accept-language": "en"})
    assert page.status_code == 200
    text: str = page.content.decode().partition("<main")[2]
    return text


@pytest.fixture
def tenant(desk: Desk) -> User:
    """Somebody of the company with an account."""
    found = person(Role.TENANT, desk.park, name="罗样客")
    ContactPersonFactory(customer=desk.company, user=found)
    return found


def test_a_bill_names_item_unit_and_period(client: Client, desk: Desk):
    bill_for(desk, "100.00")
    assert f"{desk.item.name_en} · {desk.unit.code} · 2026 Q1" in read(client, desk.officer, desk)


def test_a_single_charge_says_what_it_is_for(client: Client, desk: Desk):
    bill_for(desk, "80.00", explanation={"what": "补办门禁卡"})
    assert "补办门禁卡" in read(client, desk.officer, desk)


def test_a_receipt_over_several_bills_is_one_line_with_its_sum(client: Client, desk: Desk):
    bills = [bill_for(desk, "100.00") for _each in range(8)]
    receipt = pay(desk, "800.00", bills=bills)
    text = read(client, desk.officer, desk)
    assert text.count(receipt.number) == 1
    assert "8 bills" in text
    assert "−¥800.00" in text


@pytest.mark.parametrize("who", ["officer", "tenant"])
def test_a_number_opens_its_document(client: Client, desk: Desk, tenant: User, who: str):
    bill = bill_for(desk, "100.00")
    receipt = pay(desk, "100.00", bills=[bill])
    user = tenant if who == "tenant" else desk.officer
    text = read(client, user, desk)
    for row in (bill, receipt):
        assert f'<a href="{row.get_absolute_url()}">{row.number}</a>' in text
        assert client.get(row.get_absolute_url()).status_code == 200


def test_a_number_that_the_reader_may_not_open_is_no_link(client: Client, desk: Desk, tenant: User):
    bill = bill_for(desk, "100.00")
    waiver = waived(desk, bill)
    assert f'href="{waiver.get_absolute_url()}"' in read(client, desk.manager, desk)
    text = read(client, tenant, desk)
    assert waiver.number in text
    assert f'href="{waiver.get_absolute_url()}"' not in text


def waived(desk: Desk, bill: Bill) -> Any:
    wish = Wish("reduce", {bill.pk: Decimal("10.00")}, "停电")
    made = services.propose(actor=desk.officer, customer=desk.company, wish=wish, form_id=new_form())[0]
    return services.approve(actor=desk.manager, waiver_id=made.pk)


def test_a_prepayment_opens_the_receipt_that_it_came_with(client: Client, desk: Desk):
    receipt = pay(desk, "50.00")
    assert f'<a href="{receipt.get_absolute_url()}">' in read(client, desk.officer, desk)


def test_what_is_taken_after_the_close_of_a_day_stands_on_the_statement_at_once(client: Client, desk: Desk):
    bill = bill_for(desk, "100.00")
    Drawer.objects.filter(pk=desk.drawer.pk).update(closed_through=clock.today())
    receipt = pay(desk, "100.00", bills=[bill], actor=desk.officer)
    assert receipt.day > clock.today()
    client.force_login(desk.officer)
    page = client.get(reverse("fees:statement", args=[desk.company.pk]))
    assert (page.context["statement"].balance, receipt.number in page.content.decode()) == (0, True)


def test_more_documents_ask_for_no_more_statements(client: Client, desk: Desk):
    asked: list[int] = []
    read(client, desk.officer, desk)  # what is asked once per process
    for _time in range(2):
        for _each in range(5):
            pay(desk, "10.00", bills=[bill_for(desk, "10.00")])
        with CaptureQueriesContext(connection) as found:
            read(client, desk.officer, desk)
        asked.append(len(found))
    assert asked[0] == asked[1]


def test_a_bill_leads_to_the_receipts_that_paid_it(client: Client, desk: Desk):
    bill = bill_for(desk, "100.00")
    kept, back = pay(desk, "40.00", bills=[bill]), pay(desk, "30.00", bills={bill.pk: Decimal("30.00")})
    take_back(desk, back)
    client.force_login(desk.officer)
    page = client.get(bill.get_absolute_url()).content.decode()
    found = page.partition('id="payments"')[2].partition("</section>")[0]
    assert [found.count(f'href="{receipt.get_absolute_url()}"') for receipt in (kept, back)] == [1, 1]
    assert back.number in found.partition(kept.number)[0]  # the latest first


def test_an_overdue_bill_tells_its_late_fee(client: Client, desk: Desk):
    bill = bill_for(desk, "1000.00")
    with clock.at(on(date(2026, 5, 20))):  # 35 days late
        client.force_login(desk.officer)
        assert "17.50" in client.get(bill.get_absolute_url()).content.decode()
