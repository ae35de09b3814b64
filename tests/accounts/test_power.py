"""Power over an account reaches down only, in all parks of a person, and lies in two hands (design section 4)."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from parkservice.accounts import services
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.journal.queries import timeline
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.models import OutboxMessage
from parkservice.parks.models import Park
from tests.accounts.factories import PASSWORD, PostingFactory, person, refused
from tests.accounts.test_second_factor import sign_in, with_factor
from tests.parks.factories import ParkFactory

pytestmark = pytest.mark.django_db

DETAILS = {"name": "赵范例", "title": "mr", "phone": ""}


@pytest.mark.parametrize("role", [Role.MANAGER, Role.FINANCE, Role.DUTY_ROOM, Role.PARK_OFFICE, Role.PROJECT_MANAGER])
def test_the_manager_makes_no_link_and_changes_no_address_of_those_who_judge_the_department(
    signed: Any, manager: User, park: Park, role: Role
) -> None:
    judge = person(role, park, name="赵范例", email="old@park.invalid")
    client = signed(manager)
    link = client.post(reverse("accounts:sign_in_link", args=[judge.pk]))
    client.post(reverse("accounts:change_person", args=[judge.pk]), {**DETAILS, "email": "mine@park.invalid"})
    assert link.status_code == 302
    assert User.objects.get(pk=judge.pk).email == "old@park.invalid"
    assert timeline(judge) == []


def test_the_next_level_may_and_nobody_may_upwards(park: Park, project_manager: User) -> None:
    top = person(Role.GENERAL_MANAGER, park)
    services.sign_in_link(actor=top, park=park, user_id=project_manager.pk)
    services.sign_in_link(actor=project_manager, park=park, user_id=person(Role.FINANCE, park).pk)
    for actor, user in ((project_manager, top), (person(Role.SYSADMIN, park), project_manager)):
        with_factor(user)
        with refused("leader"):
            services.reset_second_factor(actor=actor, park=park, user_id=user.pk, reason="lost")
    with refused("no_right"):
        services.sign_in_link(actor=person(Role.SYSADMIN, park), park=park, user_id=person(Role.CLERK, park).pk)


def test_power_is_needed_in_every_park_where_the_person_works(manager: User, park: Park) -> None:
    there = ParkFactory()
    clerk, leader = person(Role.CLERK, park), person(Role.MANAGER, there)
    PostingFactory(user=leader, park=park, role=Role.CLERK, state="ended", ends="2026-01-01", starts="2025-01-01")
    PostingFactory(user=clerk, park=there, role=Role.CLERK)
    for user in (clerk, leader):
        with refused("other_park"):
            services.sign_in_link(actor=manager, park=park, user_id=user.pk)
    PostingFactory(user=manager, park=there, role=Role.MANAGER)
    services.sign_in_link(actor=User.objects.get(pk=manager.pk), park=park, user_id=clerk.pk)


def test_link_and_second_factor_are_given_anew_by_two_people(manager: User, project_manager: User, park: Park) -> None:
    officer, clerk = with_factor(person(Role.OFFICER, park)), with_factor(person(Role.CLERK, park))
    services.sign_in_link(actor=manager, park=park, user_id=officer.pk)
    services.change_details(actor=manager, park=park, user_id=clerk.pk, email="new@park.invalid")
    for user in (officer, clerk):
        with refused("two_people"):
            services.reset_second_factor(actor=manager, park=park, user_id=user.pk, reason="lost")
        services.reset_second_factor(actor=project_manager, park=park, user_id=user.pk, reason="lost")
    with refused("two_people"):
        services.sign_in_link(actor=project_manager, park=park, user_id=officer.pk)


def test_the_own_address_asks_for_the_password_and_the_old_one_is_told(client: Client, park: Park) -> None:
    clerk = person(Role.CLERK, park, name="赵范例", email="old@park.invalid", password=PASSWORD)
    sign_in(client, clerk)
    profile = reverse("accounts:profile")
    sent = {**DETAILS, "language": "en", "theme": "", "email": "new@park.invalid"}
    asked = client.post(profile, sent)
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert User.objects.get(pk=clerk.pk).email == "old@park.invalid"
    client.post(asked.url, {"password": PASSWORD, "next": profile})
    assert User.objects.get(pk=clerk.pk).email == "new@park.invalid"
    assert OutboxMessage.objects.get().to == "old@park.invalid"


def test_making_a_link_asks_for_the_password(client: Client, manager: User, park: Park) -> None:
    clerk = person(Role.CLERK, park)
    manager.set_password(PASSWORD)
    manager.save()
    sign_in(client, manager)
    asked = client.post(reverse("accounts:sign_in_link", args=[clerk.pk]))
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert timeline(clerk) == []


def test_the_address_of_somebody_else_asks_for_the_password(client: Client, manager: User, park: Park) -> None:
    clerk = person(Role.CLERK, park, name="赵范例", title="mr", email="old@park.invalid")
    manager.set_password(PASSWORD)
    manager.save()
    sign_in(client, manager)
    url = reverse("accounts:change_person", args=[clerk.pk])
    client.post(url, {**DETAILS, "phone": "19900000044", "email": "old@park.invalid"})
    asked = client.post(url, {**DETAILS, "email": "new@park.invalid"})
    assert asked.url.startswith(reverse("account_reauthenticate"))
    kept = User.objects.get(pk=clerk.pk)
    assert (kept.phone, kept.email) == ("19900000044", "old@park.invalid")
    client.post(asked.url, {"password": PASSWORD, "next": url})
    assert User.objects.get(pk=clerk.pk).email == "new@park.invalid"


def test_a_refused_posting_puts_nobody_above_anybody(manager: User, park: Park) -> None:
    clerk = person(Role.CLERK, park)
    clerk.postings.update(state="ended", starts="2025-01-01", ends="2026-01-01")
    for where in (park, ParkFactory()):
        PostingFactory(user=clerk, park=where, role=Role.PROJECT_MANAGER, state="refused")
    assert services.sign_in_link(actor=manager, park=park, user_id=clerk.pk)


def test_details_are_changed_where_the_person_works(manager: User, park: Park) -> None:
    there = person(Role.CLERK, ParkFactory(), name="赵范例")
    PostingFactory(user=manager, park=there.postings.get().park, role=Role.PARK_OFFICE)
    with refused("other_park"):
        services.change_details(actor=manager, park=park, user_id=there.pk, name="别的名字")
    assert User.objects.get(pk=there.pk).name == "赵范例"


def test_the_command_line_makes_the_link_of_the_top(
    client: Client, manager: User, project_manager: User, park: Park
) -> None:
    with pytest.raises(RuleViolation, match=r"manage\.py sign_in_link"):
        services.sign_in_link(actor=manager, park=park, user_id=project_manager.pk)
    person(Role.GENERAL_MANAGER, park)
    with pytest.raises(RuleViolation) as level:
        services.sign_in_link(actor=manager, park=park, user_id=project_manager.pk)
    assert "manage.py" not in str(level.value)
    printed = StringIO()
    call_command("sign_in_link", "Project_Manager", reason="password forgotten", stdout=printed)
    entry = timeline(project_manager)[-1]
    assert (entry.event.verb, entry.event.actor, entry.note) == ("accounts.link_made", None, "password forgotten")
    page = client.get(printed.getvalue().strip(), follow=True)
    client.post(page.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    assert User.objects.get(pk=project_manager.pk).check_password(PASSWORD)
