"""Taking a complaint on takes nothing off it in silence: neither the person concerned nor the weight (A3, P3)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from complaints.casework import services
from complaints.choices import Category, Severity, State
from complaints.models import Complaint
from parkservice.journal.models import Event
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.models import InboxItem
from tests.complaints import factories
from tests.complaints.factories import Office, complaint_in

pytestmark = pytest.mark.duty("A3", "P3")


def take_on(client: Client, user: Any, complaint: Complaint, **said: Any) -> int:
    """Send the form as it lies ready, with some answers changed; return the status."""
    client.force_login(user)
    answers = {"severity": complaint.severity, "category": complaint.category, **said}
    return client.post(reverse("complaints:investigate", args=[complaint.pk]), answers).status_code


def fresh() -> Complaint:
    return Complaint.objects.get()


def test_an_officer_takes_a_service_complaint_on_without_filing_it_elsewhere(client: Client, office: Office):
    complaint = complaint_in(office, category=Category.SERVICE_ATTITUDE, against=office.clerk)
    services.assign(complaint_id=complaint.pk, actor=office.manager, officer=office.officer)
    with pytest.raises(RuleViolation):
        services.investigate(complaint_id=complaint.pk, actor=office.officer, category=Category.OTHER)
    client.force_login(office.officer)
    assert 'name="category"' not in client.get(complaint.get_absolute_url()).content.decode()
    assert take_on(client, office.officer, complaint, category=Category.SAFETY_ORDER) == 302
    assert (fresh().category, fresh().state) == (Category.SERVICE_ATTITUDE, State.INVESTIGATING)
    assert fresh().needs_approval


def test_a_named_person_needs_the_approval_in_every_category(office: Office):
    complaint = complaint_in(office, State.INVESTIGATING, category=Category.FEES, against=office.clerk)
    factories.find(office, complaint)
    with pytest.raises(RuleViolation):
        services.begin_action(complaint_id=complaint.pk, actor=office.officer, measures="当面道歉")


def test_what_was_registered_as_major_is_taken_down_by_the_manager_alone(client: Client, office: Office):
    complaint = complaint_in(office, severity=Severity.MAJOR)
    assert take_on(client, office.officer, complaint, severity=Severity.MINOR, reason="没那么严重") == 422
    assert (fresh().severity, fresh().state) == (Severity.MAJOR, State.RECEIVED)
    assert take_on(client, office.manager, complaint, severity=Severity.MINOR, reason="已核实，影响一户") == 302
    assert fresh().severity == Severity.MINOR
    assert InboxItem.objects.filter(recipient=office.officer, verb="inbox.weighed").exists()


def test_urgency_is_taken_off_with_a_reason_that_the_manager_reads(client: Client, office: Office):
    complaint = complaint_in(office, urgent=True)
    assert take_on(client, office.officer, complaint) == 422
    assert fresh().urgent
    assert take_on(client, office.officer, complaint, reason="现场没有危险") == 302
    assert not fresh().urgent
    assert InboxItem.objects.get(recipient=office.manager, verb="inbox.weighed").data["reason"] == "现场没有危险"
    assert Event.objects.about(complaint).get(verb="complaint.weighed").data["was_urgent"] is True
