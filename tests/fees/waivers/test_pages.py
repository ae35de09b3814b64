"""Waivers on the screen: the proposal bill by bill, the decision, and amounts that are none (domain 2.4, fault 17)."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from fees.billing.models import Bill
from fees.waivers.models import Waiver
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from tests.fees.factories import Desk, bill_for, new_form, on

MALFORMED = ["NaN", "1e400", "-0", "-5", "1.005", "１００", "1,00", "0", "0.00", "Infinity", "1 000", "9" * 40, "abc"]


def propose(client: Client, desk: Desk, amounts: dict[Bill, str], **more: str):
    client.force_login(desk.officer)
    said = {f"bill_{bill.pk}": amount for bill, amount in amounts.items()}
    sent = {"kind": "reduce", "reason": "停电影响生产", "form_id": new_form(), **said, **more}
    return client.post(reverse("fees:waiver_new", args=[desk.company.pk]), sent)


@pytest.mark.duty("O4")
def test_a_waiver_goes_from_the_statement_to_the_decision(client: Client, desk: Desk):
    first, second = bill_for(desk, "1000.00"), bill_for(desk, "500.00")
    assert propose(client, desk, {first: "200.00", second: "50.00"}).status_code == 302
    waiver = Waiver.objects.get()
    assert (waiver.amount, waiver.lines.count()) == (Decimal("250.00"), 2)
    client.force_login(desk.manager)
    page = client.get(reverse("fees:waiver", args=[waiver.pk])).content.decode()
    assert "停电影响生产" in page
    assert "¥250.00" in page
    client.post(reverse("fees:waiver_approve", args=[waiver.pk]))
    assert Bill.objects.get(pk=first.pk).waived == Decimal("200.00")


@pytest.mark.parametrize("amount", MALFORMED)
def test_an_amount_that_is_none_is_said_and_nothing_is_written(client: Client, desk: Desk, amount: str):
    bill = bill_for(desk, "1000.00")
    answer = propose(client, desk, {bill: amount})
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert not Waiver.objects.exists()


def test_more_than_is_open_is_said(client: Client, desk: Desk):
    bill = bill_for(desk, "100.00")
    answer = propose(client, desk, {bill: "100.01"})
    assert answer.status_code == 422
    assert "¥100.00" in answer.content.decode()
    assert not Waiver.objects.exists()


def test_a_proposal_names_an_amount_and_a_later_day_its_day(client: Client, desk: Desk):
    bill = bill_for(desk, "100.00")
    assert propose(client, desk, {bill: ""}).status_code == 422
    assert propose(client, desk, {bill: "100.00"}, kind="defer").status_code == 422
    assert propose(client, desk, {bill: "100.00"}, kind="defer", until="2026-05-31").status_code == 302
    assert Waiver.objects.get().until == date(2026, 5, 31)


def test_one_form_proposes_once(client: Client, desk: Desk):
    bill, form_id = bill_for(desk, "100.00"), new_form()
    for _time in range(2):
        assert propose(client, desk, {bill: "10.00"}, form_id=form_id).status_code == 302
    assert Waiver.objects.count() == 1


def test_above_the_limit_the_page_says_whom_it_waits_for(client: Client, desk: Desk):
    propose(client, desk, {bill_for(desk): "500.01"})
    waiver = Waiver.objects.get()
    client.force_login(desk.manager)
    page = client.get(reverse("fees:waiver", args=[waiver.pk])).content.decode()
    assert "¥500.01" in page
    assert reverse("fees:waiver_approve", args=[waiver.pk]) not in page
    assert client.post(reverse("fees:waiver_approve", args=[waiver.pk])).status_code == 403


def test_the_late_fee_to_date_stands_beside_the_bill(client: Client, desk: Desk):
    bill_for(desk)
    client.force_login(desk.officer)
    with clock.at(on(date(2026, 5, 20))):
        client.force_login(desk.officer)
        page = client.get(reverse("fees:waiver_new", args=[desk.company.pk])).content.decode()
    assert "¥256.66" in page


def test_where_nothing_is_open_nothing_is_proposed(client: Client, desk: Desk):
    client.force_login(desk.officer)
    answer = client.get(reverse("fees:waiver_new", args=[desk.resident.pk]))
    assert "form_id" not in answer.content.decode()


def test_the_list_shows_what_is_to_be_decided(client: Client, desk: Desk):
    propose(client, desk, {bill_for(desk): "100.00"})
    client.force_login(desk.manager)
    page = client.get(reverse("fees:waivers")).content.decode()
    assert "JM-2026-000001" in page


def test_the_approver_reads_what_the_bill_is_about_and_opens_it(client: Client, desk: Desk):
    bill = bill_for(desk, "1000.00")
    propose(client, desk, {bill: "200.00"})
    client.force_login(desk.manager)
    page = client.get(reverse("fees:waiver", args=[Waiver.objects.get().pk])).content.decode()
    assert "¥1,000.00" in page
    assert f'<a href="{bill.get_absolute_url()}">{bill.number}</a>' in page


def test_a_new_due_day_is_asked_for_where_it_is_put_off(client: Client, desk: Desk):
    bill_for(desk, "1000.00")
    client.force_login(desk.officer)
    page = client.get(reverse("fees:waiver_new", args=[desk.company.pk])).content.decode()
    assert page.partition('data-when="kind=defer"')[2].partition("</div>")[0].count('name="until"') == 1


@pytest.mark.parametrize(("until", "status"), [("2026-06-15", 302), ("2026-06-16", 422), ("9999-12-31", 422)])
def test_a_bill_is_put_off_by_two_months_at_most(client: Client, desk: Desk, until: str, status: int):
    bill = bill_for(desk, "100.00")
    answer = propose(client, desk, {bill: "100.00"}, kind="defer", until=until)
    assert answer.status_code == status
    assert Waiver.objects.count() == (status == 302)


def test_an_overdue_bill_is_put_off_from_today(client: Client, desk: Desk):
    bill = bill_for(desk, "100.00", due=date(2026, 1, 15))
    assert propose(client, desk, {bill: "100.00"}, kind="defer", until="2026-06-01").status_code == 422
    assert propose(client, desk, {bill: "100.00"}, kind="defer", until="2026-05-31").status_code == 302


def test_the_late_fee_of_a_bill_that_bears_none_is_not_waived(client: Client, desk: Desk):
    bill = bill_for(desk, "1000.00")
    answer = propose(client, desk, {bill: "100.00"}, kind="late_fee")
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {f"bill_{bill.pk}"}
    assert not Waiver.objects.exists()


def test_the_list_leads_to_a_proposal_by_the_payer(client: Client, desk: Desk):
    bill_for(desk, "100.00")
    client.force_login(desk.officer)
    assert reverse("fees:waiver_find") in client.get(reverse("fees:waivers")).content.decode()
    answer = client.get(reverse("fees:waiver_find"), {"q": "A-301"})
    assert answer["Location"] == reverse("fees:waiver_new", args=[desk.company.pk])


def test_who_proposes_nothing_has_no_button(client: Client, desk: Desk):
    client.force_login(desk.finance)
    assert reverse("fees:waiver_find") not in client.get(reverse("fees:waivers")).content.decode()
    assert client.get(reverse("fees:waiver_find")).status_code == 403


@pytest.mark.parametrize(("amount", "roles"), [("500.00", 3), ("1200.00", 2), ("5000.01", 1)])
def test_the_page_names_the_roles_whose_limit_covers_it(client: Client, desk: Desk, amount: str, roles: int):
    propose(client, desk, {bill_for(desk): amount})
    client.force_login(desk.officer)
    page = client.get(reverse("fees:waiver", args=[Waiver.objects.get().pk]))
    said = page.context["page"].waits_for
    with translation.override("zh-hans"):
        leaders = [str(role.label) for role in (Role.MANAGER, Role.PROJECT_MANAGER, Role.GENERAL_MANAGER)]
    named = re.split(r"[:,：、。.，]\s*", said)
    assert [leader in named for leader in leaders] == [place >= 3 - roles for place in range(3)]
