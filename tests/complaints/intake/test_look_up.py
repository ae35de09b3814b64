"""Looking a case up by number and phone: state, next deadline, desk phone, and no help for guessing (C12, C13)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from complaints.models import Complaint
from parkservice.journal.models import AccessEntry
from parkservice.kit import clock
from tests.complaints.factories import MORNING, Office, complaint_in
from tests.complaints.intake.sending import page, rows
from tests.complaints.intake.test_follow import a_suggestion

TRACK = "/complaints/track/"
NO_FIT = "Number and phone do not fit together"


def look_up(client: Client, number: str, phone: str = "19900000034", address: str = "203.0.113.7") -> Any:
    """Send the form."""
    return client.post(
        TRACK, {"number": number, "phone": phone}, headers={"accept-language": "en"}, REMOTE_ADDR=address
    )


@pytest.mark.duty("A3")
def test_number_and_phone_show_state_deadline_and_desk(client: Client, office: Office) -> None:
    complaint = complaint_in(office, "acting")
    words = look_up(client, complaint.number).content.decode()
    assert "We are putting it right" in words
    assert "by Thursday 5 November, 15:30" in words
    assert "0755-26001234" in words


def test_they_show_nothing_else(client: Client, office: Office) -> None:
    complaint = complaint_in(office, "acting")
    words = look_up(client, complaint.number).content.decode()
    for inside in ("导靴", "李样例", "林", "19900000034", complaint.track_code, "1 号货梯"):
        assert inside not in words


@pytest.mark.parametrize("typed", ["ts-2026-000001", " TS-2026-000001 ", "ＴＳ-2026-０００００１"])
def test_the_number_is_understood_as_people_type_it(client: Client, office: Office, typed: str) -> None:
    complaint_in(office)
    assert look_up(client, typed, "199 0000 0034").status_code == 200


def test_a_suggestion_is_found_as_well(client: Client, office: Office) -> None:
    suggestion = a_suggestion(office)
    assert "Your suggestion is with the manager" in look_up(client, suggestion.number).content.decode()


def test_unknown_number_wrong_phone_and_anonymous_are_answered_alike(client: Client, office: Office) -> None:
    complaint, hidden = complaint_in(office), complaint_in(office, anonymous=True)
    sent = [(complaint.number, "19900000035"), ("TS-2026-999999", "19900000034"), (hidden.number, "19900000034")]
    answers = [look_up(client, *each) for each in sent]
    assert {answer.status_code for answer in answers} == {422}
    alerts = {answer.content.decode().split('role="alert"')[1].split("</ul>")[0] for answer in answers}
    assert len(alerts) == 1
    assert NO_FIT in alerts.pop()


@pytest.mark.both
@pytest.mark.parametrize(("number", "phone"), [("", ""), ("x" * 31, "1"), ("TS\x00", "\x00"), ("TS-1", "call me")])
def test_bad_answers_are_explained(client: Client, office: Office, number: str, phone: str) -> None:
    response = look_up(client, number, phone)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert NO_FIT not in response.content.decode()


@pytest.mark.duty("O11")
def test_guessing_is_stopped_for_a_while(client: Client, office: Office) -> None:
    complaint = complaint_in(office)
    for n in range(10):
        look_up(client, complaint.number, f"1990000010{n}")
    response = look_up(client, complaint.number)
    assert response.status_code == 429
    assert "Try again in ten minutes" in response.content.decode()
    assert look_up(client, complaint.number, address="203.0.113.8").status_code == 200
    with clock.at(MORNING + timedelta(minutes=11)):
        assert look_up(client, complaint.number).status_code == 200


def test_finding_ones_own_case_is_never_counted(client: Client, office: Office) -> None:
    complaint = complaint_in(office)
    for _ in range(12):
        assert look_up(client, complaint.number).status_code == 200
    assert not AccessEntry.objects.exists()


def test_a_miss_logs_neither_number_nor_phone(client: Client, office: Office) -> None:
    look_up(client, "TS-2026-999999", "19900000077")
    entry = AccessEntry.objects.get()
    assert (entry.what, entry.address, entry.data) == ("track_missed", "203.0.113.7", {})


def test_looking_at_the_page_writes_nothing(client: Client, office: Office) -> None:
    before = rows()
    page(client, TRACK)
    assert rows() == before
    assert not Complaint.objects.exists()
