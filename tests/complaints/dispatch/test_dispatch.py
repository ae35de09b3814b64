"""Urgent: duty room and group hear it at once, somebody is sent within 15 minutes (domain 2.1, design section 4)."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from complaints.casework import services
from complaints.choices import Category, State
from complaints.models import Complaint
from complaints.weighing.services import weigh
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.messaging.models import InboxItem, OutboxMessage
from parkservice.tasks.models import WorkOrder
from tests.complaints.factories import MORNING, Office, at, complaint_in, staff
from tests.complaints.intake.sending import page, send

pytestmark = pytest.mark.duty("A1", "P1")
THURSDAY = date(2026, 11, 5)


def calls(office: Office) -> list[str]:
    """What the duty room was told about urgent matters."""
    items = InboxItem.objects.filter(recipient=office.duty_room, verb="inbox.urgent").order_by("pk")
    return [item.data["matter"] for item in items]


def dispatch(client: Client, office: Office, complaint: Complaint, **said):
    """The duty room sends the department, which has somebody at work."""
    if not User.objects.filter(username="tech-qh").exists():
        staff(Role.MAINTENANCE, office.park, "tech", "郑样修").postings.update(department=office.department)
    client.force_login(office.duty_room)
    said = {"department": office.department.pk, "text": "带关阀工具，先疏散人员", **said}
    return client.post(reverse("complaints:dispatch", args=[complaint.pk]), said)


@pytest.mark.parametrize("anonymous", ["", "on"])
def test_an_urgent_word_of_the_public_form_calls_the_duty_room_without_names(
    client: Client, office: Office, anonymous: str
):
    form = page(client, reverse("complaints:submit"))
    assert "Urgent: danger to people" in form
    assert "0755-26005678" in form
    words = "林示意说A栋有燃气味，请打19900000034"
    assert send(client, content=words, urgent="on", anonymous=anonymous, place="").status_code == 302
    complaint = Complaint.objects.get()
    assert complaint.urgent
    assert complaint.dispatch_due == at(THURSDAY, 10, 15)
    (told,) = calls(office)
    assert told.startswith("A-201 · ")
    assert "燃气味" in told
    assert "19900000034" not in told
    assert anonymous or "林示意" not in told
    assert OutboxMessage.objects.filter(channel="robot", purpose="inbox.urgent").count() == 1


def test_an_ordinary_complaint_calls_nobody(office: Office):
    assert complaint_in(office).dispatch_due is None
    assert calls(office) == []


def test_the_group_hears_nothing_about_a_person_but_the_duty_room_does(office: Office):
    complaint_in(office, urgent=True, category=Category.SERVICE_ATTITUDE)
    assert len(calls(office)) == 1
    assert not OutboxMessage.objects.filter(channel="robot").exists()


def test_the_duty_room_sends_a_team_and_names_nobody(client: Client, office: Office):
    complaint = complaint_in(office, urgent=True, matter="林示例家燃气泄漏")
    with clock.at(MORNING + timedelta(minutes=8)):
        assert dispatch(client, office, complaint).status_code == 302
        dispatch(client, office, complaint)
        seen = page(client, reverse("complaints:record", args=[complaint.pk]))
    order = WorkOrder.objects.get()
    assert (order.source, order.urgent, order.due) == (complaint, True, complaint.resolve_due)
    assert "林示例" not in order.matter + order.contact_name
    complaint.refresh_from_db()
    assert complaint.dispatched_at == MORNING + timedelta(minutes=8)
    assert complaint.next_limit == "acknowledge"
    assert Event.objects.about(complaint).filter(verb="complaint.dispatched").count() == 1
    assert InboxItem.objects.filter(recipient=office.officer, verb="inbox.dispatched").count() == 1
    assert "Sending somebody" in seen
    assert "带关阀工具，先疏散人员" in seen


def test_colleagues_of_our_own_go_without_an_order(client: Client, office: Office):
    complaint = complaint_in(office, urgent=True)
    assert dispatch(client, office, complaint, department="").status_code == 302
    complaint.refresh_from_db()
    assert complaint.dispatched_at == MORNING
    assert not WorkOrder.objects.exists()
    assert "We sent somebody" in page(client, reverse("complaints:track_case", args=[complaint.track_code]))


@pytest.mark.parametrize(("urgent", "who", "status"), [(False, "duty_room", 302), (True, "clerk", 403)])
def test_nobody_else_sends_and_only_what_is_urgent_is_sent_to(
    client: Client, office: Office, urgent: bool, who: str, status: int
):
    complaint = complaint_in(office, urgent=urgent, actor=office.clerk, channel="duty_room")
    client.force_login(getattr(office, who))
    assert client.post(reverse("complaints:dispatch", args=[complaint.pk]), {"text": "去看"}).status_code == status
    complaint.refresh_from_db()
    assert complaint.dispatched_at is None


def test_what_becomes_urgent_later_is_counted_from_then(office: Office):
    complaint = complaint_in(office, State.INVESTIGATING)
    taken_on = complaint_in(office)
    with clock.at(at(THURSDAY, 22)):
        weigh(complaint_id=complaint.pk, actor=office.officer, severity="minor", urgent=True, reason="冒烟了")
        services.investigate(complaint_id=taken_on.pk, actor=office.officer, urgent=True)
    assert {case.dispatch_due for case in Complaint.objects.all()} == {at(THURSDAY, 22, 15)}
    assert len(calls(office)) == 2
