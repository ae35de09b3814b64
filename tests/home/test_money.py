"""Money on the files of units and customers, and found by its number (domain G4)."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from parkservice.kit import clock
from tests.fees.factories import MORNING, Desk, bill_for, make_desk, pay, receive_deposit

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    """The people of a park on a working day of it."""
    with clock.at(MORNING):
        yield make_desk()


def page(client: Client, user, address: str) -> str:
    client.force_login(user)
    return client.get(address).content.decode()


def test_the_file_of_a_customer_shows_what_is_owed_paid_and_held(client: Client, desk: Desk):
    bill, deposit = bill_for(desk, "100.00"), receive_deposit(desk, "300.00")
    receipt = pay(desk, "40.00", bills={bill.pk: Decimal(40)})
    seen = page(client, desk.officer, reverse("home:customer", args=[desk.company.pk]))
    numbers = [number for number in (bill.number, receipt.number, deposit.number) if number not in seen]
    assert (numbers, "¥60.00" in seen) == ([], True)
    assert reverse("fees:statement", args=[desk.company.pk]) in seen


def test_the_file_of_a_unit_shows_its_bills(client: Client, desk: Desk):
    bill = bill_for(desk, "100.00")
    assert bill.number in page(client, desk.officer, reverse("home:unit", args=[desk.unit.pk]))


def test_who_reads_no_receipts_sees_none_on_the_file(client: Client, desk: Desk):
    receipt = pay(desk, "40.00")
    seen = page(client, desk.clerk, reverse("home:customer", args=[desk.company.pk]))
    assert receipt.number not in seen
    assert reverse("fees:statement", args=[desk.company.pk]) not in seen


def test_the_whole_number_of_a_bill_receipt_or_deposit_opens_it(client: Client, desk: Desk):
    documents = (bill_for(desk, "100.00"), pay(desk, "40.00"), receive_deposit(desk))
    client.force_login(desk.manager)
    opened = [
        client.get(reverse("home:search"), {"q": each.number.lower()}).headers.get("Location") for each in documents
    ]
    assert opened == [each.get_absolute_url() for each in documents]


def test_a_number_is_found_only_by_those_who_see_the_document(client: Client, desk: Desk):
    receipt = pay(desk, "40.00")
    client.force_login(desk.clerk)
    assert client.get(reverse("home:search"), {"q": receipt.number}).status_code == 200
