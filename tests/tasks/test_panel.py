"""What hangs on a complaint stands on its record page, with the ways to ask for more."""

import pytest
from django.test import Client
from django.urls import reverse

from parkservice.tasks.coordination import services as coordination
from tests.complaints.factories import Office
from tests.tasks.factories import Team, a_complaint, a_plan, a_question, a_referral, an_order

pytestmark = pytest.mark.django_db


def page(client: Client, person, complaint) -> str:
    client.force_login(person)
    return client.get(reverse("complaints:record", args=[complaint.pk])).content.decode()


@pytest.mark.duty("M4", "M12")
def test_the_record_shows_what_was_asked_and_what_came_back(client: Client, office: Office, team: Team):
    complaint = a_complaint(office)
    question = a_question(office, subject=complaint)
    coordination.give_answer(question_id=question.pk, actor=team.lead, answer="上次换了右侧导靴")
    hanging = [
        question,
        an_order(office, subject=complaint),
        a_referral(office, subject=complaint),
        a_plan(office, subject=complaint),
    ]
    seen = page(client, office.officer, complaint)
    for row in hanging:
        assert row.get_absolute_url() in seen
    assert "上次换了右侧导靴" in seen


def test_the_officer_finds_the_three_ways_to_ask(client: Client, office: Office, team: Team):
    complaint = a_complaint(office)
    about = f"?about=complaints.complaint%3A{complaint.pk}"
    seen = page(client, office.officer, complaint)
    for name in ("workorder_new", "question_new", "referral_new"):
        assert reverse(f"tasks:{name}") + about in seen
    assert reverse("tasks:rectification_new") + about not in seen
    assert reverse("tasks:rectification_new") + about in page(client, office.manager, complaint)


def test_readers_who_do_not_work_on_it_see_no_tasks(client: Client, office: Office, team: Team):
    complaint = a_complaint(office)
    order = an_order(office, subject=complaint)
    seen = page(client, office.duty_room, complaint)
    assert order.get_absolute_url() not in seen
    assert reverse("tasks:workorder_new") + "?about" not in seen
