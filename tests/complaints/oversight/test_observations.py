"""The service duty room reminds and observes; the manager must answer (P1)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from complaints.choices import State
from complaints.models import Complaint, Observation
from parkservice.home import board
from parkservice.kit import clock
from parkservice.messaging.models import InboxItem
from tests.complaints.factories import MORNING, Office, complaint_in, new_form


def observe(client: Client, office: Office, text: str = "值班电话响了八声才接") -> Observation:
    """The duty room writes an observation about the service in general."""
    client.force_login(office.duty_room)
    client.post(reverse("complaints:observations"), {"text": text, "form_id": new_form()})
    return Observation.objects.latest("pk")


def told(verb: str) -> list[str]:
    return sorted(InboxItem.objects.filter(verb=verb).values_list("recipient__username", flat=True))


def state_of(office: Office) -> str:
    tiles = board.read_own(office.manager, office.park, clock.today())
    return next(tile.status.state for tile in tiles if tile.duty.id == "P1")


@pytest.mark.duty("P1")
def test_an_observation_waits_for_the_manager_and_is_answered_once(client: Client, office: Office):
    seen = observe(client, office)
    assert told("inbox.observed") == ["manager-qh"]
    address = reverse("complaints:observation_answer", args=[seen.pk])
    client.force_login(office.manager)
    assert client.post(address, {"text": ""}).status_code == 422
    for answer in ("已加派一人接听", "第二次回答"):
        client.post(address, {"text": answer})
    seen.refresh_from_db()
    assert (seen.answer, seen.answered_by) == ("已加派一人接听", office.manager)
    assert told("inbox.observation_answered") == ["duty-qh"]


@pytest.mark.duty("P1")
def test_the_board_reads_what_is_unanswered(client: Client, office: Office):
    assert state_of(office) == "nothing"
    observe(client, office)
    assert state_of(office) == "open"
    # Written on Thursday 5 November: one working day ends on Friday at closing time (domain 3.12).
    with clock.at(MORNING + timedelta(days=1, hours=8)):
        assert state_of(office) == "missed"


@pytest.mark.duty("P1")
def test_an_observation_about_a_complaint_stands_on_its_record(client: Client, office: Office):
    complaint = complaint_in(office, State.CLOSED)
    client.force_login(office.duty_room)
    said = {"text": "回复没有写明完成日期", "form_id": new_form()}
    assert client.post(reverse("complaints:observe", args=[complaint.pk]), said).status_code == 302
    client.force_login(office.manager)
    assert "回复没有写明完成日期" in client.get(reverse("complaints:record", args=[complaint.pk])).content.decode()


@pytest.mark.duty("P1")
def test_a_reminder_reaches_the_officer_and_after_a_limit_the_manager(client: Client, office: Office):
    complaint = complaint_in(office)
    client.force_login(office.duty_room)
    address = reverse("complaints:remind", args=[complaint.pk])
    for _twice in range(2):
        client.post(address, {"text": "客户又来问了"})
    assert told("inbox.duty_reminder") == ["officer-qh"]
    with clock.at(Complaint.objects.get().next_due + timedelta(minutes=1)):
        client.force_login(office.duty_room)
        client.post(address, {"text": "已经超期"})
    assert told("inbox.duty_reminder") == ["manager-qh", "officer-qh", "officer-qh"]


def test_others_neither_observe_nor_answer(client: Client, office: Office, other_park: Office):
    seen = observe(client, office)
    for stranger, status in ((other_park.manager, 404), (office.officer, 403), (office.duty_room, 403)):
        client.force_login(stranger)
        answered = client.post(reverse("complaints:observation_answer", args=[seen.pk]), {"text": "没有问题"})
        assert answered.status_code == status
    client.force_login(office.manager)
    client.post(reverse("complaints:observations"), {"text": "经理自己写的", "form_id": new_form()})
    assert Observation.objects.count() == 1
