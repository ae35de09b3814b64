"""Anybody sends a complaint or suggestion from the public form (A1, A3, O11)."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from complaints.intake.consent import CONSENT_VERSION
from complaints.models import Complaint, Suggestion
from parkservice.kit import clock
from parkservice.messaging.models import InboxItem, OutboxMessage
from parkservice.paperwork.models import Attachment
from tests.complaints.factories import MORNING, Office, make_park, new_form
from tests.complaints.intake.sending import WORDS, answers, only_complaint, page, rows, send
from tests.paperwork.pictures import phone_photo, picture, upload

SUBMIT = "/complaints/submit/"


@pytest.mark.duty("A1", "A3", "O11")
def test_a_complaint_has_number_officer_and_clocks_at_once(client: Client, office: Office) -> None:
    response = send(client)
    complaint = only_complaint()
    assert response.status_code == 302
    assert response["Location"] == reverse("complaints:submit_done", args=[complaint.track_code])
    assert complaint.number == "TS-2026-000001"
    assert complaint.content == WORDS
    assert complaint.officer == office.officer
    assert (complaint.unit, complaint.building) == (office.unit, office.building)
    assert complaint.phone == "19900000034"
    assert clock.local(complaint.acknowledge_due).isoformat() == "2026-11-05T15:30:00+08:00"
    assert clock.local(complaint.resolve_due).isoformat() == "2026-11-09T17:30:00+08:00"
    assert InboxItem.objects.get().recipient == office.officer


def test_consent_version_channel_language_and_address_are_kept(client: Client, office: Office) -> None:
    send(client, language="en-GB")
    complaint = only_complaint()
    assert complaint.consent_version == CONSENT_VERSION
    assert complaint.channel == "web"
    assert complaint.language == "en"
    assert complaint.source_address == "203.0.113.7"
    assert complaint.received_by is None
    assert not complaint.held


@pytest.mark.parametrize(
    ("language", "seen"),
    [
        ("zh-CN", ("投诉与建议", "发生了什么", "提交", "匿名提交")),
        ("en", ("Complaint or suggestion", "What happened?", "Send")),
    ],
)
def test_the_form_speaks_both_languages(client: Client, office: Office, language: str, seen: tuple[str, ...]) -> None:
    words = page(client, SUBMIT, language)
    for word in seen:
        assert word in words


def test_looking_at_the_form_writes_nothing(client: Client, office: Office) -> None:
    before = rows()
    page(client, SUBMIT)
    page(client, f"{SUBMIT}?unit=A-201&building=A&kind=suggestion")
    assert rows() == before


def test_looking_at_the_form_needs_few_statements(
    client: Client, office: Office, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(8):
        page(client, SUBMIT)


@pytest.mark.parametrize("link", ["?unit=A-201", "?unit=a201", "?unit=Ａ－２０１"])
def test_a_link_on_the_door_fills_in_unit_and_building(client: Client, office: Office, link: str) -> None:
    words = page(client, SUBMIT + link)
    assert 'value="A-201"' in words
    assert '<option value="A" selected>' in words


@pytest.mark.both
@pytest.mark.parametrize(
    "link", ["?unit=Z-999", "?building=%00", "?unit=%00%1f", "?building=<b>", "?unit=" + "x" * 5000]
)
def test_a_link_that_fits_nothing_leaves_the_form_empty(client: Client, office: Office, link: str) -> None:
    words = page(client, SUBMIT + link)
    assert "selected>Block" not in words


@pytest.mark.duty("A1")
def test_a_building_without_a_unit_finds_its_officer(client: Client, office: Office) -> None:
    send(client, unit="", building="B")
    assert only_complaint().officer == office.other_officer


@pytest.mark.duty("A1")
def test_how_i_was_treated_goes_to_the_manager(client: Client, office: Office) -> None:
    send(client, category="service_attitude")
    assert only_complaint().officer == office.manager


def test_a_company_name_finds_its_unit(client: Client, office: Office) -> None:
    send(client, building="", unit="松石电子（虚构）")
    complaint = only_complaint()
    assert (complaint.unit, complaint.customer) == (office.unit, office.customer)


def test_without_a_category_it_is_something_else(client: Client, office: Office) -> None:
    send(client, category="", building="", unit="", place="")
    assert only_complaint().category == "other"


@pytest.mark.duty("A1", "A3")
def test_an_anonymous_complaint_keeps_no_name(client: Client, office: Office) -> None:
    send(client, anonymous="on", name="林示意", phone="not a number", email="also not")
    complaint = only_complaint()
    assert complaint.anonymous
    assert (complaint.sender_name, complaint.sender_title, complaint.phone, complaint.email) == ("", "", "", "")
    assert complaint.acknowledge_due is None


@pytest.mark.duty("A4")
def test_a_suggestion_reaches_the_manager(client: Client, office: Office) -> None:
    response = send(client, kind="suggestion", wanted_result="省时间")
    suggestion = Suggestion.objects.get()
    assert suggestion.number == "JY-2026-000001"
    assert suggestion.benefit == "省时间"
    assert not Complaint.objects.exists()
    assert InboxItem.objects.get().recipient == office.manager
    assert suggestion.number in page(client, response["Location"])


@pytest.mark.duty("A3")
def test_photos_are_kept_without_their_place(client: Client, office: Office) -> None:
    send(client, photos=[upload(phone_photo()), upload(picture(form="PNG"), "rail.png", "image/png")])
    kept = list(Attachment.objects.of(only_complaint()))
    assert [each.name for each in kept] == ["photo.jpg", "rail.png"]
    assert all(each.public and each.uploaded_by is None for each in kept)
    assert b"private words" not in kept[0].open().read()


def test_when_it_happened_is_the_parks_time(client: Client, office: Office) -> None:
    send(client, occurred_at="2026-11-05T09:30")
    assert only_complaint().occurred_at == MORNING - timedelta(minutes=30)


@pytest.mark.duty("A1")
def test_the_answer_page_names_number_link_officer_and_dates(client: Client, office: Office) -> None:
    words = page(client, send(client)["Location"])
    complaint = only_complaint()
    assert complaint.number in words
    assert f"http://testserver/complaints/track/{complaint.track_code}/" in words
    assert "李样例" in words
    assert "0755-26001234" in words
    assert "Thursday 5 November, 15:30" in words
    assert "Monday 9 November, 17:30" in words


def test_the_answer_page_of_an_anonymous_complaint_promises_no_call(client: Client, office: Office) -> None:
    words = page(client, send(client, anonymous="on")["Location"])
    assert "We contact you" not in words
    assert "the answer stands only there" in words


def test_an_answer_page_is_not_kept_by_anybody(client: Client, office: Office) -> None:
    response = client.get(send(client)["Location"])
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "same-origin"


def test_a_failed_record_shows_no_answer_page(client: Client, db: None, morning: None) -> None:
    """C14: without an officer nothing is stored, and the page says so instead of thanking."""
    make_park()
    response = send(client, building="", unit="")
    assert response.status_code == 422
    assert "neither an officer nor a manager" in response.content.decode()
    assert not Complaint.objects.exists()


def test_the_receipt_is_written_in_the_senders_language(client: Client, office: Office) -> None:
    send(client, email="lin@example.com")
    letter = OutboxMessage.objects.get()
    assert letter.to == "lin@example.com"
    assert "We have received TS-2026-000001" in letter.subject
    assert only_complaint().track_code in letter.body
    assert mail.outbox == []


@pytest.mark.both
@pytest.mark.duty("A3")
def test_sending_the_form_twice_gives_the_same_complaint(client: Client, office: Office) -> None:
    same = new_form()
    first, second = send(client, form_id=same), send(client, form_id=same)
    assert first["Location"] == second["Location"]
    assert Complaint.objects.count() == 1


def test_the_same_form_with_other_words_is_not_swallowed(client: Client, office: Office) -> None:
    same = new_form()
    send(client, form_id=same)
    response = send(client, form_id=same, content="又响了，而且更大声。")
    words = response.content.decode()
    assert response.status_code == 409
    assert "又响了，而且更大声。" in words
    assert same not in words
    assert Complaint.objects.count() == 1


def test_a_tenant_with_an_account_finds_name_and_phone_filled_in(client: Client, office: Office) -> None:
    office.tenant.phone = "19900000034"
    office.tenant.save(update_fields=["phone"])
    client.force_login(office.tenant)
    words = page(client, SUBMIT)
    assert 'value="林示例"' in words
    assert 'value="19900000034"' in words


def test_a_tenants_complaint_is_theirs_and_their_companys(client: Client, office: Office) -> None:
    client.force_login(office.tenant)
    send(client)
    complaint = only_complaint()
    assert (complaint.sent_by, complaint.sent_for) == (office.tenant, office.customer)


def test_a_tenant_who_stays_anonymous_leaves_no_trace_of_the_account(client: Client, office: Office) -> None:
    client.force_login(office.tenant)
    send(client, anonymous="on")
    complaint = only_complaint()
    assert (complaint.sent_by, complaint.sent_for, complaint.received_by) == (None, None, None)


def test_staff_who_use_the_public_form_do_not_own_it(client: Client, office: Office) -> None:
    client.force_login(office.clerk)
    send(client)
    assert only_complaint().sent_by is None


def test_the_form_is_refused_without_the_browsers_token(office: Office) -> None:
    response = Client(enforce_csrf_checks=True).post(SUBMIT, answers())
    assert response.status_code == 403
    assert not Complaint.objects.exists()
