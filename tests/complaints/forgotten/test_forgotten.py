"""The complainant says that a matter was forgotten: once for each limit that passed, without an account (peers 3)."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from complaints.casework.words import remark_by_complainant
from complaints.choices import Category, ReplyKind, State
from complaints.duplicates.services import merge
from complaints.models import Complaint, Forgotten
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.messaging.models import InboxItem
from tests.complaints.factories import MORNING, Office, complaint_in, tell_result

pytestmark = pytest.mark.duty("A3")
#: A minor complaint of Thursday 10:00 is acknowledged by 15:30 and answered by Friday 17:30 (domain 2.1, 3.12).
ACKNOWLEDGED, ANSWERED = MORNING + timedelta(hours=5, minutes=30), MORNING + timedelta(days=1, hours=7, minutes=30)
LATE = ACKNOWLEDGED + timedelta(minutes=1)


def button(complaint: Complaint) -> str:
    """Where the button leads."""
    return reverse("complaints:track_forgotten", args=[complaint.track_code])


def track(client: Client, complaint: Complaint) -> str:
    """The tracking page as the complainant reads it."""
    return client.get(reverse("complaints:track_case", args=[complaint.track_code])).content.decode()


def told() -> set[str]:
    """Who was told."""
    return set(InboxItem.objects.filter(verb="inbox.forgotten").values_list("recipient__username", flat=True))


def test_after_a_limit_one_press_tells_the_manager_and_stands_in_the_history(client: Client, office: Office):
    complaint = complaint_in(office)
    assert complaint.acknowledge_due == ACKNOWLEDGED
    with clock.at(LATE):
        assert button(complaint) in track(client, complaint)
        answer = client.post(button(complaint))
        assert answer.status_code == 302
        assert button(complaint) not in track(client, complaint)
        assert client.get(button(complaint)).status_code == 302
    assert told() == {office.manager.username, office.officer.username}
    row = Forgotten.objects.get()
    assert (row.complaint, row.kind, row.due, row.at) == (complaint, "acknowledge", ACKNOWLEDGED, LATE)
    event = Event.objects.about(complaint).get(verb="complaint.forgotten")
    assert (event.actor, event.data["limit"]) == (None, "acknowledge")
    assert Complaint.objects.get().state == State.RECEIVED


def test_the_officer_and_the_manager_read_it_on_the_record(client: Client, office: Office):
    complaint = complaint_in(office)
    with clock.at(LATE):
        client.post(button(complaint))
        for reader in (office.officer, office.manager):
            client.force_login(reader)
            assert 'id="forgotten"' in client.get(complaint.get_absolute_url()).content.decode()


def test_before_a_limit_there_is_no_button_and_a_press_changes_nothing(client: Client, office: Office):
    complaint = complaint_in(office)
    with clock.at(ACKNOWLEDGED):
        assert button(complaint) not in track(client, complaint)
        assert client.post(button(complaint)).status_code == 302
    assert not Forgotten.objects.exists()
    assert not told()


def test_each_limit_takes_one_press(client: Client, office: Office):
    complaint = complaint_in(office)
    with clock.at(LATE):
        for _twice in range(2):
            client.post(button(complaint))
        assert Forgotten.objects.count() == 1
    with clock.at(ANSWERED + timedelta(minutes=1)):
        for _twice in range(2):
            client.post(button(complaint))
    assert list(Forgotten.objects.values_list("kind", flat=True)) == ["acknowledge", "answer"]


@pytest.mark.both
def test_a_second_row_for_one_limit_is_refused_by_the_database(client: Client, office: Office):
    complaint = complaint_in(office)
    with clock.at(LATE):
        client.post(button(complaint))
    row = Forgotten.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_once_the_result_was_told_nothing_is_forgotten(client: Client, office: Office):
    complaint = complaint_in(office, State.RESOLVED)
    with clock.at(MORNING + timedelta(days=9)):
        assert button(complaint) in track(client, complaint), "the complainant waits for the result"
        tell_result(office, complaint, kind=ReplyKind.RESULT)
        assert button(complaint) not in track(client, complaint)
        client.post(button(complaint))
    assert not Forgotten.objects.exists()


@pytest.mark.parametrize("where", [State.CLOSED, State.WITHDRAWN])
def test_nothing_that_ended_is_raised(client: Client, office: Office, where: str):
    complaint = complaint_in(office, where)
    with clock.at(MORNING + timedelta(days=9)):
        client.post(button(complaint))
    assert not Forgotten.objects.exists()


def test_a_matter_that_the_manager_forgot_goes_one_level_higher(client: Client, office: Office):
    complaint = complaint_in(office, category=Category.SERVICE_ATTITUDE)
    assert complaint.officer == office.manager
    with clock.at(LATE):
        client.post(button(complaint))
    assert told() == {office.project_manager.username, office.manager.username}


def test_a_merged_complaint_raises_the_one_that_goes_on(client: Client, office: Office):
    first, second = complaint_in(office), complaint_in(office)
    merge(complaint_id=second.pk, actor=office.officer, into=first)
    with clock.at(LATE):
        assert button(second) in track(client, second)
        client.post(button(second))
        assert button(first) not in track(client, first)
    assert Forgotten.objects.get().complaint == first


def test_a_link_that_was_used_too_often_within_the_hour_is_refused(client: Client, office: Office):
    complaint = complaint_in(office)
    with clock.at(LATE):
        for number in range(settings.PUBLIC_REMARKS_PER_HOUR):
            remark_by_complainant(complaint_id=complaint.pk, text=f"第 {number} 句")
        client.post(button(complaint))
    assert not Forgotten.objects.exists()


def test_a_link_that_fits_nothing_gets_the_friendly_page(client: Client, office: Office):
    assert client.post(reverse("complaints:track_forgotten", args=["x" * 24])).status_code == 404
