"""The complainant says that it is not settled: for thirty days, without an account, or by a call (domain 2.1)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from complaints.choices import State
from complaints.models import Complaint
from complaints.reopening import services
from parkservice.accounts.rights import forget
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.models import InboxItem
from tests.complaints import factories
from tests.complaints.factories import MORNING, Office, complaint_in

pytestmark = pytest.mark.duty("A5")
REASON = "今天早上又响了"


def track(client: Client, complaint: Complaint) -> str:
    """The tracking page as the complainant reads it."""
    return client.get(reverse("complaints:track_case", args=[complaint.track_code])).content.decode()


def say(client: Client, complaint: Complaint, reason: str = REASON):
    """Press the button of the tracking page."""
    return client.post(reverse("complaints:track_reopen", args=[complaint.track_code]), {"reason": reason})


def state(complaint: Complaint) -> str:
    """Where the complaint stands in the database."""
    return str(Complaint.objects.values_list("state", flat=True).get(pk=complaint.pk))


def test_the_tenant_takes_a_closed_complaint_up_again_from_the_tracking_page(client: Client, office: Office):
    complaint = complaint_in(office, State.CLOSED)
    later = MORNING + timedelta(days=1)
    with clock.at(later):
        assert reverse("complaints:track_reopen", args=[complaint.track_code]) in track(client, complaint)
        assert say(client, complaint).status_code == 302
        again = Complaint.objects.get(pk=complaint.pk)
        assert (again.state, again.reopened_count, again.reopened_at) == (State.INVESTIGATING, 1, later)
        assert again.next_due == min(again.answer_due, again.resolve_due)
        # One working day for the answer from Friday 6 November: Monday at closing time (domain 3.12).
        assert clock.local(again.answer_due) == factories.at(MORNING.date() + timedelta(days=4), 17, 30)
        assert reverse("complaints:track_reopen", args=[complaint.track_code]) not in track(client, complaint)
    event = Event.objects.about(complaint).get(verb="complaint.not_settled")
    assert (event.actor, event.data["reason"]) == (None, REASON)
    assert event.data["answer_due"] == complaint.answer_due.isoformat(), "the old limits stay in the history"
    told = InboxItem.objects.filter(verb__startswith="inbox.reopened").values_list("recipient__username", flat=True)
    assert set(told) == {office.officer.username, office.manager.username, office.park_office.username}


@pytest.mark.parametrize("reason", ["", "不行", "长" * 2001, "又\x00响"])
def test_a_reason_that_says_nothing_comes_back_and_changes_nothing(client: Client, office: Office, reason: str):
    complaint = complaint_in(office, State.CLOSED)
    answer = say(client, complaint, reason)
    assert answer.status_code == 422
    assert 'id="id_reason_error"' in answer.content.decode()
    assert state(complaint) == State.CLOSED


def test_after_thirty_days_the_page_leads_to_a_new_complaint_that_names_the_old_one(client: Client, office: Office):
    complaint = complaint_in(office, State.CLOSED)
    with clock.at(MORNING + timedelta(days=29, hours=23)):
        assert reverse("complaints:track_reopen", args=[complaint.track_code]) in track(client, complaint)
    with clock.at(MORNING + timedelta(days=30, minutes=1)):
        link = f"{reverse('complaints:submit')}?after={complaint.number}"
        assert link in track(client, complaint)
        assert say(client, complaint).status_code == 302
        assert complaint.number in client.get(link).content.decode()
    assert state(complaint) == State.CLOSED


def test_the_link_to_a_new_complaint_takes_nothing_but_a_number(client: Client, office: Office):
    form = client.get(reverse("complaints:submit"), {"after": "<b>TS-2026-000001</b>"}).context["form"]
    assert not form["content"].value()


def test_a_resolved_one_is_taken_up_again_once_the_result_was_told(client: Client, office: Office):
    complaint = complaint_in(office, State.RESOLVED)
    assert reverse("complaints:track_reopen", args=[complaint.track_code]) not in track(client, complaint)
    say(client, complaint)
    assert state(complaint) == State.RESOLVED
    factories.tell_result(office, complaint)
    say(client, complaint)
    assert state(complaint) == State.INVESTIGATING


@pytest.mark.parametrize("where", [State.RECEIVED, State.ACTING, State.ESCALATED, State.WITHDRAWN])
def test_nothing_else_is_reopened(client: Client, office: Office, where: str):
    complaint = complaint_in(office, where)
    say(client, complaint)
    assert state(complaint) == where


def test_a_call_is_written_down_with_who_called(client: Client, office: Office):
    complaint = complaint_in(office, State.CLOSED)
    client.force_login(office.officer)
    assert (
        reverse("complaints:reopen", args=[complaint.pk]) in client.get(complaint.get_absolute_url()).content.decode()
    )
    url = reverse("complaints:reopen", args=[complaint.pk])
    assert client.post(url, {"caller": "", "reason": REASON}).status_code == 422
    assert client.post(url, {"caller": "林女士", "reason": REASON}).status_code == 302
    event = Event.objects.about(complaint).get(verb="complaint.said_not_settled")
    assert (event.actor, event.data["caller"]) == (office.officer, "林女士")
    with pytest.raises(PermissionDenied):
        services.reopen(complaint_id=complaint.pk, reason=REASON, actor=office.clerk, caller="林女士")


def test_an_officer_who_left_does_not_get_it_back(office: Office):
    complaint = complaint_in(office, State.CLOSED)
    office.officer.postings.update(ends=MORNING.date() - timedelta(days=1))
    forget(office.officer)
    services.reopen(complaint_id=complaint.pk, reason=REASON)
    assert Complaint.objects.get(pk=complaint.pk).officer == office.manager


def test_each_time_is_counted_and_the_second_click_is_not(office: Office):
    complaint = complaint_in(office, State.CLOSED)
    services.reopen(complaint_id=complaint.pk, reason=REASON)
    with pytest.raises(RuleViolation):
        services.reopen(complaint_id=complaint.pk, reason=REASON)
    steps = (factories.act, factories.resolve, factories.tell_result, factories.tell_office, factories.visit)
    for step in (*steps, factories.close):
        step(office, complaint)
    services.reopen(complaint_id=complaint.pk, reason=REASON)
    assert Complaint.objects.get(pk=complaint.pk).reopened_count == 2


def test_the_complainant_rates_the_second_result_anew(client: Client, office: Office):
    complaint = complaint_in(office, State.CLOSED)
    client.post(reverse("complaints:track_rate", args=[complaint.track_code]), {"satisfaction": "2"})
    say(client, complaint)
    assert Complaint.objects.get(pk=complaint.pk).satisfaction is None
    assert Event.objects.about(complaint).filter(verb="complaint.rated").exists()
