"""A tenant's own page: what was sent by me or in my company's name, by whom it is answered, and when it ends."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.choices import Channel, State
from complaints.duplicates.services import merge
from complaints.intake.services import Arrival, Place, Sender, record_suggestion
from parkservice.accounts.roles import Role
from parkservice.estate.models import ContactPerson, Occupancy
from parkservice.estate.services import change_contact, end_occupancy
from parkservice.kit import clock
from tests.complaints.factories import Office, complaint_in, new_form, staff

pytestmark = pytest.mark.duty("A3")


def page(client: Client, user) -> str:
    """The text of a person's page."""
    client.force_login(user)
    return client.get(reverse("home:desk")).content.decode()


def test_a_tenant_sees_what_the_company_sent_and_what_comes_next(client: Client, office: Office):
    """Own is what I sent, or what was sent in my company's name; a matter about my unit alone is not."""
    colleague = staff(Role.TENANT, office.park, "colleague", "何试住")
    ContactPerson.objects.create(customer=office.customer, name="何试住", phone="19900000036", user=colleague)
    company = complaint_in(office, account=colleague, company=office.customer, name="何试住")
    idea, _new = record_suggestion(
        park=office.park,
        sender=Sender(name="何试住", phone="19900000036", account=colleague, company=office.customer),
        place=Place(unit=office.unit),
        content="建议在一层设快递柜。",
        arrival=Arrival(channel=Channel.WEB, form_id=new_form()),
    )
    neighbour = complaint_in(office, customer=office.customer)
    client.force_login(office.tenant)
    mine = client.get(reverse("home:desk")).context["mine"]
    assert {row.number for row in mine.open} == {company.number, idea.number}
    first = next(row for row in mine.open if row.number == company.number)
    assert (first.heading, first.sender) == ("我们收到了您的投诉", "何试住")
    assert "联系您" in first.deadline.title
    assert neighbour.number not in {row.number for row in (*mine.open, *mine.settled)}
    assert [one.name for one in mine.customers] == [office.customer.name]


@pytest.mark.duty("A5")
def test_what_was_merged_is_open_while_the_other_goes_on(client: Client, office: Office):
    first = complaint_in(office)
    mine = complaint_in(office, account=office.tenant, company=office.customer)
    merge(complaint_id=mine.pk, actor=office.officer, into=first)
    client.force_login(office.tenant)
    shown = client.get(reverse("home:desk")).context["mine"]
    assert ([row.number for row in shown.open], shown.settled) == ([mine.number], [])


def test_a_company_that_moved_out_shows_nothing_any_more(client: Client, office: Office):
    complaint_in(office, account=office.tenant, company=office.customer)
    occupancy = Occupancy.objects.get(customer=office.customer)
    end_occupancy(actor=office.manager, occupancy_id=occupancy.pk, ends=clock.today())
    client.force_login(office.tenant)
    assert client.get(reverse("home:desk")).status_code == 200
    with clock.at(clock.now() + timedelta(days=1)):
        client.force_login(office.tenant)
        assert client.get(reverse("home:desk")).status_code == 403
        assert client.get(reverse("home:welcome")).status_code == 200


def test_a_tenant_finds_the_own_matters_and_the_two_buttons(client: Client, office: Office):
    mine = complaint_in(office, account=office.tenant, company=office.customer)
    foreign = complaint_in(office)
    seen = page(client, office.tenant)
    assert mine.number in seen
    assert reverse("complaints:track_case", args=[mine.track_code]) in seen
    assert foreign.number not in seen
    assert reverse("complaints:submit") in seen
    assert reverse("complaints:track") in seen
    assert "今日职责" not in re.sub(r"(?s)<aside.*?</aside>|<title>.*?</title>|<nav.*?</nav>", "", seen)


def test_who_may_invite_finds_the_people_of_the_company(client: Client, office: Office):
    assert reverse("estate:company") in page(client, office.tenant)
    change_contact(actor=office.manager, contact_id=office.tenant.contact_persons.get().pk, may_invite=False)
    assert reverse("estate:company") not in page(client, office.tenant)
    assert client.get(reverse("estate:company")).status_code == 404


def test_the_public_form_knows_a_tenant_with_one_unit(client: Client, office: Office):
    client.force_login(office.tenant)
    form = client.get(reverse("complaints:submit")).context["form"]
    assert (form.initial["name"], form.initial["unit"], form.initial["building"]) == ("林示例", "A-201", "A")
    form = client.get(f"{reverse('complaints:submit')}?building=B").context["form"]
    assert (form.initial["building"], form.initial.get("unit")) == ("B", None)


def test_the_page_costs_the_same_whatever_was_sent(client: Client, office: Office):
    def statements() -> int:
        page(client, office.tenant)
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("home:desk"))
        return len(caught)

    complaint_in(office, account=office.tenant, company=office.customer)
    one = statements()
    for state in (State.RECEIVED, State.ACTING, State.CLOSED):
        complaint_in(office, state, account=office.tenant, company=office.customer)
    assert statements() <= one + 1 <= 20
