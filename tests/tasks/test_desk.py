"""The desks of other departments: what was sent to them, soonest first, one click to take, answer or report."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from parkservice.tasks.workorders.models import OrderState
from tests.complaints.factories import Office
from tests.tasks.factories import DUE, Team, a_complaint, a_question, an_order, done_order

pytestmark = pytest.mark.django_db


def desk(client: Client, person):
    client.force_login(person)
    return client.get(reverse("home:desk"))


@pytest.mark.duty("M4")
def test_a_department_finds_orders_and_questions_by_deadline(client: Client, office: Office, team: Team):
    order = an_order(office)
    question = a_question(office, due=DUE - timedelta(hours=2))
    other = an_order(office, department=team.cleaning)
    answer = desk(client, team.lead)
    (jobs,) = answer.context["desk"].jobs
    assert [job.row for job in jobs.rows] == [question, order]
    assert other.number not in answer.content.decode()


def test_one_click_on_the_desk_takes_an_order_and_stays_there(client: Client, office: Office, team: Team):
    order = an_order(office)
    (jobs,) = desk(client, team.technician).context["desk"].jobs
    assert jobs.rows[0].post
    answer = client.post(jobs.rows[0].url, {"desk": "1"})
    assert answer.url == reverse("home:desk")
    order.refresh_from_db()
    assert (order.state, order.assignee) == (OrderState.TAKEN, team.technician)


def test_the_desk_of_a_department_shows_nothing_of_the_complaint(client: Client, office: Office, team: Team):
    complaint = a_complaint(office)
    an_order(office, subject=complaint)
    seen = desk(client, team.lead).content.decode()
    assert complaint.content[:10] not in seen
    assert "林" not in seen


def test_the_asker_finds_work_that_waits_for_acceptance(client: Client, office: Office, team: Team):
    order = done_order(office, team)
    (jobs,) = desk(client, office.officer).context["desk"].jobs
    assert [job.row for job in jobs.rows] == [order]
    assert desk(client, office.other_officer).context["desk"].jobs == []


def test_a_role_without_department_has_no_jobs(client: Client, office: Office, team: Team):
    assert desk(client, office.clerk).context["desk"].jobs == []
