"""Who is told when a limit runs out (domain 2.1, peers 12 and 14). The clock begins on Thursday 2026-11-05, 10:00.

Hours 08:30–12:00 and 13:30–17:30, 450 minutes a day. First contact of a minor complaint: 4 h = 240 min, due Thursday
15:30. 80 % = 192 min: 120 until 12:00 and 72 from 13:30, so 14:42. 150 % = 360 min: 17:30, when the desk is shut, so
Friday 08:30.
"""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from complaints.ladder.models import Reminder, Step
from complaints.ladder.services import remind
from complaints.models import Complaint
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.messaging.models import InboxItem, OutboxMessage
from tests.complaints.factories import Office, at, complaint_in, staff

THURSDAY, FRIDAY, SATURDAY, MONDAY = (date(2026, 11, day) for day in (5, 6, 7, 9))
VERBS = ("inbox.limit_near", "inbox.limit_passed")


def ticked(moment: datetime) -> None:
    """The worker comes by."""
    with clock.at(moment):
        remind()


def told(user: User) -> list[str]:
    """Which limits this person was told about, in order."""
    items = InboxItem.objects.filter(recipient=user, verb__in=VERBS).order_by("id")
    return [item.data["limit"] for item in items]


@pytest.mark.duty("A1", "A3", "M2")
@pytest.mark.parametrize(
    ("moment", "officer", "manager", "project_manager"),
    [
        (at(THURSDAY, 14, 41), 0, 0, 0),
        (at(THURSDAY, 14, 42), 1, 0, 0),
        (at(THURSDAY, 15, 29), 1, 0, 0),
        (at(THURSDAY, 15, 30), 1, 1, 0),
        (at(THURSDAY, 17, 29), 1, 1, 0),
        (at(FRIDAY, 8, 30), 1, 1, 1),
    ],
)
def test_each_step_is_told_at_its_share_of_the_limit(
    office: Office, moment: datetime, officer: int, manager: int, project_manager: int
):
    complaint_in(office)
    ticked(moment)
    assert len(told(office.officer)) == officer
    assert len(told(office.manager)) == manager
    assert len(told(office.project_manager)) == project_manager


@pytest.mark.duty("A1")
@pytest.mark.parametrize("moment", [at(THURSDAY, 17, 30), at(THURSDAY, 23), at(FRIDAY, 8, 29)])
def test_nobody_is_told_outside_opening_hours(office: Office, moment: datetime):
    complaint_in(office)
    ticked(moment)
    assert not Reminder.objects.exists()


@pytest.mark.duty("A1")
def test_an_urgent_limit_wakes_people_at_once(office: Office):
    """15 minutes by the clock from Saturday 23:00: 80 % at 23:12, the limit at 23:15, 150 % at 23:22:30."""
    with clock.at(at(SATURDAY, 23)):
        complaint_in(office, urgent=True, anonymous=True)  # nobody to contact, but somebody to send
    seen = []
    for minute in (11, 12, 15, 22, 23):
        ticked(at(SATURDAY, 23, minute))
        seen.append(tuple(len(told(who)) for who in (office.officer, office.manager, office.project_manager)))
    assert seen == [(0, 0, 0), (1, 0, 0), (1, 1, 0), (1, 1, 0), (1, 1, 1)]
    assert told(office.manager) == ["dispatch"]


@pytest.mark.both
@pytest.mark.duty("A1")
def test_often_late_or_after_a_gap_comes_to_the_same(office: Office):
    complaint_in(office)

    def after(moments: list[datetime]) -> set[tuple[str, str, int]]:
        with transaction.atomic():
            for moment in moments:
                ticked(moment)
            found = list(Reminder.objects.values_list("kind", "step", "person_id"))
            transaction.set_rollback(True)
        assert len(found) == len(set(found))
        return set(found)

    end = at(MONDAY, 14)
    often = [at(day, hour, minute) for day in (THURSDAY, FRIDAY, MONDAY) for hour in range(8, 18) for minute in (0, 30)]
    assert after([moment for moment in often if moment <= end] * 2) == after([end]) != set()


@pytest.mark.both
def test_the_database_keeps_one_reminder_for_each_limit_and_person(office: Office):
    complaint_in(office)
    ticked(at(THURSDAY, 15))
    again = Reminder.objects.get()
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


@pytest.mark.duty("A1")
def test_a_limit_that_was_met_reminds_nobody(office: Office):
    complaint = complaint_in(office)
    Complaint.objects.filter(pk=complaint.pk).update(acknowledged_at=clock.now())
    ticked(at(THURSDAY, 17))
    assert told(office.officer) == []


def test_a_stand_in_is_reminded_too(office: Office):
    complaint_in(office)
    stand_in = staff(Role.OFFICER, office.park, "standin", "吴代班")
    stand_in.postings.update(standing_in_for=office.officer, ends=FRIDAY)
    ticked(at(THURSDAY, 15))
    assert told(stand_in) == told(office.officer) == ["acknowledge"]


@pytest.mark.duty("P3")
def test_the_person_concerned_is_never_told(office: Office):
    complaint = complaint_in(office)
    Complaint.objects.filter(pk=complaint.pk).update(against_staff=office.manager)
    ticked(at(FRIDAY, 9))
    assert told(office.manager) == []
    assert set(Reminder.objects.values_list("step", "person_id")) == {
        (Step.HANDLER, office.officer.pk),
        (Step.MANAGER, office.project_manager.pk),
        (Step.PROJECT_MANAGER, office.project_manager.pk),
    }


@pytest.mark.duty("M2")
def test_the_record_says_whom_the_clock_told_and_the_complainant_never_reads_it(client, office: Office):
    complaint = complaint_in(office)
    ticked(at(FRIDAY, 9))
    events = Event.objects.about(complaint).filter(verb="complaint.limit_passed")
    assert {event.data["step"] for event in events} == {"manager", "project_manager"}
    assert {event.actor_id for event in events} == {None}
    page = client.get(f"/complaints/track/{complaint.track_code}/").content.decode()
    assert "limit has passed" not in page.lower()


def test_the_minutes_work_runs_the_ladder(office: Office, django_capture_on_commit_callbacks: Callable):
    complaint_in(office)
    with clock.at(at(THURSDAY, 15)):
        call_command("tick")
    assert told(office.officer) == ["acknowledge"]


@pytest.mark.duty("M2")
def test_the_group_hears_once_that_a_limit_has_passed_and_no_full_name(office: Office):
    complaint = complaint_in(office)
    alerts = OutboxMessage.objects.filter(channel="robot", purpose="inbox.limit_passed")
    ticked(at(THURSDAY, 14, 42))
    assert not alerts.exists()
    ticked(at(THURSDAY, 15, 30))
    ticked(at(FRIDAY, 8, 30))
    (alert,) = alerts.filter(body__contains="首次联系")
    assert complaint.number in alert.body
    assert "李样例" not in alert.body
