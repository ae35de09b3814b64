"""Rights end with a posting: a stand-in acts until the last day, and nobody's complaints are left behind (A1)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from complaints.choices import Category, State
from complaints.handovers.services import ask
from complaints.models import Complaint, Handover, Suggestion
from complaints.suggestions.models import Decision, SuggestionState
from complaints.ticks import run
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.messaging.models import InboxItem
from tests.accounts.factories import PostingFactory
from tests.complaints.factories import MORNING, Office, complaint_in, new_form, staff
from tests.complaints.intake.test_follow import a_suggestion

pytestmark = pytest.mark.duty("A1")

TODAY = MORNING.date()


def stand_in_of(office: Office) -> User:
    """A colleague with a building of their own who stands in for the officer until today."""
    PostingFactory(
        user=office.other_officer,
        park=office.park,
        role=Role.OFFICER,
        standing_in_for=office.officer,
        starts=TODAY - timedelta(days=3),
        ends=TODAY,
    )
    return office.other_officer


def leave(person: User) -> None:
    """Yesterday was the last day."""
    person.postings.update(ends=TODAY - timedelta(days=1))


def take_on(user: User, complaint: Complaint) -> int:
    """Press "begin investigation"; the answer's status."""
    client = Client()
    client.force_login(user)
    said = {"severity": "minor", "category": complaint.category}
    return client.post(reverse("complaints:investigate", args=[complaint.pk]), said).status_code


def test_a_stand_in_acts_until_the_last_day_and_then_the_officer_alone(office: Office):
    stand_in = stand_in_of(office)
    during, after = complaint_in(office), complaint_in(office)
    assert {during.officer, after.officer} == {office.officer}
    assert InboxItem.objects.filter(recipient=stand_in, verb="inbox.complaint").count() == 2
    assert take_on(stand_in, during) == 302
    with clock.at(MORNING + timedelta(days=1)):
        assert take_on(stand_in, after) == 404
        assert take_on(office.officer, after) == 302
    assert {row.state for row in Complaint.objects.all()} == {State.INVESTIGATING}


def test_open_complaints_of_an_officer_without_a_posting_go_to_who_answers_now(client: Client, office: Office):
    mine, closed = [complaint_in(office), complaint_in(office, State.ACTING)], complaint_in(office, State.CLOSED)
    ask(
        complaint_id=mine[0].pk,
        actor=office.officer,
        receiver=office.other_officer,
        reason="更熟悉",
        form_id=new_form(),
    )
    leave(office.officer)
    heir = staff(Role.OFFICER, office.park, "heir", "孙接任", buildings=[office.building])
    for _time in range(2):
        run()
    assert {Complaint.objects.get(pk=each.pk).officer for each in mine} == {heir}
    assert Complaint.objects.get(pk=closed.pk).officer == office.officer
    assert not Handover.objects.waiting().exists()
    events = Event.objects.filter(verb="complaint.rerouted")
    assert [(event.actor, event.data["former"]) for event in events] == [(None, office.officer.name)] * 2
    told = InboxItem.objects.filter(verb="inbox.rerouted")
    assert {(item.recipient, item.data["count"]) for item in told} == {(heir, 2), (office.manager, 2)}
    client.force_login(office.manager)
    assert heir.name in client.get(mine[0].get_absolute_url()).content.decode()


@pytest.mark.duty("A4")
def test_open_suggestions_go_the_same_way_and_answered_ones_stay(office: Office):
    mine, answered = [a_suggestion(office), a_suggestion(office)], a_suggestion(office)
    Suggestion.objects.filter(pk=answered.pk).update(
        state=SuggestionState.ANSWERED,
        decision=Decision.DECLINE,
        reason="场地不够",
        decided_by=office.manager,
        decided_at=clock.now(),
        answer="谢谢您的建议。",
        answered_at=clock.now(),
    )
    leave(office.officer)
    heir = staff(Role.OFFICER, office.park, "heir", "孙接任", buildings=[office.building])
    for _time in range(2):
        run()
    assert {Suggestion.objects.get(pk=each.pk).officer for each in mine} == {heir}
    assert Suggestion.objects.get(pk=answered.pk).officer == office.officer
    events = Event.objects.filter(verb="suggestion.rerouted")
    assert [(event.actor, event.data["former"]) for event in events] == [(None, office.officer.name)] * 2
    told = InboxItem.objects.filter(verb="inbox.suggestions_rerouted")
    assert {(item.recipient, item.data["count"]) for item in told} == {(heir, 2), (office.manager, 2)}


@pytest.mark.duty("P3")
def test_the_person_concerned_neither_gets_it_nor_hears_of_it(office: Office):
    about = complaint_in(office, category=Category.SERVICE_ATTITUDE, against=office.manager)
    Complaint.objects.filter(pk=about.pk).update(officer=office.other_officer)
    leave(office.other_officer)
    run()
    assert Complaint.objects.get(pk=about.pk).officer == office.project_manager
    assert not InboxItem.objects.filter(verb="inbox.rerouted", recipient=office.manager).exists()


def test_where_nobody_else_answers_it_stays_and_nothing_is_written(office: Office):
    about = complaint_in(office, against=office.officer)
    assert about.officer == office.manager
    for leader in (office.manager, office.project_manager, office.general_manager):
        leave(leader)
    before = Event.objects.count()
    run()
    assert Complaint.objects.get(pk=about.pk).officer == office.manager
    assert Event.objects.count() == before
