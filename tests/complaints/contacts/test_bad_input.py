"""Bad input on the intake screen: a message beside the field, what was typed is kept, nothing is written."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from complaints.models import Complaint, Contact
from parkservice.journal.models import Event, SentForm
from parkservice.paperwork.models import NumberSeries
from tests.complaints.contacts.sending import complaint, said, send
from tests.complaints.factories import Office


def refused(client: Client, office: Office, fields: dict, field: str) -> str:
    """Send, expect the form back with an error at the field and nothing written; return the page."""
    before = (Event.objects.count(), SentForm.objects.count(), list(NumberSeries.objects.values_list("pk")))
    answer = send(client, office.clerk, fields)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert field in form.errors, form.errors
    assert not Contact.objects.exists()
    assert not Complaint.objects.exists()
    assert before == (Event.objects.count(), SentForm.objects.count(), list(NumberSeries.objects.values_list("pk")))
    page = answer.content.decode()
    for error in form.errors[field]:
        assert error in page
    return page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "名" * 61),
        ("name", "林\x07示例"),
        ("content", ""),
        ("content", "问"),
        ("content", "问" * 4001),
        ("content", "问\x00"),
        ("phone", "12345678901234567890"),
        ("phone", "打给我"),
        ("unit", "Z-999"),
        ("title", "dr"),
        ("topic", "gossip"),
        ("topic", ""),
        ("channel", "web"),
        ("outcome", "forgotten"),
        ("answer", ""),
        ("answer", "答" * 2001),
        ("building", "999999"),
        ("handed_to", "x"),
        ("article", "999999"),
        ("promised_by", "2026-11-05T09:59"),
        ("promised_by", "soon"),
        ("form_id", "../etc"),
    ],
)
def test_a_field_that_is_not_right_is_refused(client: Client, office: Office, field: str, value: str):
    refused(client, office, said(**{field: value}), field)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", ""),
        ("category", ""),
        ("category", "weather"),
        ("severity", "deadly"),
        ("place", "地" * 121),
        ("wanted_result", "愿" * 501),
        ("occurred_at", "2026-11-05T10:01"),
        ("occurred_at", "2026-02-30T10:00"),
        ("against", "1000000"),
    ],
)
def test_a_field_of_a_complaint_that_is_not_right_is_refused(client: Client, office: Office, field: str, value: str):
    refused(client, office, complaint(**{field: value}), field)


@pytest.mark.parametrize(
    ("outcome", "field"), [("answered", "answer"), ("explained", "article"), ("passed_on", "handed_to")]
)
def test_each_ending_asks_for_its_proof(client: Client, office: Office, outcome: str, field: str):
    refused(client, office, said(outcome=outcome, answer="" if field == "answer" else "已说明"), field)


def test_what_was_typed_is_kept(client: Client, office: Office):
    page = refused(client, office, said(phone="12", content="问 <b>停车</b> 多久"), "phone")
    assert "问 &lt;b&gt;停车&lt;/b&gt; 多久" in page
    assert 'value="林示例"' in page
    assert 'value="A-201"' in page
    assert "松石电子" in page, "the caller stays beside the form"


def test_full_width_digits_mean_what_they_say(client: Client, office: Office):
    assert send(client, office.clerk, said(phone="１９９００００００３４")).status_code == 302
    assert Contact.objects.get().phone == "19900000034"


def test_markup_is_kept_as_words_and_shown_as_words(client: Client, office: Office):
    answer = send(client, office.clerk, said(content="<script>alert(1)</script> 停车"))
    page = client.get(answer.url).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("a.jpg", b"", "image/jpeg"),
        SimpleUploadedFile("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/jpeg"),
        SimpleUploadedFile("a.exe", b"MZ", "application/octet-stream"),
    ],
    ids=["empty", "svg", "exe"],
)
def test_files_of_another_kind_are_refused(client: Client, office: Office, file: SimpleUploadedFile):
    refused(client, office, complaint(photos=[file]), "photos")


def test_photos_without_a_case_are_not_lost_in_silence(client: Client, office: Office):
    photo = SimpleUploadedFile("a.jpg", b"", "image/jpeg")
    refused(client, office, said(photos=[photo]), "photos")


def test_a_unit_or_colleague_of_another_park_is_not_taken(client: Client, office: Office, other_park: Office):
    refused(client, office, said(outcome="passed_on", handed_to=other_park.officer.pk), "handed_to")
    refused(client, office, said(building=other_park.building.pk), "building")


def test_an_old_link_to_another_park_is_unknown(client: Client, office: Office, other_park: Office):
    send(client, office.clerk, said())
    contact = Contact.objects.get()
    client.force_login(other_park.manager)
    assert client.get(reverse("complaints:contact", args=[contact.pk])).status_code == 404
    address = reverse("complaints:contact_answer", args=[contact.pk])
    assert client.post(address, {"answer": "x"}).status_code == 404
