"""More time for a resolution (domain 2.1, C11). Received Thursday 2026-11-05 10:00, minor: due Monday 11-09 17:30."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from complaints.casework import services
from complaints.choices import State
from complaints.ladder.services import remind
from complaints.models import Complaint, Extension, Reply
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.messaging.models import InboxItem, OutboxMessage
from parkservice.parks.deadlines import explain
from tests.complaints.factories import Office, at, complaint_in, new_form

THURSDAY, FRIDAY = date(2026, 11, 5), date(2026, 11, 6)
MONDAY, FRIDAY_AFTER = date(2026, 11, 9), date(2026, 11, 13)
ELEVEN = at(THURSDAY, 11)
SORRY = "林女士：您好！备件下周到货，比约定的晚，给您添麻烦了，对不起。李样例于11月13日前处理完毕并告诉您结果，谢谢！"


def post(client: Client, user: Any, act: str, complaint: Complaint, moment: datetime = ELEVEN, **said: Any):
    """Send one form of the extension."""
    with clock.at(moment):
        client.force_login(user)
        return client.post(reverse(f"complaints:{act}", args=[complaint.pk]), {"form_id": new_form(), **said})


def ask(client: Client, office: Office, complaint: Complaint, by: Any = None, **said: Any):
    """The officer (or somebody else) asks for Friday of next week."""
    answers = {"reason": "备件下周三到货", "until": FRIDAY_AFTER.isoformat(), **said}
    return post(client, by or office.officer, "extension_ask", complaint, **answers)


def approve(client: Client, user: Any, complaint: Complaint, **said: Any):
    """Somebody grants it with words to the complainant."""
    return post(client, user, "extension_approve", complaint, **{"way": "tracking_page", "text": SORRY, **said})


@pytest.fixture
def asked(client: Client, office: Office) -> Complaint:
    """A complaint whose officer asked for more time."""
    complaint = complaint_in(office, State.ACTING, email="lin@example.com")
    assert ask(client, office, complaint).status_code == 302
    return Complaint.objects.get(pk=complaint.pk)


def resolve_due(complaint: Complaint) -> datetime:
    """The limit as it stands."""
    return clock.local(Complaint.objects.get(pk=complaint.pk).resolve_due)


@pytest.mark.duty("A3", "A5")
def test_a_granted_extension_moves_the_limit_and_tells_the_complainant(
    client: Client, office: Office, asked: Complaint
):
    assert resolve_due(asked) == at(MONDAY, 17, 30)
    assert approve(client, office.manager, asked, way="mail").status_code == 302
    assert resolve_due(asked) == at(FRIDAY_AFTER, 17, 30)
    kept = Extension.objects.get()
    assert clock.local(kept.old_due) == at(MONDAY, 17, 30)
    assert (kept.approved, kept.decided_by) == (True, office.manager)
    assert Reply.objects.filter(kind="delay", text=SORRY).count() == 1
    assert OutboxMessage.objects.filter(to="lin@example.com", body=SORRY).count() == 1
    assert InboxItem.objects.filter(recipient=office.officer, verb="inbox.extended").count() == 1
    fresh = Complaint.objects.get()
    assert "由11 月 9 日 17:30延期至11 月 13 日 17:30" in explain(fresh.limit_basis["resolve"], fresh.park)


@pytest.mark.duty("A3")
def test_nobody_grants_their_own_request(client: Client, office: Office):
    complaint = complaint_in(office, State.ACTING)
    ask(client, office, complaint, by=office.manager)
    assert approve(client, office.manager, complaint).status_code == 403
    assert resolve_due(complaint) == at(MONDAY, 17, 30)
    assert approve(client, office.project_manager, complaint).status_code == 302
    assert resolve_due(complaint) == at(FRIDAY_AFTER, 17, 30)


def test_an_officer_grants_nothing(client: Client, office: Office, asked: Complaint):
    assert approve(client, office.officer, asked).status_code == 403
    assert post(client, office.officer, "extension_refuse", asked, answer="不同意").status_code == 403


@pytest.mark.duty("A3")
def test_a_refused_request_leaves_the_limit(client: Client, office: Office, asked: Complaint):
    assert post(client, office.manager, "extension_refuse", asked, answer="请先租用叉车").status_code == 302
    assert resolve_due(asked) == at(MONDAY, 17, 30)
    assert Extension.objects.get().approved is False
    assert InboxItem.objects.filter(recipient=office.officer, verb="inbox.extension_refused").count() == 1
    assert not Reply.objects.filter(kind="delay").exists()


def test_the_second_decision_is_told_who_was_first(client: Client, office: Office, asked: Complaint):
    approve(client, office.manager, asked)
    approve(client, office.project_manager, asked)
    assert Reply.objects.filter(kind="delay").count() == 1
    assert Event.objects.filter(verb="complaint.extended").count() == 1


def test_without_words_to_the_complainant_nothing_moves(client: Client, office: Office, asked: Complaint):
    response = approve(client, office.manager, asked, text="")
    assert response.status_code == 422
    assert 'id="extension_approve-text_error"' in response.content.decode()
    assert resolve_due(asked) == at(MONDAY, 17, 30)


@pytest.mark.parametrize(
    ("until", "why"),
    [
        ("2026-11-09", "the day that runs already"),
        ("2026-11-14", "a Saturday"),
        ("2026-12-10", "31 days after the limit"),
        ("", "nothing"),
    ],
)
def test_a_day_that_does_not_fit_comes_back(client: Client, office: Office, until: str, why: str):
    complaint = complaint_in(office, State.ACTING)
    response = ask(client, office, complaint, until=until)
    assert response.status_code == 422
    assert 'id="extension_ask-until_error"' in response.content.decode()
    assert not Extension.objects.exists()


@pytest.mark.duty("A3")
def test_a_limit_that_has_passed_is_not_extended(client: Client, office: Office):
    complaint = complaint_in(office, State.ACTING)
    said = {"reason": "备件未到", "until": FRIDAY_AFTER.isoformat()}
    post(client, office.officer, "extension_ask", complaint, at(date(2026, 11, 10), 9), **said)
    assert not Extension.objects.exists()


@pytest.mark.duty("A3")
@pytest.mark.parametrize(("day", "granted"), [(date(2026, 11, 10), True), (date(2026, 11, 11), False)])
def test_a_request_made_in_time_is_granted_at_most_one_working_day_late(
    client: Client, office: Office, asked: Complaint, day: date, granted: bool
):
    post(client, office.manager, "extension_approve", asked, at(day, 9), way="tracking_page", text=SORRY)
    assert (resolve_due(asked) == at(FRIDAY_AFTER, 17, 30)) is granted


def test_one_request_waits_at_a_time(client: Client, office: Office, asked: Complaint):
    ask(client, office, asked)
    assert Extension.objects.count() == 1


def test_the_manager_finds_what_waits(client: Client, office: Office, asked: Complaint):
    with clock.at(at(THURSDAY, 11)):
        client.force_login(office.manager)
        assert asked.number in client.get("/complaints/?view=extensions").content.decode()
        page = client.get(asked.get_absolute_url(), headers={"accept-language": "zh-CN"}).content.decode()
    assert "备件下周三到货" in page


def test_a_solved_complaint_has_nothing_left_to_extend(client: Client, office: Office, asked: Complaint):
    services.resolve(complaint_id=asked.pk, actor=office.officer, measures="已更换衬垫")
    approve(client, office.manager, asked)
    assert Extension.objects.get().decided_at is None
    assert post(client, office.manager, "extension_refuse", asked, answer="已经处理完").status_code == 302


@pytest.mark.duty("A3")
def test_the_new_limit_reminds_anew(client: Client, office: Office, asked: Complaint):
    """Thursday 10:00 to Friday 11-13 17:30: 360 + 6 × 450 = 3060 minutes; 80 % = 2448.
    Until Wednesday evening 360 + 4 × 450 = 2160; 288 more on Thursday 11-12: 210 until 12:00, 78 from 13:30 = 14:48."""
    approve(client, office.manager, asked)
    Complaint.objects.update(answered_at=clock.now())
    seen = []
    for moment in (at(date(2026, 11, 12), 14, 47), at(date(2026, 11, 12), 14, 48)):
        with clock.at(moment):
            remind()
            seen.append(InboxItem.objects.filter(recipient=office.officer, verb="inbox.limit_near").count())
    assert seen == [0, 1]


@pytest.mark.both
def test_the_database_keeps_the_two_person_rule_and_the_old_date(asked: Complaint):
    extension = Extension.objects.get()
    decided = {"approved": True, "decided_at": clock.now(), "decided_by": extension.by}
    with pytest.raises(IntegrityError, match="extension_decided_by_another"), transaction.atomic():
        Extension.objects.update(**decided)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Extension.objects.update(old_due=clock.now())
