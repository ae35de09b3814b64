"""Weighing again never restarts a clock (domain 2.1, peers 17). Received Thursday 2026-11-05 10:00 as minor:
first answer Friday 17:30, resolution Monday 11-09 17:30."""

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from complaints.choices import Severity, State
from complaints.models import Complaint
from complaints.pauses import services as pauses
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.messaging.models import InboxItem
from tests.complaints.factories import Office, at, complaint_in, new_form

THURSDAY, FRIDAY, MONDAY, TUESDAY = (date(2026, 11, day) for day in (5, 6, 9, 10))
NINE = at(FRIDAY, 9)


def weigh(client: Client, user: Any, complaint: Complaint, moment: datetime = NINE, **said: Any):
    """Send the form."""
    with clock.at(moment):
        client.force_login(user)
        answers = {"severity": "important", "reason": "影响两家公司", **said}
        return client.post(reverse("complaints:weigh", args=[complaint.pk]), answers)


def dues(complaint: Complaint) -> tuple[datetime, datetime]:
    """First answer and resolution."""
    fresh = Complaint.objects.get(pk=complaint.pk)
    return clock.local(fresh.answer_due), clock.local(fresh.resolve_due)


@pytest.mark.duty("A3")
def test_limits_count_from_the_receipt_not_from_now(client: Client, office: Office):
    """Important: 3 working days from Thursday: Friday, Monday, Tuesday."""
    complaint = complaint_in(office, State.INVESTIGATING)
    assert weigh(client, office.officer, complaint).status_code == 302
    assert dues(complaint) == (at(FRIDAY, 17, 30), at(TUESDAY, 17, 30))
    event = Event.objects.about(complaint).get(verb="complaint.weighed")
    assert (event.data["former"], event.data["severity"]) == ("minor", "important")


@pytest.mark.duty("A3")
def test_paused_time_still_counts(client: Client, office: Office):
    """Paused Thursday 11:00–12:00: 60 minutes. Tuesday 17:30 + 60 = Wednesday 09:30."""
    complaint = complaint_in(office, State.INVESTIGATING)
    with clock.at(at(THURSDAY, 11)):
        pauses.pause(
            complaint_id=complaint.pk,
            actor=office.officer,
            reason="照片",
            until=FRIDAY,
            method="tracking_page",
            text="林女士：您好！请您告诉我们是哪一部货梯，李样例收到后今天就去看。谢谢！",
            form_id=new_form(),
        )
    with clock.at(at(THURSDAY, 12)):
        pauses.resume(complaint_id=complaint.pk, actor=office.officer)
    weigh(client, office.officer, complaint)
    assert dues(complaint)[1] == at(date(2026, 11, 11), 9, 30)


@pytest.mark.duty("A3")
def test_urgent_counts_by_the_clock_from_the_receipt(client: Client, office: Office):
    complaint = complaint_in(office, State.INVESTIGATING)
    weigh(client, office.officer, complaint, urgent="on", severity="minor")
    assert dues(complaint) == (at(FRIDAY, 10), at(FRIDAY, 10))


@pytest.mark.duty("A3")
def test_late_stays_late(client: Client, office: Office):
    """C11: on Tuesday the resolution of Monday is late; 10 days for a major one do not undo that."""
    complaint = complaint_in(office, State.INVESTIGATING)
    weigh(client, office.officer, complaint, at(TUESDAY, 9), severity="major")
    assert dues(complaint) == (at(FRIDAY, 17, 30), at(MONDAY, 17, 30))


@pytest.mark.duty("P3")
def test_the_project_manager_hears_of_a_major_one_and_the_manager_of_each(client: Client, office: Office):
    complaint = complaint_in(office, State.INVESTIGATING)
    weigh(client, office.officer, complaint, severity="major")
    assert InboxItem.objects.filter(recipient=office.project_manager, verb="inbox.major").count() == 1
    assert InboxItem.objects.filter(recipient=office.manager, verb="inbox.weighed").count() == 1


def test_what_the_system_raised_only_a_manager_makes_lighter(client: Client, office: Office):
    complaint = complaint_in(office, State.INVESTIGATING)
    Complaint.objects.filter(pk=complaint.pk).update(severity=Severity.MAJOR, raised_at=clock.now())
    weigh(client, office.officer, complaint, severity="minor")
    assert Complaint.objects.get().severity == Severity.MAJOR
    weigh(client, office.manager, complaint, severity="minor")
    assert Complaint.objects.get().severity == Severity.MINOR


@pytest.mark.parametrize(
    ("said", "status"), [({"severity": "minor"}, 302), ({"reason": ""}, 422), ({"severity": "x"}, 422)]
)
def test_the_same_weight_or_a_wrong_answer_writes_nothing(client: Client, office: Office, said: dict, status: int):
    complaint = complaint_in(office, State.INVESTIGATING)
    assert weigh(client, office.officer, complaint, **said).status_code == status
    assert not Event.objects.filter(verb="complaint.weighed").exists()
