"""A tenant takes the own bills and receipts along as PDF, and never somebody else's (section 6, "With an account")."""

import pytest
from django.test import Client
from django.urls import reverse

from fees.billing.papers import print_bill
from fees.ledger import papers
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.paperwork.models import Paper
from tests.accounts.factories import person
from tests.estate.factories import ContactPersonFactory
from tests.fees.factories import Desk, bill_for, pay
from tests.support.paper import words_of


@pytest.fixture
def tenant(desk: Desk) -> User:
    found = person(Role.TENANT, desk.park, name="罗样客")
    ContactPersonFactory(customer=desk.company, user=found)
    return found


def test_a_receipt_is_downloaded_and_the_next_copy_is_counted(client: Client, desk: Desk, tenant: User):
    receipt = pay(desk, "100.00", bills=[bill_for(desk, "100.00")])
    client.force_login(tenant)
    opened = client.post(reverse("fees:receipt_print", args=[receipt.pk]), follow=True)
    assert opened["Content-Type"] == "application/pdf"
    assert receipt.number in words_of(opened.content)
    papers.print_receipt(actor=desk.officer, receipt=receipt)
    assert receipt.reprints.count() == 1


def test_a_bill_is_downloaded(client: Client, desk: Desk, tenant: User):
    bill = bill_for(desk, "100.00")
    client.force_login(tenant)
    opened = client.post(reverse("fees:bill_print", args=[bill.pk]), follow=True)
    assert bill.number in words_of(opened.content)


def test_somebody_elses_papers_do_not_exist(client: Client, desk: Desk, tenant: User):
    bill = bill_for(desk, "100.00", customer=desk.resident)
    receipt = pay(desk, "100.00", bills=[bill], customer=desk.resident)
    printed = papers.print_receipt(actor=desk.officer, receipt=receipt)
    billed = print_bill(bill=bill, actor=desk.manager)
    client.force_login(tenant)
    for name, args in (
        ("bill", [bill.pk]),
        ("receipt", [receipt.pk]),
        ("bill_paper", [bill.pk, billed.pk]),
        ("receipt_paper", [receipt.pk, printed.pk]),
        ("statement", [desk.resident.pk]),
    ):
        assert client.get(reverse(f"fees:{name}", args=args)).status_code == 404
    for name, pk in (("bill_print", bill.pk), ("receipt_print", receipt.pk)):
        assert client.post(reverse(f"fees:{name}", args=[pk])).status_code == 404
    assert Paper.objects.count() == 2


def test_an_own_receipt_does_not_open_the_paper_of_another(client: Client, desk: Desk, tenant: User):
    own = pay(desk, "100.00", bills=[bill_for(desk, "100.00")])
    bill = bill_for(desk, "80.00", customer=desk.resident)
    other = pay(desk, "80.00", bills=[bill], customer=desk.resident)
    printed = papers.print_receipt(actor=desk.officer, receipt=other)
    client.force_login(tenant)
    assert client.get(reverse("fees:receipt_paper", args=[own.pk, printed.pk])).status_code == 404
