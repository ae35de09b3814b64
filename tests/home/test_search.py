"""The one search: what is found by which words, and what stays hidden."""

import pytest
from django.test import Client
from django.urls import reverse

from complaints.choices import Channel, Topic
from complaints.contacts.services import Visit, record_contact
from complaints.intake.services import Place, Sender
from complaints.models import Contact
from parkservice.estate.services import add_contact, create_customer
from tests.complaints.factories import Office, complaint_in, new_form


def found(client: Client, user, text: str) -> set[str]:
    """Addresses of the hits."""
    client.force_login(user)
    response = client.get(reverse("home:search"), {"q": text})
    assert response.status_code == 200, text
    return {hit.url for kind in response.context["kinds"] for hit in kind.hits}


@pytest.fixture
def call(office: Office) -> Contact:
    """A call about something else than a complaint."""
    return record_contact(
        park=office.park,
        actor=office.clerk,
        sender=Sender(name="华摹本", title="ms", phone="19900000077"),
        place=Place(unit=office.unit),
        visit=Visit(channel=Channel.PHONE, topic=Topic.ENQUIRY, content="问装修手续"),
        form_id=new_form(),
    )[0]


@pytest.mark.parametrize("text", ["货梯", "松石", "A-201", "0034", "林示例", "ＴＳ-2026-"])
def test_a_complaint_is_found_by_words_company_unit_phone_and_name(client: Client, office: Office, text: str):
    complaint = complaint_in(office)
    complaint_in(office, content="另一件事，与此无关", matter="另一件事")
    if text in ("A-201",):
        client.force_login(office.officer)
        assert client.get(reverse("home:search"), {"q": text}).url == reverse("home:unit", args=[office.unit.pk])
    else:
        assert reverse("complaints:record", args=[complaint.pk]) in found(client, office.officer, text)


@pytest.mark.parametrize("text", ["bljl", "bailu", "Bailu Log", "白鹭", "0066", "华摹本"])
def test_a_customer_is_found_by_pinyin_initials_name_contact_and_phone(client: Client, office: Office, text: str):
    made = create_customer(actor=None, park=office.park, name="白鹭计量（虚构）", name_en="Bailu Logistics")
    add_contact(actor=None, customer=made, name="华摹本", phone="19900000066")
    assert reverse("home:customer", args=[made.pk]) in found(client, office.clerk, text)


def test_a_unit_is_found_by_its_code_with_or_without_hyphen(client: Client, office: Office):
    address = reverse("home:unit", args=[office.unit.pk])
    assert address in found(client, office.clerk, "a20")
    client.force_login(office.clerk)
    assert client.get(reverse("home:search"), {"q": "a-201"}).url == address


def test_a_call_is_found_by_number_name_and_words(client: Client, office: Office, call: Contact):
    address = reverse("complaints:contact", args=[call.pk])
    for text in ("装修手续", "华摹本", "0077"):
        assert address in found(client, office.clerk, text)
    assert client.get(reverse("home:search"), {"q": call.number}).url == address


def test_a_complete_number_opens_its_record(client: Client, office: Office):
    complaint = complaint_in(office)
    client.force_login(office.officer)
    for text in (complaint.number, complaint.number.lower(), f" {complaint.number} "):
        response = client.get(reverse("home:search"), {"q": text})
        assert response.url == reverse("complaints:record", args=[complaint.pk])


def test_nothing_of_another_building_or_park_is_found(client: Client, office: Office, other_park: Office):
    complaint = complaint_in(office)
    assert reverse("complaints:record", args=[complaint.pk]) not in found(client, office.other_officer, "货梯")
    assert found(client, other_park.manager, "货梯") == set()


def test_the_duty_room_finds_nobody_by_name_or_phone(client: Client, office: Office):
    complaint = complaint_in(office, customer=None, name="欧阳样", phone="19900000088")
    address = reverse("complaints:record", args=[complaint.pk])
    assert address in found(client, office.duty_room, "货梯")
    assert address not in found(client, office.duty_room, "欧阳")
    assert address not in found(client, office.duty_room, "0088")


def test_phones_stay_masked_in_the_results(client: Client, office: Office):
    complaint_in(office, customer=None)
    client.force_login(office.manager)
    seen = client.get(reverse("home:search"), {"q": "0034"}).content.decode()
    assert "199****0034" in seen
    assert "19900000034" not in seen


@pytest.mark.parametrize("text", ["", " ", "X", "\x00", "a\x07b", "' OR 1=1 --", "<script>", "％" * 200, "qqqqqq"])
def test_words_that_find_nothing_say_what_to_try(client: Client, office: Office, text: str):
    complaint_in(office)
    assert found(client, office.manager, text) == set()
    assert "<script>alert" not in client.get(reverse("home:search"), {"q": "<script>alert"}).content.decode()
