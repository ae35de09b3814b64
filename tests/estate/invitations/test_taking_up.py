"""Taking an invitation up: a link that works once, for 14 days, for one person; every other link gets one answer."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parkservice.accounts.models import User
from parkservice.accounts.rights import roles_of
from parkservice.accounts.roles import Role
from parkservice.estate import services as estate
from parkservice.estate.invitations import views
from parkservice.estate.models import ContactPerson, Customer, Invitation, Occupancy
from parkservice.kit import clock
from tests.accounts.factories import PASSWORD, person
from tests.estate.factories import ContactPersonFactory, OccupancyFactory

pytestmark = pytest.mark.django_db

CHOSEN = {"username": "Lin.Shiyi", "password": PASSWORD, "password_again": PASSWORD, "language": "zh-hans"}


@pytest.fixture
def link(client: Client, manager: User, contact: ContactPerson, invite: Any) -> str:
    """The path of an open invitation of 林示意."""
    client.force_login(manager)
    return invite(client, contact)


def test_the_invited_person_chooses_a_password_and_stands_on_the_own_page(
    link: str, company: Customer, manager: User
) -> None:
    visitor = Client()
    assert visitor.get(link).context["form"].initial["username"] == "lin.shiyi"
    response = visitor.post(link, CHOSEN, follow=True)
    assert response.redirect_chain[-1][0] == reverse("home:desk")
    user = User.objects.get(username="lin.shiyi")
    assert (user.name, user.email, user.check_password(PASSWORD)) == ("林示意", "lin@park.invalid", True)
    posting = user.postings.get()
    assert (posting.role, posting.granted_by, posting.ends) == (Role.TENANT, manager, None)
    assert company.contacts.get().user == user


def test_every_worthless_link_gets_the_same_answer(
    link: str, client: Client, manager: User, contact: ContactPerson, invite: Any
) -> None:
    other = ContactPersonFactory(customer=contact.customer, name="何试住")
    withdrawn = invite(client, other)
    client.post(reverse("estate:withdraw_invitation", args=[Invitation.objects.latest("pk").pk]))
    Client().post(link, CHOSEN)
    old = invite(client, ContactPersonFactory(customer=contact.customer, name="罗样客"))
    with clock.at(clock.now() + timedelta(days=14)):
        answers = [
            Client().get(path) for path in (link, withdrawn, old, "/invitation/" + "A" * 32 + "/", "/invitation/x/")
        ]
        pages = {one.content.decode().split("<main")[1].split("</main")[0] for one in answers}
    assert {one.status_code for one in answers} == {404}
    assert len(pages) == 1


def test_a_used_link_changes_nothing_any_more(link: str) -> None:
    Client().post(link, CHOSEN)
    response = Client().post(link, {**CHOSEN, "username": "thief", "password": "another long secret"})
    assert response.status_code == 404
    assert not User.objects.filter(username="thief").exists()
    assert User.objects.get(username="lin.shiyi").check_password(PASSWORD)


def test_a_double_click_leads_to_the_own_page_like_the_first_one(link: str) -> None:
    browser = Client()
    browser.post(link, CHOSEN)
    again = browser.post(link, CHOSEN)
    assert (again.status_code, again.url) == (302, "/welcome/")
    assert User.objects.filter(username__startswith="lin.").count() == 1


def test_guessing_is_slowed_down(link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MISSES", 3)
    answers = [Client().get(f"/invitation/guess{n}/").status_code for n in range(4)]
    assert answers == [404, 404, 404, 429]
    assert Client().get(link).status_code == 429
    assert Client().get(link, REMOTE_ADDR="192.0.2.9").status_code == 200
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert Client().get(link).status_code == 200


def test_looking_at_the_link_writes_nothing(link: str) -> None:
    Client().get(link)
    assert Invitation.objects.get().accepted_at is None
    assert not User.objects.filter(username="lin.shiyi").exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "王"),
        ("username", "MANAGER1"),
        ("username", ""),
        ("password", "short"),
        ("password", "1234567890"),
        ("password_again", "not the same one"),
        ("language", "xx"),
    ],
)
def test_a_bad_choice_is_told_beside_the_field_and_makes_no_account(link: str, field: str, value: str) -> None:
    User.objects.create_user("manager1", name="x")
    sent = {**CHOSEN, field: value}
    if field == "password":
        sent["password_again"] = value
    response = Client().post(link, sent)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not ContactPerson.objects.get().user


def test_the_link_dies_with_the_occupancy_and_with_the_contact(
    link: str, manager: User, contact: ContactPerson, occupancy: Occupancy
) -> None:
    estate.change_contact(actor=manager, contact_id=contact.pk, is_active=False)
    assert Client().get(link).status_code == 404
    estate.change_contact(actor=manager, contact_id=contact.pk, is_active=True)
    estate.end_occupancy(actor=manager, occupancy_id=occupancy.pk, ends=clock.today() - timedelta(days=1))
    assert Client().post(link, CHOSEN).status_code == 404


def test_a_contact_who_left_the_company_lets_nobody_in_any_more(
    client: Client, manager: User, lead: User, contact: ContactPerson, invite: Any
) -> None:
    client.force_login(lead)
    path = invite(client, contact)
    assert Client().get(path).status_code == 200
    estate.change_contact(actor=manager, contact_id=lead.contact_persons.get().pk, is_active=False)
    assert Client().post(path, CHOSEN).status_code == 404


def test_an_account_of_another_company_takes_the_invitation_along(
    link: str, company: Customer, contact: ContactPerson
) -> None:
    other = OccupancyFactory(unit__building__park=company.park, customer__park=company.park).customer
    user = person(Role.TENANT, company.park)
    ContactPersonFactory(customer=other, user=user)
    browser = Client()
    browser.force_login(user)
    assert browser.get(link).status_code == 200
    browser.post(link)
    contact.refresh_from_db()
    assert contact.user == user
    assert user.postings.count() == 1


def test_staff_and_the_inviter_are_asked_to_sign_out(link: str, client: Client, contact: ContactPerson) -> None:
    client.post(link)
    contact.refresh_from_db()
    assert contact.user is None
    assert Invitation.objects.get().is_open


def test_invited_again_a_former_account_comes_back_by_its_own_password_and_the_link_sets_none(
    link: str, client: Client, manager: User, contact: ContactPerson, invite: Any
) -> None:
    Client().post(link, CHOSEN)
    client.post(reverse("estate:end_access", args=[contact.pk]))
    user = User.objects.get(username="lin.shiyi")
    assert not roles_of(user)
    again = invite(client, contact)
    stolen = {**CHOSEN, "password": "another long secret", "password_again": "another long secret"}
    visitor = Client()
    page = visitor.post(again, stolen).content.decode()
    assert f"/accounts/login/?next={again}" in page
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)
    assert Invitation.objects.latest("pk").is_open
    signed = visitor.post("/accounts/login/", {"login": "lin.shiyi", "password": PASSWORD, "next": again})
    assert signed.url == again
    visitor.post(again)
    user = User.objects.get(pk=user.pk)
    assert (user.check_password(PASSWORD), roles_of(user)) == (True, {Role.TENANT})
