"""What is not merged, and what a merge moves along (peers 3, no. 7)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from complaints.books import duplicates as books_check
from complaints.casework import words
from complaints.choices import Category, Severity, State
from complaints.forgotten.services import call_forgotten
from complaints.models import Complaint
from complaints.reopening.services import reopen
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.models import InboxItem
from tests.complaints import factories
from tests.complaints.duplicates.merging import join, page
from tests.complaints.factories import MORNING, Office, complaint_in

pytestmark = pytest.mark.duty("A3")


@pytest.mark.parametrize("state", [State.ESCALATED, State.RESOLVED, State.CLOSED])
def test_nothing_is_merged_into_what_waits_for_a_leader_or_is_settled(office: Office, state):
    with clock.at(MORNING - timedelta(hours=1)):
        other = complaint_in(office, state)
    mine = complaint_in(office)
    with pytest.raises(RuleViolation, match=other.number):
        join(mine, other)
    assert Complaint.objects.get(pk=mine.pk).state == State.RECEIVED


def test_an_escalated_one_is_not_merged_away(office: Office, first):
    escalated = complaint_in(office, State.ESCALATED)
    with pytest.raises(RuleViolation):
        join(escalated, first, office.manager)


def test_not_with_itself_nor_a_later_nor_one_of_another_park(office: Office, other_park: Office, first, second):
    elsewhere = complaint_in(other_park)
    for later, root in ((first, first), (first, second), (second, elsewhere)):
        with pytest.raises(RuleViolation):
            join(later, root)


def test_a_chain_is_refused_and_names_the_one_that_goes_on(office: Office, first, second):
    join(second, first)
    third = complaint_in(office)
    with pytest.raises(RuleViolation, match=first.number):
        join(third, second)


def test_what_was_merged_before_moves_along(office: Office, first, second):
    third = complaint_in(office)
    join(third, second)
    join(second, first)
    assert {each.merged_into for each in Complaint.objects.filter(state=State.MERGED)} == {first}
    assert Complaint.objects.get(pk=first.pk).mentions == 3
    assert Event.objects.about(third).get(verb="complaint.moved_along").data["number"] == first.number
    assert not list(books_check())


@pytest.mark.duty("P3")
def test_a_complaint_about_a_person_is_not_merged_with_another_matter(office: Office, first):
    about = complaint_in(office, category=Category.SERVICE_ATTITUDE, against=office.officer)
    with pytest.raises(RuleViolation):
        join(about, first, office.manager)


def test_who_does_not_work_on_it_merges_nothing(office: Office, first, second):
    with pytest.raises(PermissionDenied):
        join(second, first, office.duty_room)


def test_the_heavier_weight_counts_from_the_first_receipt(office: Office, first):
    major = complaint_in(office, severity="major", urgent=True)
    join(major, first)
    kept = Complaint.objects.get(pk=first.pk)
    assert (kept.severity, kept.urgent) == ("major", True)
    assert kept.acknowledge_due < MORNING
    weighed = Event.objects.about(first).get(verb="complaint.weighed")
    assert (weighed.actor, weighed.data["former"], weighed.data["severity"]) == (office.officer, "minor", "major")
    assert "重大" in page(office.officer, first)


@pytest.mark.both
def test_the_database_keeps_state_and_root_together(office: Office, first, second):
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=second.pk).update(merged_into=first)


@pytest.mark.parametrize("act", ["remark", "reopen", "forgotten"])
def test_the_leading_one_is_locked_before_the_merged_one(office: Office, first, second, act: str):
    """The order in which every other act takes the two: opposite orders would wait for each other for ever."""
    join(second, first)
    for step in (factories.find, factories.act, factories.resolve, factories.tell_result) if act == "reopen" else ():
        step(office, Complaint.objects.get(pk=first.pk))
    with CaptureQueriesContext(connection) as asked, clock.at(MORNING + timedelta(days=20)):
        {
            "remark": lambda: words.remark_by_complainant(complaint_id=second.pk, text="今天又停了。"),
            "reopen": lambda: reopen(complaint_id=second.pk, reason="又响了"),
            "forgotten": lambda: call_forgotten(complaint_id=second.pk),
        }[act]()
    whole = [q["sql"] for q in asked if '"complaints_complaint"."track_code"' in q["sql"]]
    taken = [pk for sql in whole for pk in (first.pk, second.pk) if f'WHERE "complaints_complaint"."id" = {pk} ' in sql]
    assert taken[:2] == [first.pk, second.pk]


@pytest.mark.duty("P3")
def test_what_becomes_major_by_a_merge_while_it_is_put_right_asks_for_the_proposal(office: Office):
    with clock.at(MORNING - timedelta(hours=1)):
        first = complaint_in(office, State.ACTING)
    join(complaint_in(office, severity=Severity.MAJOR), first)
    assert InboxItem.objects.filter(verb="inbox.to_propose").get().recipient == office.manager
