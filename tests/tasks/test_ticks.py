"""What time alone brings: reminders and overdue notices, once each, however often or late the clock runs."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from parkservice.journal.queries import timeline
from parkservice.kit import clock
from parkservice.messaging.models import InboxItem
from parkservice.parks import thresholds
from parkservice.tasks.workorders import services
from tests.complaints.factories import MORNING, Office
from tests.tasks.factories import DUE, Team, a_complaint, a_question, an_order

pytestmark = pytest.mark.django_db


def told(person, prefix: str) -> list[str]:
    rows = InboxItem.objects.filter(recipient=person, verb__startswith=prefix).order_by("pk")
    return list(rows.values_list("verb", flat=True))


def tick(moment, times: int = 2) -> None:
    with clock.at(moment):
        for _again in range(times):
            call_command("tick")


def happened(row) -> list[str]:
    return [entry.event.verb for entry in timeline(row) if entry.event.actor is None]


@pytest.mark.duty("M4")
def test_the_department_is_reminded_and_the_manager_told_once_each(office: Office, team: Team):
    question = a_question(office)
    tick(DUE - timedelta(hours=1))
    assert told(team.lead, "inbox.question_") == ["inbox.question_reminder"]
    tick(DUE)
    tick(DUE + timedelta(days=3))
    assert happened(question) == ["question.reminded", "question.overdue"]
    for person in (team.lead, office.officer, office.manager):
        assert told(person, "inbox.question_overdue") == ["inbox.question_overdue"]


def test_an_order_that_nobody_takes_is_told_to_its_asker(office: Office, team: Team):
    an_order(office)
    tick(DUE - timedelta(hours=1))
    assert told(office.officer, "inbox.workorder") == ["inbox.workorder_untaken"]


def test_only_who_does_it_is_reminded_of_an_order_that_was_taken(office: Office, team: Team):
    order = an_order(office)
    services.take(order_id=order.pk, actor=team.technician)
    tick(DUE - timedelta(hours=1))
    assert told(team.technician, "inbox.workorder_reminder") == ["inbox.workorder_reminder"]
    assert told(office.officer, "inbox.workorder_") == ["inbox.workorder_taken"]


def test_after_a_gap_only_the_last_word_goes_out(office: Office, team: Team):
    order = an_order(office)
    tick(DUE + timedelta(days=30))
    assert happened(order) == ["workorder.overdue"]


def test_work_that_is_done_is_neither_reminded_nor_overdue(office: Office, team: Team):
    order = an_order(office)
    services.take(order_id=order.pk, actor=team.technician)
    services.finish(order_id=order.pk, actor=team.technician, result="已更换")
    tick(DUE + timedelta(days=1))
    assert happened(order) == []


def test_nothing_happens_before_four_fifths_of_the_time(office: Office, team: Team):
    order = an_order(office)
    tick(MORNING + (DUE - MORNING) * 0.79)
    assert happened(order) == []


def test_the_park_sets_after_which_share_of_the_time_it_is_reminded(office: Office, team: Team):
    thresholds.change(office.park, {"task_remind_percent": 50}, MORNING.date())
    order = an_order(office)
    tick(MORNING + (DUE - MORNING) * 0.49)
    assert happened(order) == []
    tick(MORNING + (DUE - MORNING) * 0.51)
    assert happened(order) == ["workorder.reminded"]


def test_the_person_concerned_is_not_told(office: Office, team: Team):
    complaint = a_complaint(office, against=office.manager, category="service_attitude", unit=None, customer=None)
    order = an_order(office, actor=complaint.officer, subject=complaint)
    tick(DUE)
    assert happened(order) == ["workorder.overdue"]
    assert told(office.manager, "inbox.workorder") == []
