"""A result counts as told only when its words went out: no failed message, no letter without its paper (A5, C6)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from complaints.casework import words
from complaints.choices import ReplyMethod, ReportMethod, State
from complaints.models import Complaint
from parkservice.kit import clock
from parkservice.messaging.models import OutboxMessage, OutboxState
from tests.complaints import factories
from tests.complaints.factories import MORNING, Office, complaint_in, new_form

pytestmark = pytest.mark.duty("A5")


@pytest.fixture
def visited(office: Office) -> Complaint:
    """Everything is done but what a test adds; the mail to the complainant is on its way."""
    complaint = complaint_in(office, State.RESOLVED, email="lin@example.com")
    factories.tell_result(office, complaint, method=ReplyMethod.MAIL)
    factories.visit(office, complaint)
    return complaint


def closed(client: Client, office: Office, complaint: Complaint) -> bool:
    """Press the button and tell whether the case is closed."""
    client.force_login(office.officer)
    client.post(reverse("complaints:close", args=[complaint.pk]))
    return Complaint.objects.get(pk=complaint.pk).state == State.CLOSED


def fail(purpose: str) -> None:
    """The mail server gave the message up."""
    assert OutboxMessage.objects.filter(purpose=purpose).update(state=OutboxState.FAILED) == 1


def test_a_message_on_its_way_counts(client: Client, office: Office, visited: Complaint):
    factories.tell_office(office, visited)
    assert closed(client, office, visited)


def test_a_failed_mail_to_the_complainant_keeps_the_case_open(client: Client, office: Office, visited: Complaint):
    factories.tell_office(office, visited)
    fail("complaint.reply")
    assert not closed(client, office, visited)
    factories.tell_result(office, visited, method=ReplyMethod.PHONE)
    assert closed(client, office, visited)


def test_enough_attempts_after_a_failed_mail_let_the_case_be_closed(client: Client, office: Office, visited: Complaint):
    factories.tell_office(office, visited)
    fail("complaint.reply")
    for day in range(3):
        with clock.at(MORNING + timedelta(days=day, minutes=1)):
            assert not closed(client, office, visited)
            factories.tell_result(office, visited, reached=False, text="电话无人接听")
    with clock.at(MORNING + timedelta(days=2, minutes=2)):
        assert closed(client, office, visited)


def test_a_failed_report_to_the_park_office_keeps_the_case_open(client: Client, office: Office, visited: Complaint):
    words.report_to_office(
        complaint_id=visited.pk, actor=office.officer, method=ReportMethod.MAIL, text="已处理。", form_id=new_form()
    )
    fail("complaint.report")
    assert not closed(client, office, visited)


def test_a_letter_counts_when_it_is_printed(client: Client, office: Office, visited: Complaint):
    factories.tell_office(office, visited)
    factories.tell_result(office, visited, method=ReplyMethod.LETTER)
    assert not closed(client, office, visited)
    client.post(reverse("complaints:print_reply", args=[visited.pk]))
    assert closed(client, office, visited)
