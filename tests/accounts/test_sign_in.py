"""Signing in: counted before the hash, the same words for an unknown name, limits in time (faults 18, 19, 26)."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import hashers
from django.test import Client
from django.urls import reverse

from parkservice.accounts import services, throttle
from parkservice.accounts.models import SignInTry, User
from parkservice.accounts.roles import Role
from parkservice.journal.models import AccessEntry
from parkservice.kit import clock
from parkservice.parks.models import Park
from tests.accounts.factories import PASSWORD, UserFactory, person

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"


def attempt(client: Client, username: str, password: str = "x" * 12, **headers: Any) -> Any:
    return client.post(LOGIN, {"login": username, "password": password}, **headers)


def words(response: Any) -> list[str]:
    """What the page says about the try."""
    return list(response.context["form"].non_field_errors())


def unused_recovery_codes(user: User) -> list[str]:
    """Make recovery codes for a person and return them."""
    return list(RecoveryCodes.activate(user).get_unused_codes())


@pytest.fixture
def clerk(park: Park) -> User:
    """A clerk who can sign in with a password."""
    return person(Role.CLERK, park, username="clerk", password=PASSWORD)


def test_name_and_password_open_the_desk_with_a_new_session_key(client: Client, clerk: User) -> None:
    client.get(LOGIN)
    client.session["before"] = 1
    before = client.session.session_key
    response = attempt(client, "Clerk", PASSWORD)
    assert (response.status_code, response.url) == (302, "/welcome/")
    assert client.session.session_key != before
    assert AccessEntry.objects.filter(what="login", actor=clerk).count() == 1


def test_a_failure_is_logged_without_what_was_typed(client: Client, clerk: User) -> None:
    attempt(client, "clerk", "hunter2hunter2")
    attempt(client, "my password by mistake")
    first, second = AccessEntry.objects.filter(what="login_failed").order_by("id")
    assert (first.actor, second.actor) == (clerk, None)
    assert "password by mistake" not in str(second.data) + second.reason


def test_unknown_name_and_wrong_password_get_the_same_words(client: Client, clerk: User) -> None:
    known, unknown = attempt(client, "clerk"), attempt(Client(), "nobody")
    assert words(known) == words(unknown) != []


def test_the_sixth_try_is_refused_before_the_hash_even_with_the_right_password(
    client: Client, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _try in range(throttle.PER_DEVICE):
        attempt(client, "clerk")
    monkeypatch.setattr(hashers, "verify_password", lambda *a, **k: pytest.fail("a hash was computed"))
    response = attempt(client, "clerk", PASSWORD)
    assert response.status_code == 200
    assert "15" in str(words(response))


def test_an_unknown_name_is_locked_the_same_way(client: Client) -> None:
    answers = [words(attempt(client, "nobody")) for _try in range(7)]
    assert answers[0] != answers[5] == answers[6]


def test_the_lock_ends_after_fifteen_minutes(client: Client, clerk: User) -> None:
    for _try in range(6):
        attempt(client, "clerk")
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert attempt(client, "clerk", PASSWORD).status_code == 302


def test_the_owner_is_not_locked_out_from_a_known_device(client: Client, clerk: User) -> None:
    attempt(client, "clerk", PASSWORD)
    client.post(reverse("account_logout"))
    for _try in range(6):
        attempt(Client(), "clerk")
    assert attempt(Client(), "clerk", PASSWORD).status_code == 200
    assert attempt(client, "clerk", PASSWORD).status_code == 302


def test_a_device_known_for_one_account_is_a_stranger_to_another(client: Client, clerk: User) -> None:
    attempt(client, "clerk", PASSWORD)
    client.post(reverse("account_logout"))
    victim = UserFactory(password=PASSWORD)
    for _try in range(6):
        attempt(client, victim.username)
    assert attempt(Client(), victim.username, PASSWORD).status_code == 200


def test_an_address_has_twenty_tries_over_all_names(client: Client, clerk: User) -> None:
    for number in range(throttle.PER_ADDRESS):
        attempt(client, f"name{number}")
    assert attempt(client, "clerk", PASSWORD).status_code == 200
    assert attempt(client, "clerk", PASSWORD, REMOTE_ADDR="192.0.2.9").status_code == 302


def test_a_success_gives_the_try_back(client: Client, clerk: User) -> None:
    attempt(client, "clerk", PASSWORD)
    assert not SignInTry.objects.exists()


def test_a_forged_forwarding_header_does_not_change_the_address(client: Client, clerk: User) -> None:
    attempt(client, "clerk", HTTP_X_FORWARDED_FOR="203.0.113.5")
    assert AccessEntry.objects.get(what="login_failed").address == "127.0.0.1"


def test_our_own_proxy_is_believed(client: Client, clerk: User, settings: Any) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1", "10.0.0.2"]
    attempt(client, "clerk", HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.5, 10.0.0.2")
    assert AccessEntry.objects.get(what="login_failed").address == "203.0.113.5"


def test_thirty_idle_minutes_end_the_sign_in(client: Client, clerk: User) -> None:
    attempt(client, "clerk", PASSWORD)
    with clock.at(clock.now() + timedelta(minutes=29)):
        assert client.get("/me/").status_code == 200
    with clock.at(clock.now() + timedelta(minutes=60)):
        response = client.get("/me/", follow=True)
    assert response.redirect_chain == [("/accounts/login/?next=/me/", 302)]
    assert AccessEntry.objects.filter(what="logout", actor=clerk).exists()


def test_twelve_hours_end_it_even_when_busy(client: Client, clerk: User) -> None:
    attempt(client, "clerk", PASSWORD)
    answers = []
    for hours in range(13):
        for minutes in (0, 25, 50):
            with clock.at(clock.now() + timedelta(hours=hours, minutes=minutes)):
                answers.append(client.get("/me/").status_code)
    assert answers[:36] == [200] * 36
    assert answers[-1] == 302


def test_the_last_activity_is_written_every_five_minutes_at_most(client: Client, clerk: User) -> None:
    attempt(client, "clerk", PASSWORD)
    client.get("/me/")
    seen = client.session["seen"]
    for seconds, changes in ((120, False), (301, True)):
        with clock.at(clock.now() + timedelta(seconds=seconds)):
            client.get("/me/")
            assert (client.session["seen"] != seen) is changes


def test_signing_out_needs_a_post_and_kills_the_cookie(client: Client, clerk: User) -> None:
    attempt(client, "clerk", PASSWORD)
    stolen = client.cookies["sessionid"].value
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get("/me/").status_code == 200
    client.post(reverse("account_logout"))
    thief = Client()
    thief.cookies["sessionid"] = stolen
    assert thief.get("/me/").status_code == 302


def test_a_changed_password_ends_the_other_sign_ins(client: Client, clerk: User) -> None:
    other = Client()
    attempt(other, "clerk", PASSWORD)
    attempt(client, "clerk", PASSWORD)
    new = "another long secret"
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert client.get("/me/").status_code == 200
    assert other.get("/me/").status_code == 302


def test_sign_out_everywhere_else(client: Client, clerk: User) -> None:
    other = Client()
    attempt(other, "clerk", PASSWORD)
    attempt(client, "clerk", PASSWORD)
    client.post(reverse("usersessions_list"))
    assert client.get("/me/").status_code == 200
    assert other.get("/me/").status_code == 302


def test_a_switched_off_person_is_out_at_the_next_request(
    client: Client, clerk: User, manager: User, park: Park
) -> None:
    attempt(client, "clerk", PASSWORD)
    services.deactivate(actor=manager, park=park, user_id=clerk.pk, reason="left the company")
    assert client.get("/me/").status_code == 302
    assert attempt(client, "clerk", PASSWORD).url == reverse("account_inactive")


def test_next_leads_to_our_own_pages_only(client: Client, clerk: User) -> None:
    response = client.post(LOGIN, {"login": "clerk", "password": PASSWORD, "next": "https://elsewhere.invalid/steal"})
    assert response.url == "/welcome/"


def test_somebody_without_a_posting_is_told_kindly_what_to_do(client: Client, park: Park) -> None:
    User.objects.create_user("new", password=PASSWORD, name="新人")
    landing = client.post(LOGIN, {"login": "new", "password": PASSWORD}, follow=True)
    assert landing.status_code == 200
    assert reverse("accounts:profile") in landing.content.decode()


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/email/", "/accounts/confirm-email/"])
def test_what_the_library_offers_beyond_our_list_does_not_exist(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_sign_in_link_sets_the_first_password(client: Client, manager: User, park: Park) -> None:
    user = services.propose_person(
        actor=manager,
        park=park,
        details={"username": "new", "name": "周样本"},
        posting={"role": Role.CLERK},
    )
    uid, key = services.sign_in_link(actor=manager, park=park, user_id=user.pk)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": key})
    page = client.get(path, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    assert attempt(client, "new", PASSWORD).status_code == 302
    assert client.get(path, follow=True).context.get("token_fail")


def test_a_weak_first_password_is_refused(client: Client, manager: User, park: Park, clerk: User) -> None:
    uid, key = services.sign_in_link(actor=manager, park=park, user_id=clerk.pk)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": key})
    page = client.get(path, follow=True)
    assert client.post(page.request["PATH_INFO"], {"password1": "short", "password2": "short"}).context["form"].errors


def test_demo_people_sign_in_by_one_click(client: Client, park: Park) -> None:
    person(Role.CLERK, park, username="demo-clerk", is_demo=True)
    assert b"demo-clerk" in client.get(LOGIN).content
    assert client.post(reverse("accounts:demo_sign_in"), {"username": "demo-clerk"}).status_code == 302
    assert client.get("/me/").status_code == 200


def test_nobody_else_signs_in_by_one_click(client: Client, clerk: User) -> None:
    assert client.post(reverse("accounts:demo_sign_in"), {"username": "clerk"}).status_code == 403


def test_production_knows_no_demo_people(client: Client, park: Park, settings: Any) -> None:
    person(Role.CLERK, park, username="demo-clerk", is_demo=True, password=PASSWORD)
    settings.PRODUCTION = True
    assert b"demo-clerk" not in client.get(LOGIN).content
    assert client.post(reverse("accounts:demo_sign_in"), {"username": "demo-clerk"}).status_code == 403
    assert attempt(client, "demo-clerk", PASSWORD).status_code == 200


def test_the_mail_with_a_link_speaks_the_persons_language(client: Client, clerk: User, mailoutbox: list[Any]) -> None:
    User.objects.filter(pk=clerk.pk).update(email="clerk@park.invalid", name="陈演示", title="ms")
    client.post(reverse("account_reset_password"), {"email": "clerk@park.invalid"}, HTTP_ACCEPT_LANGUAGE="en")
    client.post(reverse("account_reset_password"), {"email": "nobody@park.invalid"})
    (mail,) = mailoutbox
    assert mail.subject == "您的新登录链接"
    assert mail.body.startswith("陈女士，您好！")
    assert "/accounts/password/reset/key/" in mail.body


def test_a_second_factor_is_asked_once_it_is_set_up(client: Client, clerk: User) -> None:
    TOTP.activate(clerk, generate_totp_secret())
    response = attempt(client, "clerk", PASSWORD)
    assert response.url == reverse("mfa_authenticate")
    assert client.get("/me/").status_code == 302
    code = unused_recovery_codes(clerk)[0]
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert client.get("/me/").status_code == 200


def test_second_factors_are_counted_too(client: Client, clerk: User) -> None:
    TOTP.activate(clerk, generate_totp_secret())
    attempt(client, "clerk", PASSWORD)
    code = unused_recovery_codes(clerk)[0]
    for _try in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert client.get("/me/").status_code == 302
