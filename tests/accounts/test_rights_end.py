"""Rights end when the posting ends: a stand-in's the day after the last day, and in the middle of a form."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parkservice.accounts import services
from parkservice.accounts.models import Posting, User
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from parkservice.parks.models import Park
from tests.accounts.factories import PostingFactory, person

pytestmark = [pytest.mark.django_db, pytest.mark.duty("A1")]

NEW = {"name": "周样本", "title": "ms", "username": "zhou", "role": "clerk", "starts": "2026-04-01"}


def propose_stand_in(client: Client, absent: User, stand_in: User, days: int) -> Any:
    """Send the form on the page of the person who is away."""
    today = clock.today()
    sent = {
        "posting": absent.postings.get().pk,
        "stand_in": stand_in.pk,
        "starts": today.isoformat(),
        "ends": (today + timedelta(days=days)).isoformat(),
    }
    return client.post(reverse("accounts:stand_in", args=[absent.pk]), sent)


def test_a_stand_in_named_on_the_absent_persons_page_counts_until_the_last_day(
    signed: Any, manager: User, project_manager: User, park: Park
) -> None:
    clerk = person(Role.CLERK, park)
    response = propose_stand_in(signed(project_manager), manager, clerk, days=2)
    assert response.url == reverse("accounts:person", args=[clerk.pk])
    posting = Posting.objects.get(user=clerk, role=Role.MANAGER)
    services.grant_posting(actor=person(Role.GENERAL_MANAGER, park), posting_id=posting.pk)
    client = Client()
    answers = {}
    for days in (0, 2, 3):
        with clock.at(clock.now() + timedelta(days=days)):
            client.force_login(clerk)
            answers[days] = client.get(reverse("accounts:new_person")).status_code
    assert answers == {0: 200, 2: 200, 3: 403}


@pytest.mark.parametrize(
    ("field", "value"), [("ends", ""), ("ends", "2020-01-01"), ("stand_in", ""), ("posting", "999999"), ("starts", "x")]
)
def test_a_stand_in_form_with_a_mistake_is_told_beside_the_field(
    signed: Any, manager: User, park: Park, field: str, value: str
) -> None:
    officer, clerk = person(Role.OFFICER, park), person(Role.CLERK, park)
    sent = {"posting": officer.postings.get().pk, "stand_in": clerk.pk, "starts": "2030-01-01", "ends": "2030-01-05"}
    response = signed(manager).post(reverse("accounts:stand_in", args=[officer.pk]), {**sent, field: value})
    assert response.status_code == 422
    assert field in response.context["stand_in"].errors
    assert not Posting.objects.proposed().exists()


def test_nobody_stands_in_for_themselves_or_in_a_posting_of_somebody_else(
    signed: Any, manager: User, park: Park
) -> None:
    officer, clerk = person(Role.OFFICER, park), person(Role.CLERK, park)
    propose_stand_in(signed(manager), officer, officer, days=1)
    sent = {"stand_in": clerk.pk, "starts": "2030-01-01", "ends": "2030-01-05"}
    foreign = {**sent, "posting": clerk.postings.get().pk}
    signed(manager).post(reverse("accounts:stand_in", args=[officer.pk]), foreign)
    assert not Posting.objects.proposed().exists()


def test_a_form_that_was_open_when_the_role_went_is_refused(
    signed: Any, manager: User, project_manager: User, park: Park
) -> None:
    PostingFactory(park=park, role=Role.MANAGER)
    client = signed(manager)
    assert client.get(reverse("accounts:new_person")).status_code == 200
    services.end_posting(actor=project_manager, posting_id=manager.postings.get().pk, reason="left")
    assert client.post(reverse("accounts:new_person"), NEW).status_code == 403
    assert not User.objects.filter(name="周样本").exists()


def test_what_waits_for_a_grant_stands_on_the_desk_of_who_may_grant_it(
    signed: Any, manager: User, project_manager: User, park: Park
) -> None:
    posting = PostingFactory(park=park, role=Role.CLERK, state="proposed", proposed_by=manager, granted_by=None)
    PostingFactory(park=park, role=Role.CLERK, state="proposed", proposed_by=project_manager, granted_by=None)
    desk = signed(project_manager).get(reverse("home:desk"))
    assert list(desk.context["to_grant"]) == [posting]
    assert list(signed(manager).get(reverse("home:desk")).context["to_grant"]) == []


def test_accounts_of_tenants_are_one_choice_away_in_the_list_of_people(signed: Any, manager: User, park: Park) -> None:
    tenant = person(Role.TENANT, park, name="林示例")
    client = signed(manager)
    for query, seen in (("", False), ("?role=tenant", True), ("?q=lsl", True)):
        page = client.get(f"{reverse('accounts:people')}{query}").context["page"]
        assert (tenant in list(page)) is seen, query
