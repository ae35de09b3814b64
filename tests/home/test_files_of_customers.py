"""The files of units and customers: everything about them on one page (domain G4)."""

import pytest
from django.test import Client
from django.urls import reverse

from complaints.choices import Channel, State, Topic
from complaints.contacts.services import Visit, record_contact
from complaints.intake.services import Place, Sender
from parkservice.estate.models import Customer, Occupancy, Unit
from tests.complaints.factories import START, Office, complaint_in, new_form


def unit_page(office: Office) -> str:
    """The address of the office's unit."""
    return reverse("home:unit", args=[office.unit.pk])


def customer_page(office: Office) -> str:
    """The address of the office's customer."""
    return reverse("home:customer", args=[office.customer.pk])


@pytest.fixture
def matters(office: Office) -> list[str]:
    """Numbers of an open and a closed complaint and of a call."""
    call, _new = record_contact(
        park=office.park,
        actor=office.officer,
        sender=Sender(name="林示例", title="ms", phone="19900000034"),
        place=Place(unit=office.unit, customer=office.customer),
        visit=Visit(channel=Channel.PHONE, topic=Topic.ENQUIRY, content="问停车"),
        form_id=new_form(),
    )
    return [complaint_in(office).number, complaint_in(office, State.CLOSED).number, call.number]


def test_both_files_show_all_matters_and_who_is_where(client: Client, office: Office, matters: list[str]):
    client.force_login(office.officer)
    for address in (unit_page(office), customer_page(office)):
        seen = client.get(address).content.decode()
        for number in matters:
            assert number in seen
    assert "松石电子（虚构）" in client.get(unit_page(office)).content.decode()
    customer = client.get(customer_page(office)).content.decode()
    assert "A-201" in customer
    assert "林示例" in customer


def test_phones_are_masked(client: Client, office: Office, matters: list[str]):
    client.force_login(office.manager)
    for address in (unit_page(office), customer_page(office)):
        assert "19900000034" not in client.get(address).content.decode()
    assert "199****0034" in client.get(customer_page(office)).content.decode()


def test_a_clerk_sees_the_file_but_only_the_own_entries(client: Client, office: Office, matters: list[str]):
    client.force_login(office.clerk)
    seen = client.get(unit_page(office)).content.decode()
    assert "松石电子" in seen
    for number in matters:
        assert number not in seen


def test_a_colleague_of_another_building_sees_no_matters(client: Client, office: Office, matters: list[str]):
    client.force_login(office.other_officer)
    seen = client.get(unit_page(office)).content.decode()
    for number in matters:
        assert number not in seen


def test_only_those_who_manage_the_estate_find_the_ways_to_change_it(client: Client, office: Office):
    change = reverse("estate:unit_edit", args=[office.unit.pk])
    client.force_login(office.officer)
    assert change not in client.get(unit_page(office)).content.decode()
    client.force_login(office.manager)
    assert change in client.get(unit_page(office)).content.decode()
    assert (
        reverse("estate:contact_new", args=[office.customer.pk]) in client.get(customer_page(office)).content.decode()
    )


def test_files_of_another_park_do_not_exist(client: Client, office: Office, other_park: Office):
    client.force_login(other_park.manager)
    assert client.get(unit_page(office)).status_code == 404
    assert client.get(customer_page(office)).status_code == 404


def test_a_vacant_unit_and_a_customer_without_unit_say_so(client: Client, office: Office):
    empty = Unit.objects.create(park=office.park, building=office.building, code="A-202", kind="workshop")
    gone = Customer.objects.create(park=office.park, name="旧雨模具（虚构）")
    client.force_login(office.manager)
    assert "单元空置" in client.get(reverse("home:unit", args=[empty.pk])).content.decode()
    assert "没有单元" in client.get(reverse("home:customer", args=[gone.pk])).content.decode()
    Occupancy.objects.create(unit=empty, customer=gone, starts=START, ends=START)
    assert "旧雨模具" in client.get(reverse("home:unit", args=[empty.pk])).content.decode()
