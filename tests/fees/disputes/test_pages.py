"""Disputed bills on the screen (domain 2.4)."""

import pytest
from django.test import Client
from django.urls import reverse

from fees.billing.models import Bill, BillState
from fees.disputes.models import Dispute
from tests.fees.factories import Desk, bill_for, new_form


def dispute(client: Client, desk: Desk, bill: Bill, **more: str):
    client.force_login(desk.clerk)
    sent = {"reason": "电梯停了两周", "form_id": new_form(), **more}
    return client.post(reverse("fees:dispute_new", args=[bill.pk]), sent)


@pytest.mark.duty("O4")
def test_a_dispute_is_written_down_at_the_counter_and_answered_by_the_manager(client: Client, desk: Desk):
    bill = bill_for(desk)
    assert dispute(client, desk, bill).status_code == 302
    assert Bill.objects.get(pk=bill.pk).state == BillState.DISPUTED
    client.force_login(desk.manager)
    assert "电梯停了两周" in client.get(reverse("fees:disputes")).content.decode()
    answer = reverse("fees:dispute_answer", args=[Dispute.objects.get().pk])
    assert client.post(answer, {"answer": ""}).status_code == 422
    assert client.post(answer, {"answer": "停梯期间的费用已减免"}).status_code == 302
    assert Bill.objects.get(pk=bill.pk).state == BillState.ISSUED
    assert "停梯期间的费用已减免" in client.get(answer).content.decode()


def test_a_second_dispute_is_said_and_not_written(client: Client, desk: Desk):
    bill = bill_for(desk)
    dispute(client, desk, bill)
    assert dispute(client, desk, bill).status_code == 422
    assert Dispute.objects.count() == 1


def test_one_form_disputes_once(client: Client, desk: Desk):
    bill, form_id = bill_for(desk), new_form()
    for _time in range(2):
        assert dispute(client, desk, bill, form_id=form_id).status_code == 302
    assert Dispute.objects.count() == 1


def test_a_bill_of_another_park_does_not_exist(client: Client, desk: Desk, other_park: Desk):
    assert dispute(client, desk, bill_for(other_park)).status_code == 404


def test_a_disputed_bill_leads_to_its_answer(client: Client, desk: Desk):
    bill = bill_for(desk)
    dispute(client, desk, bill)
    client.force_login(desk.manager)
    page = client.get(bill.get_absolute_url()).content.decode()
    assert reverse("fees:dispute_answer", args=[Dispute.objects.get().pk]) in page
    assert "电梯停了两周" in page


def test_an_officer_opens_the_bill_of_a_dispute(client: Client, desk: Desk):
    bill = bill_for(desk)
    dispute(client, desk, bill)
    client.force_login(desk.officer)
    assert f'href="{bill.get_absolute_url()}"' in client.get(reverse("fees:disputes")).content.decode()


def test_the_bill_leads_to_its_dispute_and_the_form_back_to_the_bill(client: Client, desk: Desk):
    bill = bill_for(desk)
    client.force_login(desk.manager)
    new = reverse("fees:dispute_new", args=[bill.pk])
    assert new in client.get(bill.get_absolute_url()).content.decode()
    assert f'href="{bill.get_absolute_url()}"' in client.get(new).content.decode()


@pytest.mark.parametrize("name", ["finance", "manager"])
def test_a_bill_offers_no_dispute_where_none_can_be_recorded(client: Client, desk: Desk, name: str):
    bill = bill_for(desk)
    if name == "manager":
        dispute(client, desk, bill)
    client.force_login(getattr(desk, name))
    page = client.get(bill.get_absolute_url()).content.decode()
    assert reverse("fees:dispute_new", args=[bill.pk]) not in page


def test_who_does_not_read_bills_goes_back_to_the_desk(client: Client, desk: Desk):
    bill = bill_for(desk)
    client.force_login(desk.clerk)
    page = client.get(reverse("fees:dispute_new", args=[bill.pk])).content.decode()
    assert f'href="{bill.get_absolute_url()}"' not in page
