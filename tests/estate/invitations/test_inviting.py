"""Inviting the people of a customer: by the manager, or by the customer's own contact (design section 6)."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.estate import services as estate
from parkservice.estate.invitations import services
from parkservice.estate.models import ContactPerson, Customer, Invitation, Occupancy
from parkservice.journal.queries import timeline
from parkservice.kit import clock
from parkservice.parks.models import Park
from parkservice.ui.forms import new_form_id
from tests.accounts.factories import person
from tests.estate.factories import ContactPersonFactory, CustomerFactory, OccupancyFactory

pytestmark = pytest.mark.django_db

NEW = {"name": "何试住", "title": "ms", "email": "", "phone": "", "position": "", "language": "zh-hans"}


@pytest.fixture
def at_manager(client: Client, manager: User) -> Client:
    """The manager's browser."""
    client.force_login(manager)
    return client


def test_the_manager_invites_a_contact_by_mail_and_by_a_code_on_paper(
    at_manager: Client, contact: ContactPerson, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    response = at_manager.post(reverse("estate:invite", args=[contact.pk]))
    assert "no-store" in response.headers["Cache-Control"]
    assert response.context["qr"].startswith("data:image/svg+xml")
    assert mail.outbox[0].to == ["lin@park.invalid"]
    assert response.context["link"] in mail.outbox[0].body


def test_a_mail_server_that_is_away_is_told_and_the_link_still_stands(
    at_manager: Client, contact: ContactPerson, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    response = at_manager.post(reverse("estate:invite", args=[contact.pk]))
    assert response.context["mailed"] is False
    assert Invitation.objects.get().is_open


def test_the_secret_has_192_bits_and_only_its_hash_is_kept(
    at_manager: Client, contact: ContactPerson, invite: Any
) -> None:
    token = invite(at_manager, contact).rstrip("/").rsplit("/", 1)[1]
    assert len(token) == 32
    assert Invitation.objects.get().token_hash == hashlib.sha256(token.encode()).hexdigest()


def test_somebody_new_becomes_a_contact_and_a_second_send_makes_nothing_twice(
    at_manager: Client, company: Customer
) -> None:
    url, sent = reverse("estate:invite_new", args=[company.pk]), {**NEW, "form_id": new_form_id()}
    assert at_manager.post(url, sent).status_code == 200
    assert at_manager.post(url, sent).status_code == 302
    assert company.contacts.get().name == "何试住"
    assert Invitation.objects.count() == 1


def test_only_staff_say_who_may_invite_others(client: Client, lead: User, manager: User, company: Customer) -> None:
    for user, name, marked in ((manager, "何试住", True), (lead, "孔假设", False)):
        client.force_login(user)
        sent = {**NEW, "name": name, "may_invite": "on", "form_id": new_form_id()}
        client.post(reverse("estate:invite_new", args=[company.pk]), sent)
        assert company.contacts.get(name=name).may_invite is marked


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "a\x00b"), ("email", "nobody"), ("phone", "12"), ("language", "xx"), ("title", "dr")],
)
def test_bad_input_is_told_beside_the_field_and_invites_nobody(
    at_manager: Client, company: Customer, field: str, value: str
) -> None:
    sent = {**NEW, "form_id": new_form_id(), field: value}
    response = at_manager.post(reverse("estate:invite_new", args=[company.pk]), sent)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not company.contacts.exists()


def test_the_companys_own_contact_invites_withdraws_and_ends(
    client: Client, lead: User, contact: ContactPerson, invite: Any
) -> None:
    client.force_login(lead)
    invite(client, contact)
    client.post(reverse("estate:withdraw_invitation", args=[Invitation.objects.get().pk]))
    assert not Invitation.objects.get().is_open
    client.post(reverse("estate:end_access", args=[contact.pk]))
    contact.refresh_from_db()
    assert not contact.is_active
    states = [row.state for _customer, rows in client.get(reverse("estate:company")).context["groups"] for row in rows]
    assert states == ["account", "none"]


def test_nobody_else_invites(client: Client, park: Park, company: Customer, contact: ContactPerson, lead: User) -> None:
    """Not a contact without the mark, not the contact of another company, not a clerk."""
    plain, foreign = person(Role.TENANT, park), person(Role.TENANT, park)
    ContactPersonFactory(customer=company, user=plain)
    other = OccupancyFactory(unit__building__park=park, customer__park=park).customer
    ContactPersonFactory(customer=other, user=foreign, may_invite=True)
    for user in (plain, foreign, person(Role.CLERK, park), person(Role.MANAGER, CustomerFactory().park)):
        client.force_login(user)
        for name, pk in (("invite", contact.pk), ("end_access", contact.pk), ("invite_new", company.pk)):
            assert client.post(reverse(f"estate:{name}", args=[pk]), NEW).status_code in (403, 404)
    assert not Invitation.objects.exists()


def test_a_new_invitation_makes_the_earlier_link_worthless(
    at_manager: Client, contact: ContactPerson, invite: Any
) -> None:
    first, second = invite(at_manager, contact), invite(at_manager, contact)
    assert [Client().get(path).status_code for path in (first, second)] == [404, 200]


def test_a_contact_invites_so_many_in_a_day_and_no_more(
    client: Client, lead: User, company: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "PER_DAY", 2)
    client.force_login(lead)
    url = reverse("estate:invite_new", args=[company.pk])
    answers = [client.post(url, {**NEW, "form_id": new_form_id()}).status_code for _n in range(3)]
    assert answers == [200, 200, 422]
    assert Invitation.objects.count() == 2


def test_a_company_without_a_unit_gets_no_accounts(at_manager: Client, park: Park) -> None:
    contact = ContactPersonFactory(customer=CustomerFactory(park=park))
    assert at_manager.post(reverse("estate:invite", args=[contact.pk])).status_code == 302
    assert not Invitation.objects.exists()


def test_the_customer_file_shows_who_was_invited_by_whom(
    at_manager: Client, company: Customer, contact: ContactPerson, invite: Any
) -> None:
    invite(at_manager, contact)
    (row,) = at_manager.get(reverse("home:customer", args=[company.pk])).context["people"]
    assert (row.state, row.invitation.invited_by.name) == ("invited", "王示例")
    assert "林示意" in timeline(company)[-1].sentence
    with clock.at(clock.now() + timedelta(days=15)):
        at_manager.force_login(Invitation.objects.get().invited_by)
        (row,) = at_manager.get(reverse("home:customer", args=[company.pk])).context["people"]
    assert row.state == "expired"


def test_a_form_open_when_the_mark_was_taken_away_is_refused(
    client: Client, lead: User, manager: User, company: Customer
) -> None:
    client.force_login(lead)
    assert client.get(reverse("estate:invite_new", args=[company.pk])).status_code == 200
    estate.change_contact(actor=manager, contact_id=lead.contact_persons.get().pk, may_invite=False)
    sent = {**NEW, "form_id": new_form_id()}
    assert client.post(reverse("estate:invite_new", args=[company.pk]), sent).status_code == 404
    assert not Invitation.objects.exists()


@pytest.mark.both
def test_the_database_keeps_one_open_invitation_and_never_loses_one(
    at_manager: Client, contact: ContactPerson, occupancy: Occupancy, invite: Any
) -> None:
    invite(at_manager, contact)
    row = Invitation.objects.get()
    for change in ({"token_hash": "x"}, {"expires_at": clock.now() + timedelta(days=99)}):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            Invitation.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(
            contact=contact, token_hash="y", invited_by=row.invited_by, expires_at=clock.now() + timedelta(days=1)
        )
