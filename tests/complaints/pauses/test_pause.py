"""Waiting for the complainant: limits stand still for what really passed (domain 2.1, C11, peers 9, 12 and 17).

Hours 08:30–12:00 and 13:30–17:30. Received Thursday 2026-11-05 10:00, minor: first answer Friday 17:30, resolution
Monday 11-09 17:30. The wait begins on Thursday 11:00.
"""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from complaints.choices import State
from complaints.ladder.models import Reminder
from complaints.ladder.services import remind
from complaints.models import Complaint, Pause, Reply
from complaints.pauses.services import end_due
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.messaging.models import InboxItem, OutboxMessage
from parkservice.parks.deadlines import explain
from tests.complaints import factories
from tests.complaints.factories import Office, at, complaint_in, new_form
from tests.home.test_check_books import found, plant

THURSDAY, FRIDAY = date(2026, 11, 5), date(2026, 11, 6)
MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in (9, 10, 11))
ASK = "林女士：您好！货梯一事由李样例负责。请您在11月6日前告诉我们是哪一部货梯，收到后我们马上去看。谢谢！"


def wait(client: Client, office: Office, complaint: Complaint, **answers: Any):
    """Send the form on Thursday at 11:00."""
    said = {"reason": "哪一部货梯", "until": FRIDAY.isoformat(), "way": "tracking_page", "text": ASK, **answers}
    with clock.at(at(THURSDAY, 11)):
        client.force_login(office.officer)
        return client.post(reverse("complaints:pause", args=[complaint.pk]), {"form_id": new_form(), **said})


@pytest.fixture
def waiting(client: Client, office: Office) -> Complaint:
    """A complaint that waits since Thursday 11:00, until Friday evening at the latest."""
    complaint = complaint_in(office, State.INVESTIGATING)
    assert wait(client, office, complaint).status_code == 302
    return Complaint.objects.get(pk=complaint.pk)


def resume(client: Client, office: Office, complaint: Complaint, moment: datetime) -> Complaint:
    """The officer goes on."""
    with clock.at(moment):
        client.force_login(office.officer)
        assert client.post(reverse("complaints:resume", args=[complaint.pk])).status_code == 302
    return Complaint.objects.get(pk=complaint.pk)


def dues(complaint: Complaint) -> tuple[datetime, datetime]:
    """First answer and resolution, local."""
    fresh = Complaint.objects.get(pk=complaint.pk)
    return clock.local(fresh.answer_due), clock.local(fresh.resolve_due)


@pytest.mark.duty("A3")
def test_the_opening_minutes_paused_are_added_to_what_remains(client: Client, office: Office, waiting: Complaint):
    """Thursday 11:00–12:00 60 and 13:30–17:30 240, Friday 08:30–09:30 60: 360 minutes. Monday 08:30 + 210 = 12:00,
    150 more from 13:30 = 16:00; the same from Tuesday for the resolution. By the clock it was 22 h 30 min."""
    after = resume(client, office, waiting, at(FRIDAY, 9, 30))
    assert dues(after) == (at(MONDAY, 16), at(TUESDAY, 16))
    pause = Pause.objects.get()
    assert (pause.working_minutes, pause.natural_minutes, pause.end) == (360, 1350, "act")
    assert "暂停 6 工时" in explain(after.limit_basis["resolve"], after.park)


@pytest.mark.duty("A3")
@pytest.mark.parametrize("late", [at(FRIDAY, 17, 30), at(MONDAY, 10), at(WEDNESDAY, 9)])
def test_a_wait_ends_by_itself_at_its_end_however_late_the_worker_comes(
    office: Office, waiting: Complaint, late: datetime
):
    """60 + 240 + 450 = 750 minutes: Monday 17:30 + Tuesday 450 + Wednesday 210 until 12:00 and 90 from 13:30."""
    with clock.at(late):
        end_due()
        end_due()
    assert dues(waiting)[1] == at(WEDNESDAY, 15)
    assert Pause.objects.get().end == "time"
    assert InboxItem.objects.filter(recipient=office.officer, verb="inbox.pause_over").count() == 1


@pytest.mark.duty("A3")
def test_the_complainants_remark_ends_the_wait(client: Client, waiting: Complaint):
    with clock.at(at(FRIDAY, 9, 30)):
        url = reverse("complaints:track_remark", args=[waiting.track_code])
        client.post(url, {"form_id": new_form(), "text": "是 1 号货梯。"})
    assert dues(waiting) == (at(MONDAY, 16), at(TUESDAY, 16))
    assert Pause.objects.get().end == "answer"
    assert Complaint.objects.get().paused_at is None


@pytest.mark.duty("A3")
def test_an_urgent_complaint_waits_by_the_clock(client: Client, office: Office):
    """24 h from Thursday 10:00, paused from 11:00 to 13:00: Friday 12:00."""
    complaint = complaint_in(office, State.INVESTIGATING, urgent=True)
    wait(client, office, complaint)
    resume(client, office, complaint, at(THURSDAY, 13))
    assert dues(complaint)[1] == at(FRIDAY, 12)


