"""The second factor: demanded in production of those who decide about money and people (fault 18), and its reset."""

from io import StringIO
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from parkservice.accounts import services
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.journal.queries import timeline
from parkservice.messaging.models import OutboxMessage
from parkservice.parks.models import Park
from tests.accounts.factories import PASSWORD, person, refused

pytestmark = pytest.mark.django_db

PAGE = "/me/second-factor/"


@pytest.fixture
def production(settings: Any) -> None:
    """The product as it runs for real."""
    settings.PRODUCTION = True


def sign_in(client: Client, user: User) -> Any:
    return client.post("/accounts/login/", {"login": user.username, "password": PASSWORD}, follow=True)


def code_of(secret: str) -> str:
    """The six digits that the app shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def set_up(client: Client) -> Any:
    """Set up the app as the page asks for it."""
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    return client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True)


@pytest.mark.parametrize("role", [Role.FINANCE, Role.MANAGER, Role.PROJECT_MANAGER, Role.GENERAL_MANAGER])
def test_after_the_password_nothing_opens_but_the_way_to_a_second_factor(
    client: Client, production: None, park: Park, role: Role
) -> None:
    response = sign_in(client, person(role, park, password=PASSWORD))
    assert response.redirect_chain[-1][0] == PAGE
    for name in ("home:desk", "home:front", "accounts:profile", "messaging:inbox", "mfa_index", "complaints:submit"):
        assert client.get(reverse(name)).headers.get("Location") == PAGE, name
    assert client.post(reverse("messaging:read_all")).headers["Location"] == PAGE
    assert client.get(reverse("home:desk"), headers={"HX-Request": "true"}).headers["HX-Redirect"] == PAGE


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.TENANT, Role.SYSADMIN])
def test_others_go_straight_to_their_desk(client: Client, production: None, park: Park, role: Role) -> None:
    response = sign_in(client, person(role, park, password=PASSWORD))
    assert response.redirect_chain[-1][0] == reverse("home:desk")


def test_the_demo_asks_nobody(client: Client, park: Park) -> None:
    assert sign_in(client, person(Role.MANAGER, park, password=PASSWORD)).redirect_chain[-1][0] == reverse("home:desk")


def test_setting_up_the_app_opens_everything_and_ends_sign_ins_by_password_alone(
    client: Client, production: None, park: Park, django_capture_on_commit_callbacks: Any
) -> None:
    user = person(Role.MANAGER, park, password=PASSWORD)
    stranger = Client()
    for one in (stranger, client):
        sign_in(one, user)
    with django_capture_on_commit_callbacks(execute=True):
        response = set_up(client)
    assert response.redirect_chain[-1][0] == reverse("mfa_view_recovery_codes")
    assert client.get(reverse("home:desk")).status_code == 200
    assert stranger.get(reverse("home:desk")).headers["Location"].startswith("/accounts/login/")


def test_recovery_codes_alone_are_no_second_factor(client: Client, production: None, park: Park) -> None:
    user = person(Role.FINANCE, park)
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={})
    client.force_login(user)
    assert client.get(reverse("home:desk")).headers["Location"] == PAGE


def test_a_role_granted_to_somebody_signed_in_asks_from_the_next_page(
    client: Client, production: None, park: Park, manager: User, project_manager: User
) -> None:
    clerk = person(Role.CLERK, park)
    client.force_login(clerk)
    assert client.get(reverse("home:desk")).status_code == 200
    posting = services.propose_posting(actor=manager, user=clerk, role=Role.FINANCE, park=park)
    services.grant_posting(actor=project_manager, posting_id=posting.pk)
    assert client.get(reverse("home:desk")).headers["Location"] == PAGE


def with_factor(user: User) -> User:
    """Give a person an app."""
    TOTP.activate(user, generate_totp_secret())
    return user


def test_the_manager_resets_it_with_a_reason_and_the_person_is_told(client: Client, manager: User, park: Park) -> None:
    clerk = person(Role.CLERK, park, email="clerk@park.invalid", password=PASSWORD)
    other = Client()
    sign_in(other, clerk)
    with_factor(clerk)
    url = reverse("accounts:reset_second_factor", args=[clerk.pk])
    manager.set_password(PASSWORD)
    manager.save()
    sign_in(client, manager)
    response = client.post(url, {"reason": "手机丢失，当面核对身份证"})
    assert response.url.startswith(reverse("account_reauthenticate"))
    assert get_adapter().is_mfa_enabled(clerk)
    client.post(response.url, {"password": PASSWORD, "next": url})
    assert not Authenticator.objects.filter(user=clerk).exists()
    assert timeline(clerk)[-1].note == "手机丢失，当面核对身份证"
    assert other.get(reverse("home:desk")).status_code == 302
    assert "手机丢失" in OutboxMessage.objects.get(to="clerk@park.invalid").body


def test_nobody_resets_their_own_and_the_manager_no_leaders(manager: User, project_manager: User, park: Park) -> None:
    for user, actor, code in (
        (project_manager, project_manager, "own_account"),
        (manager, manager, "own_account"),
        (person(Role.PROJECT_MANAGER, park), manager, "leader"),
        (person(Role.FINANCE, park), manager, "leader"),
        (person(Role.CLERK, park), person(Role.CLERK, park), "no_right"),
    ):
        with_factor(user)
        with refused(code):
            services.reset_second_factor(actor=actor, park=park, user_id=user.pk, reason="lost")
        assert get_adapter().is_mfa_enabled(user)


def test_there_must_be_something_to_reset(manager: User, park: Park) -> None:
    with refused("no_factor"):
        services.reset_second_factor(actor=manager, park=park, user_id=person(Role.CLERK, park).pk, reason="lost")


def test_the_command_line_lets_the_last_leader_in_again(project_manager: User) -> None:
    with_factor(project_manager)
    call_command("reset_second_factor", "Project_Manager", reason="phone broken", stdout=StringIO())
    assert not Authenticator.objects.filter(user=project_manager).exists()
    assert timeline(project_manager)[-1].event.verb == "accounts.second_factor_reset"
    for username in ("project_manager", "nobody"):
        with pytest.raises(CommandError):
            call_command("reset_second_factor", username, reason="again", stdout=StringIO())
