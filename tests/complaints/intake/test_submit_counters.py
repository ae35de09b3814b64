"""A flood is taken and held for a look, a storm is refused, and a machine is never told (O11, reliability 30)."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client

from complaints.models import Complaint, Suggestion
from parkservice.kit import clock
from parkservice.messaging.models import OutboxMessage
from tests.complaints.factories import MORNING, Office
from tests.complaints.intake.sending import answers, page, send
from tests.paperwork.pictures import picture, upload


@pytest.mark.duty("O11")
def test_the_sixth_from_one_phone_is_held(client: Client, office: Office) -> None:
    for n in range(6):
        assert send(client, address=f"203.0.113.{n}").status_code == 302
    assert [each.held for each in Complaint.objects.order_by("id")] == [False] * 5 + [True]


def test_suggestions_count_as_well(client: Client, office: Office) -> None:
    for n in range(5):
        send(client, kind="suggestion", address=f"203.0.113.{n}")
    send(client, kind="suggestion", address="203.0.113.9")
    assert Suggestion.objects.filter(held=True).count() == 1


def test_an_address_above_its_count_is_held(client: Client, office: Office, settings: LazySettings) -> None:
    settings.PUBLIC_HOLD_PER_ADDRESS = 3
    for n in range(4):
        send(client, phone=f"1990000003{n}")
    assert [each.held for each in Complaint.objects.order_by("id")] == [False, False, False, True]


def test_the_count_is_over_after_an_hour(client: Client, office: Office, settings: LazySettings) -> None:
    settings.PUBLIC_HOLD_PER_PHONE = 1
    send(client)
    with clock.at(MORNING + timedelta(minutes=61)):
        send(client)
    assert not Complaint.objects.filter(held=True).exists()


def test_a_held_complaint_is_answered_like_any_other(client: Client, office: Office, settings: LazySettings) -> None:
    settings.PUBLIC_HOLD_PER_PHONE = 0
    response = send(client, email="lin@example.com")
    complaint = Complaint.objects.get()
    assert complaint.held
    assert complaint.number in page(client, response["Location"])
    assert "held" not in page(client, f"/complaints/track/{complaint.track_code}/").lower()
    assert not OutboxMessage.objects.exists()


def test_a_machine_that_fills_the_hidden_field_is_taken_and_held(client: Client, office: Office) -> None:
    response = send(client, website="http://spam.example")
    assert response.status_code == 302
    assert Complaint.objects.get().held


def test_the_hidden_field_is_out_of_the_way_of_people(client: Client, office: Office) -> None:
    words = page(client, "/complaints/submit/")
    field = words[words.index('name="website"') - 40 :][:260]
    assert 'tabindex="-1"' in field
    assert 'autocomplete="off"' in field
    assert '<div class="visually-hidden" aria-hidden="true">' in words


@pytest.mark.duty("O11")
def test_a_storm_from_one_address_is_refused_politely(client: Client, office: Office, settings: LazySettings) -> None:
    settings.PUBLIC_REFUSE_PER_ADDRESS = 2
    for _ in range(2):
        send(client)
    response = send(client, content="我的话还在吗，请保留")
    words = response.content.decode()
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert "0755-26001234" in words
    assert "我的话还在吗，请保留" in words
    assert Complaint.objects.count() == 2
    assert send(client, address="203.0.113.99").status_code == 302


def test_the_address_of_a_stranger_cannot_be_borrowed(client: Client, office: Office) -> None:
    client.post(
        "/complaints/submit/", answers(), REMOTE_ADDR="203.0.113.7", headers={"x-forwarded-for": "198.51.100.1"}
    )
    assert Complaint.objects.get().source_address == "203.0.113.7"


def test_the_proxys_word_is_believed(client: Client, office: Office, settings: LazySettings) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.1"]
    client.post(
        "/complaints/submit/", answers(), REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": "6.6.6.6, 198.51.100.1"}
    )
    assert Complaint.objects.get().source_address == "198.51.100.1"


def test_damaged_files_sent_again_and_again_are_not_opened_any_more(
    client: Client, office: Office, settings: LazySettings
) -> None:
    settings.PUBLIC_REFUSE_PER_ADDRESS = 2
    answered = [send(client, photos=[upload(picture()[:200])]).status_code for _ in range(3)]
    assert answered == [422, 422, 429]
    assert send(client).status_code == 302
    track = f"/complaints/track/{Complaint.objects.get().track_code}/remark/"
    late = client.post(track, {"text": "还有一张照片", "photos": [upload(picture())]}, REMOTE_ADDR="203.0.113.7")
    assert late.status_code == 429
    assert "还有一张照片" in late.content.decode()
