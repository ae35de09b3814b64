"""What the system raises to major by itself, and that limits never get longer by a new weight (domain 2.1, C11)."""

from datetime import date

import pytest
from django.test import Client

from complaints.approvals.duties import service_quality
from complaints.casework import services
from complaints.casework.queries import for_proposal_by
from complaints.choices import Severity, State
from complaints.ladder.raising import raise_due
from complaints.models import Complaint
from complaints.weighing.services import weigh
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.messaging.models import InboxItem
from tests.complaints.factories import Office, at, complaint_in

THURSDAY, FRIDAY, MONDAY = (date(2026, 11, day) for day in (5, 6, 9))


def ticked(moment) -> None:
    """The worker comes by, twice."""
    with clock.at(moment):
        raise_due()
        raise_due()


def severity(complaint: Complaint) -> str:
    """The weight in the database."""
    return str(Complaint.objects.get(pk=complaint.pk).severity)


@pytest.mark.duty("A3", "M2")
def test_open_for_a_month_becomes_major_once(office: Office):
    """30 days from Thursday 2026-11-05 10:00 end on Saturday 12-05; it is raised when the desk opens on Monday."""
    complaint = complaint_in(office, State.INVESTIGATING)
    ticked(at(date(2026, 12, 4), 17))
    ticked(at(date(2026, 12, 5), 11))
    assert severity(complaint) == Severity.MINOR
    ticked(at(date(2026, 12, 7), 8, 30))
    assert severity(complaint) == Severity.MAJOR
    event = Event.objects.about(complaint).get(verb="complaint.raised")
    assert (event.actor_id, event.data["reason"], event.data["number"]) == (None, "age", 30)
    assert InboxItem.objects.filter(recipient=office.project_manager, verb="inbox.raised").count() == 1


@pytest.mark.duty("A3")
def test_what_is_resolved_is_not_raised(office: Office):
    complaint = complaint_in(office, State.RESOLVED)
    ticked(at(date(2026, 12, 7), 9))
    assert severity(complaint) == Severity.MINOR


@pytest.mark.duty("A3", "A6")
def test_the_same_matter_three_times_becomes_major(office: Office):
    complaint = complaint_in(office)
    Complaint.objects.filter(pk=complaint.pk).update(mentions=2)
    ticked(at(THURSDAY, 11))
    assert severity(complaint) == Severity.MINOR
    Complaint.objects.filter(pk=complaint.pk).update(mentions=3)
    ticked(at(THURSDAY, 11))
    assert severity(complaint) == Severity.MAJOR


@pytest.mark.duty("A6")
def test_a_chain_of_repeats_counts_as_one_matter(office: Office):
    first, second, third = (complaint_in(office) for _each in range(3))
    Complaint.objects.filter(pk=second.pk).update(repeat_of=first)
    Complaint.objects.filter(pk=third.pk).update(repeat_of=second)
    ticked(at(THURSDAY, 11))
    assert [severity(each) for each in (first, second, third)] == ["minor", "minor", "major"]


@pytest.mark.duty("A3")
def test_raising_gives_no_more_time(office: Office):
    """Minor: resolution in 2 days, Monday 17:30. Major would give 10 days; the earlier moment stays."""
    complaint = complaint_in(office)
    Complaint.objects.filter(pk=complaint.pk).update(mentions=3)
    ticked(at(THURSDAY, 11))
    complaint.refresh_from_db()
    assert clock.local(complaint.resolve_due) == at(MONDAY, 17, 30)
    assert clock.local(complaint.acknowledge_due) == at(THURSDAY, 10, 30)


@pytest.mark.duty("A3")
def test_a_limit_that_has_passed_stays_passed_under_a_new_weight(office: Office):
    """First answer of a minor complaint: Friday 17:30. Taken on as major on Monday 09:00 it would get until Monday
    17:30, but it is late already. Resolution counts 10 working days from the receipt: Thursday 11-19."""
    complaint = complaint_in(office)
    with clock.at(at(MONDAY, 9)):
        services.investigate(complaint_id=complaint.pk, actor=office.officer, severity=Severity.MAJOR)
    complaint.refresh_from_db()
    assert clock.local(complaint.answer_due) == at(FRIDAY, 17, 30)
    assert clock.local(complaint.resolve_due) == at(date(2026, 11, 19), 17, 30)


@pytest.mark.duty("A3", "P3")
def test_what_becomes_major_while_it_is_put_right_waits_for_the_managers_proposal(client: Client, office: Office):
    complaint = complaint_in(office, State.ACTING)
    Complaint.objects.filter(pk=complaint.pk).update(mentions=3)
    assert not Complaint.objects.filter(for_proposal_by(office.manager)).exists()
    with clock.at(at(THURSDAY, 11)):
        ticked(at(THURSDAY, 11))
        item = InboxItem.objects.get(verb="inbox.to_propose")
        assert item.recipient == office.manager
        assert Complaint.objects.filter(for_proposal_by(office.manager)).get() == complaint
        stands = service_quality([office.manager], office.park, clock.today())[office.manager.pk]
        assert stands.state not in ("nothing", "done")
        client.force_login(office.officer)
        page = client.get(complaint.get_absolute_url()).context["page"]
        assert page.waits_for == "下一步由经理提出处理意见，批准后再办。"


@pytest.mark.duty("P3")
def test_the_manager_is_asked_when_an_officer_weighs_it_major_while_acting(office: Office):
    complaint = complaint_in(office, State.ACTING)
    weigh(complaint_id=complaint.pk, actor=office.officer, severity=Severity.MAJOR, urgent=False, reason="影响生产")
    assert InboxItem.objects.get(verb="inbox.to_propose").recipient == office.manager
