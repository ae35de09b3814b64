"""What a tenant sees of the lists of fees: the own rows at once, and nothing of the desk's work (design section 4)."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from tests.accounts.factories import person
from tests.estate.factories import ContactPersonFactory
from tests.fees.factories import Desk, on, pay

pytestmark = pytest.mark.django_db
#: Each list with the tabs that a tenant sees.
LISTS = {
    "receipts": ["all"],
    "bills": ["owed", "overdue", "all"],
    "deposits": ["held", "approved", "all"],
    "paybacks": ["all"],
    "invoices": ["all"],
}


@pytest.fixture
def tenant(desk: Desk) -> User:
    """Somebody of the company with an account."""
    found = person(Role.TENANT, desk.park, name="罗样客")
    ContactPersonFactory(customer=desk.company, user=found)
    return found


def read(client: Client, user: User, name: str) -> str:
    client.force_login(user)
    answer = client.get(reverse(f"fees:{name}"), headers={"accept-language": "en"})
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


def test_a_tenant_reads_receipts_of_earlier_days_at_once(client: Client, desk: Desk, tenant: User) -> None:
    receipt = pay(desk, "100.00")
    with clock.at(on(date(2027, 3, 1))):
        assert receipt.number in read(client, tenant, "receipts")


@pytest.mark.parametrize("name", LISTS)
def test_a_tenant_sees_no_tab_of_the_desk(client: Client, desk: Desk, tenant: User, name: str) -> None:
    client.force_login(tenant)
    listing = client.get(reverse(f"fees:{name}")).context["listing"]
    assert [view.key for view in listing.views] == LISTS[name]


def test_staff_sees_every_tab(client: Client, desk: Desk) -> None:
    client.force_login(desk.officer)
    listing = client.get(reverse("fees:receipts")).context["listing"]
    assert [view.key for view in listing.views] == ["today", "waiting", "back", "all"]


def test_a_tenant_is_offered_no_filter_of_buildings(client: Client, desk: Desk, tenant: User) -> None:
    assert 'name="building"' not in read(client, tenant, "bills")
    assert 'name="building"' in read(client, desk.manager, "bills")


def test_a_tenant_reads_where_to_ask_for_a_prepayment(client: Client, desk: Desk, tenant: User) -> None:
    assert "To get a prepayment back, please ask the customer service desk." in read(client, tenant, "paybacks")


def test_the_side_of_a_tenant_has_one_heading_for_fees(client: Client, desk: Desk, tenant: User) -> None:
    text = read(client, tenant, "bills")
    assert "My fees" in text
    assert "Till and cash" not in text


def test_the_side_of_staff_keeps_its_headings(client: Client, desk: Desk) -> None:
    text = read(client, desk.officer, "bills")
    assert "Till and cash" in text
    assert "My fees" not in text


def test_an_invoice_is_asked_for_by_a_verb(client: Client, desk: Desk, tenant: User) -> None:
    assert "Request an invoice" in read(client, tenant, "invoices")