def test_two_waits_add_up(client: Client, office: Office, waiting: Complaint):
    """60 minutes on Thursday, 30 on Friday: Monday 17:30 becomes Tuesday 10:00."""
    resume(client, office, waiting, at(THURSDAY, 12))
    with clock.at(at(FRIDAY, 9)):
        client.force_login(office.officer)
        said = {"reason": "照片", "until": MONDAY.isoformat(), "way": "tracking_page", "text": ASK}
        client.post(reverse("complaints:pause", args=[waiting.pk]), {"form_id": new_form(), **said})
    resume(client, office, waiting, at(FRIDAY, 9, 30))
    assert dues(waiting)[1] == at(TUESDAY, 10)


@pytest.mark.duty("A3")
def test_a_step_ends_the_wait(client: Client, office: Office, waiting: Complaint):
    with clock.at(at(FRIDAY, 9, 30)):
        factories.find(office, waiting)
        assert Complaint.objects.get().is_paused
        factories.act(office, waiting)
    assert dues(waiting)[1] == at(TUESDAY, 16)
    assert Pause.objects.get().end == "step"


@pytest.mark.duty("A1", "A3")
def test_nobody_is_reminded_and_nothing_is_overdue_while_it_waits(client: Client, office: Office, waiting: Complaint):
    with clock.at(at(WEDNESDAY, 10)):
        remind()
        assert not Reminder.objects.exists()
        client.force_login(office.manager)
        assert waiting.number not in client.get("/complaints/?view=overdue").content.decode()
        assert waiting.number in client.get("/complaints/?view=paused").content.decode()


@pytest.mark.duty("A5")
def test_the_complainant_is_asked_and_sees_what_we_wait_for(client: Client, waiting: Complaint):
    page = client.get(f"/complaints/track/{waiting.track_code}/", headers={"accept-language": "zh-CN"}).content.decode()
    assert "我们在等您的答复" in page
    assert ASK in page
    assert Reply.objects.get().kind == "question"
    assert waiting.acknowledged_at is not None
    assert waiting.answered_at is None


def test_a_mail_asks_who_left_an_address(client: Client, office: Office):
    complaint = complaint_in(office, State.INVESTIGATING, email="lin@example.com")
    wait(client, office, complaint, way="mail")
    assert OutboxMessage.objects.filter(purpose="complaint.reply", to="lin@example.com", body=ASK).count() == 1


def test_the_record_shows_the_pause_instead_of_a_bar(client: Client, office: Office, waiting: Complaint):
    client.force_login(office.officer)
    page = client.get(waiting.get_absolute_url(), headers={"accept-language": "en"}).content.decode()
    assert "Clock paused" in page
    assert "哪一部货梯" in page
    assert "Computed like this" not in page


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"until": "2026-11-05"}, "until"),
        ({"until": "2026-12-06"}, "until"),
        ({"until": ""}, "until"),
        ({"reason": ""}, "reason"),
        ({"text": "请您告诉我们：____"}, "text"),
        ({"text": "请您缴清欠费，否则停电。"}, "text"),
    ],
)
def test_a_wrong_answer_comes_back_beside_its_field(client: Client, office: Office, answers: dict, field: str):
    complaint = complaint_in(office, State.INVESTIGATING)
    response = wait(client, office, complaint, **answers)
    assert response.status_code == 422
    assert f'id="pause-{field}_error"' in response.content.decode()
    assert not Pause.objects.exists()
    assert not Reply.objects.exists()


def test_the_second_who_asks_is_told_that_it_waits_already(client: Client, office: Office, waiting: Complaint):
    response = wait(client, office, waiting)
    with clock.at(at(THURSDAY, 11)):
        page = client.get(response["Location"], headers={"accept-language": "en"}).content.decode()
    assert "已经在等待投诉人答复" in page
    assert Pause.objects.count() == 1


def test_what_is_resolved_waits_for_nobody(client: Client, office: Office):
    complaint = complaint_in(office, State.RESOLVED)
    wait(client, office, complaint)
    assert not Pause.objects.exists()


def test_each_wait_is_in_the_journal(client: Client, office: Office, waiting: Complaint):
    resume(client, office, waiting, at(FRIDAY, 9, 30))
    verbs = set(Event.objects.about(waiting).values_list("verb", flat=True))
    assert {"complaint.paused", "complaint.resumed"} <= verbs


@pytest.mark.both
def test_the_database_keeps_one_open_wait_and_never_edits_one(waiting: Complaint):
    pause = Pause.objects.get()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Pause.objects.update(reason="别的")
    pause.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        pause.save(force_insert=True)


@pytest.mark.duty("A3")
def test_the_time_waited_is_not_ours_when_the_record_says_how_long_it_took(
    client: Client, office: Office, waiting: Complaint
):
    """Resolved on Friday 10:00: 360 minutes on Thursday and 90 on Friday, less 360 paused, are 90."""
    after = resume(client, office, waiting, at(FRIDAY, 9, 30))
    with clock.at(at(FRIDAY, 10)):
        for step in (factories.find, factories.act, factories.resolve):
            step(office, after)
        page = client.get(waiting.get_absolute_url(), headers={"accept-language": "zh-CN"}).content.decode()
    assert "办结用时 1 工时 30 分" in page


def test_the_books_find_a_wait_without_its_pause(waiting: Complaint, capsys: pytest.CaptureFixture):
    plant("UPDATE complaints_complaint SET paused_at = NULL, paused_until = NULL")
    assert any("a pause is open, but its limits run" in line for line in found(capsys))
