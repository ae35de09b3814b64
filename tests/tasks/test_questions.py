"""Questions to other departments: asked with an answer date, answered by somebody of the department (M4)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from parkservice.journal.queries import timeline
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.models import InboxItem
from parkservice.tasks.coordination import services
from parkservice.tasks.coordination.models import Question, QuestionState
from tests.complaints.factories import Office, new_form
from tests.tasks.factories import DUE, Team, a_complaint, a_question

pytestmark = pytest.mark.django_db


def told(person) -> list[str]:
    return list(InboxItem.objects.filter(recipient=person).order_by("pk").values_list("verb", flat=True))


@pytest.mark.duty("M4")
def test_a_question_from_a_complaint_is_answered_and_the_answer_comes_back(client: Client, office: Office, team: Team):
    complaint = a_complaint(office)
    client.force_login(office.officer)
    url = f"{reverse('tasks:question_new')}?about=complaints.complaint:{complaint.pk}"
    said = {"question": "上次检修换了什么？", "department": team.engineering.pk, "matter": "货梯检修"}
    client.post(url, {**said, "form_id": new_form(), "due": f"{clock.local(DUE):%Y-%m-%dT%H:%M}"})
    question = Question.objects.get()
    assert question.number == "XT-2026-000001"
    assert "inbox.question" in told(team.lead)
    client.force_login(team.lead)
    client.post(reverse("tasks:question_give_answer", args=[question.pk]), {"answer": "10 月 20 日只做了调整。"})
    question.refresh_from_db()
    assert (question.state, question.answered_by) == (QuestionState.ANSWERED, team.lead)
    assert "inbox.question_answered" in told(office.officer)
    assert [entry.event.verb for entry in timeline(complaint)][-2:] == ["task.asked", "task.answered"]
    client.force_login(office.officer)
    assert "10 月 20 日只做了调整。" in client.get(reverse("tasks:question", args=[question.pk])).content.decode()


def test_an_answer_that_does_not_help_is_asked_for_again_and_stays_in_the_history(office: Office, team: Team):
    question = a_question(office)
    services.give_answer(question_id=question.pk, actor=team.lead, answer="不清楚")
    services.ask_again(question_id=question.pk, actor=office.officer, reason="请查检修单", due=DUE)
    question.refresh_from_db()
    assert (question.state, question.times_asked) == (QuestionState.ASKED, 2)
    services.give_answer(question_id=question.pk, actor=team.technician, answer="换了左侧导靴")
    notes = [entry.note for entry in timeline(question)]
    assert notes[1:] == ["不清楚", "请查检修单", "换了左侧导靴"]


def test_only_one_of_two_answers_counts(office: Office, team: Team):
    question = a_question(office)
    services.give_answer(question_id=question.pk, actor=team.lead, answer="换了衬垫")
    with pytest.raises(RuleViolation, match="吴试修"):
        services.give_answer(question_id=question.pk, actor=team.technician, answer="没换")


@pytest.mark.parametrize("who", ["officer", "manager", "other_officer", "clerk"])
def test_only_the_department_answers(office: Office, team: Team, who: str):
    question = a_question(office)
    with pytest.raises(PermissionDenied):
        services.give_answer(question_id=question.pk, actor=getattr(office, who), answer="我来答")


def test_another_department_neither_sees_nor_answers_it(client: Client, office: Office, team: Team):
    question = a_question(office)
    client.force_login(team.cleaner)
    assert client.get(reverse("tasks:question", args=[question.pk])).status_code == 404
    url = reverse("tasks:question_give_answer", args=[question.pk])
    assert client.post(url, {"answer": "我来答"}).status_code == 404


def test_a_department_without_people_cannot_be_asked(office: Office):
    with pytest.raises(RuleViolation, match="没有人能答复"):
        a_question(office)


@pytest.mark.both
def test_the_database_refuses_that_the_asker_answers(office: Office, team: Team):
    question = a_question(office)
    with pytest.raises(IntegrityError, match="question_answered_by_another"), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(
            state="answered", answer="自答", answered_by=office.officer, answered_at=clock.now()
        )


def test_an_answer_needs_words(client: Client, office: Office, team: Team):
    question = a_question(office)
    client.force_login(team.lead)
    answer = client.post(reverse("tasks:question_give_answer", args=[question.pk]), {"answer": " "})
    assert answer.status_code == 422
    assert "这里还没填" in answer.content.decode()


def test_a_withdrawn_question_is_told_to_the_department(office: Office, team: Team):
    question = a_question(office)
    services.withdraw(question_id=question.pk, actor=office.officer, reason="已自行查到")
    assert "inbox.question_withdrawn" in told(team.lead)
    with pytest.raises(RuleViolation):
        services.give_answer(question_id=question.pk, actor=team.lead, answer="晚了")
