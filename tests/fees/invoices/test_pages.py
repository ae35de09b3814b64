"""Tax invoices on the screen: the tenant asks, finance records and reverses, the tenant reads number and state."""

import pytest
from django.test import Client
from django.urls import reverse

from fees.invoices.models import TaxInvoice
from fees.ledger.models import Receipt
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.messaging.models import InboxItem
from tests.accounts.factories import person
from tests.estate.factories import ContactPersonFactory
from tests.fees.factories import Desk, bill_for, new_form, pay

TAX_NUMBER = "91990001MA00000157"


@pytest.fixture
def tenant(desk: Desk) -> User:
    found = person(Role.TENANT, desk.park, name="罗样客")
    ContactPersonFactory(customer=desk.company, user=found)
    return found


def paid(desk: Desk, amount: str = "1000.00") -> Receipt:
    return pay(desk, amount, bills=[bill_for(desk, amount)])


def ask(client: Client, desk: Desk, actor: User, receipt: Receipt, **more: str):
    client.force_login(actor)
    sent = {"kind": "ordinary", "title": desk.company.name, "tax_number": TAX_NUMBER, "email": "caiwu@example.com"}
    sent |= {"receipts": f"{receipt.pk}:{receipt.amount:.2f}", "form_id": new_form(), **more}
    return client.post(reverse("fees:invoice_new", args=[desk.company.pk]), sent)


def page(client: Client, actor: User, name: str, *args: int) -> str:
    client.force_login(actor)
    answer = client.get(reverse(f"fees:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.duty("O4")
def test_the_tenant_asks_finance_records_and_the_tenant_reads_the_number(client: Client, desk: Desk, tenant: User):
    receipt = paid(desk)
    assert receipt.number in page(client, tenant, "invoices_missing")
    assert ask(client, desk, tenant, receipt).status_code == 302
    invoice = TaxInvoice.objects.get()
    assert "caiwu@example.com" in page(client, desk.finance, "invoice", invoice.pk)
    client.post(reverse("fees:invoice_issue", args=[invoice.pk]), {"number": "26990001", "issued_on": "2026-03-31"})
    shown = page(client, tenant, "invoice", invoice.pk)
    assert "26990001" in shown
    assert desk.finance.name not in shown
    assert InboxItem.objects.get(verb="inbox.invoice_issued").recipient == tenant
    assert receipt.number not in page(client, tenant, "invoices_missing")


@pytest.mark.parametrize("number", ["", "91990001MA00000158", "123"])
def test_a_missing_or_wrong_tax_number_is_said_beside_its_field(client: Client, desk: Desk, tenant: User, number: str):
    answer = ask(client, desk, tenant, paid(desk), tax_number=number)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["tax_number"]
    assert "caiwu@example.com" in answer.content.decode()
    assert not TaxInvoice.objects.exists()


def test_nothing_ticked_and_a_receipt_of_another_customer_are_said(client: Client, desk: Desk, tenant: User):
    foreign = pay(desk, "80.00", bills=[bill_for(desk, "80.00", customer=desk.resident)], customer=desk.resident)
    assert ask(client, desk, tenant, paid(desk), receipts="").status_code == 422
    assert ask(client, desk, tenant, foreign).status_code == 422
    assert ask(client, desk, tenant, foreign, receipts="x").status_code == 422
    assert not TaxInvoice.objects.exists()


def test_a_tenant_reaches_nobody_elses_invoices(client: Client, desk: Desk, tenant: User):
    stranger = person(Role.TENANT, desk.park, name="何样客")
    ask(client, desk, tenant, paid(desk))
    client.force_login(stranger)
    found = TaxInvoice.objects.get()
    for name, pk in (("invoice", found.pk), ("invoice_new", desk.company.pk)):
        assert client.get(reverse(f"fees:{name}", args=[pk])).status_code == 404
    assert desk.company.name not in page(client, stranger, "invoices")


def test_an_issued_invoice_offers_red_letters_with_a_reason_and_nothing_else(client: Client, desk: Desk):
    ask(client, desk, desk.officer, paid(desk))
    invoice = TaxInvoice.objects.get()
    client.force_login(desk.finance)
    client.post(reverse("fees:invoice_issue", args=[invoice.pk]), {"number": "26990001", "issued_on": "2026-03-31"})
    offers = client.get(reverse("fees:invoice", args=[invoice.pk])).context["page"].offers
    assert [offer.act.name for offer in offers] == ["red_letter"]
    back = reverse("fees:invoice_red_letter", args=[invoice.pk])
    assert client.post(back, {"number": "26990002", "day": "2026-03-31", "reason": ""}).status_code == 422
    client.post(back, {"number": "26990002", "day": "2026-03-31", "reason": "抬头有误"})
    invoice.refresh_from_db()
    assert (invoice.state, invoice.red_number) == ("red", "26990002")


def test_finance_is_told_how_many_requests_wait(client: Client, desk: Desk):
    ask(client, desk, desk.officer, paid(desk))
    assert InboxItem.objects.get(verb="inbox.invoice_asked").recipient == desk.finance
    client.force_login(desk.finance)
    listing = client.get(reverse("fees:invoices")).context["listing"]
    assert [row.customer for row in listing.page.rows] == [desk.company]


@pytest.mark.parametrize(
    ("number", "status"), [("abc", 422), ("2699000", 422), ("２６９９０００１", 302), ("2" * 20, 302)]
)
def test_the_number_of_an_invoice_has_eight_or_twenty_digits(client: Client, desk: Desk, number: str, status: int):
    ask(client, desk, desk.officer, paid(desk))
    invoice = TaxInvoice.objects.get()
    client.force_login(desk.finance)
    sent = {"number": number, "issued_on": "2026-03-31"}
    assert client.post(reverse("fees:invoice_issue", args=[invoice.pk]), sent).status_code == status
