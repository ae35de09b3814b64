"""A tenant's account ends with the occupancy, or with the contact (design section 6)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parkservice.accounts.models import Posting, PostingState, User
from parkservice.accounts.roles import Role
from parkservice.estate import services as estate
from parkservice.estate.invitations import services
from parkservice.estate.models import ContactPerson, Customer, Occupancy
from parkservice.kit import clock
from tests.accounts.factories import PASSWORD, person, refused
from tests.estate.factories import ContactPersonFactory, OccupancyFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(manager: User, contact: ContactPerson) -> User:
    """林示意's account, taken up."""
    token = services.invite(actor=manager, contact_id=contact.pk).token
    return services.take_up(token=token, username="lin", password=PASSWORD, language="zh-hans")


def opens(user: User, on: date) -> int:
    """What the own page answers on a day."""
    client = Client()
    with clock.at(clock.combine(on) + timedelta(hours=10)):
        client.force_login(User.objects.get(pk=user.pk))
        return client.get(reverse("home:desk")).status_code


def test_it_counts_on_the_last_day_and_not_the_day_after(manager: User, account: User, occupancy: Occupancy) -> None:
    last = clock.today() + timedelta(days=20)
    estate.end_occupancy(actor=manager, occupancy_id=occupancy.pk, ends=last)
    assert [opens(account, last), opens(account, last + timedelta(days=1))] == [200, 403]


def test_a_last_day_that_moves_moves_the_account(manager: User, account: User, occupancy: Occupancy) -> None:
    for days in (20, 40, 10):
        last = clock.today() + timedelta(days=days)
        estate.end_occupancy(actor=manager, occupancy_id=occupancy.pk, ends=last)
        assert account.postings.get().ends == last


def test_an_end_written_down_late_ends_it_at_once(manager: User, account: User, occupancy: Occupancy) -> None:
    estate.end_occupancy(actor=manager, occupancy_id=occupancy.pk, ends=clock.today() - timedelta(days=3))
    assert account.postings.get().state == PostingState.ENDED
    assert opens(account, clock.today()) == 403


def test_a_company_that_moves_within_the_park_keeps_its_accounts(
    manager: User, account: User, company: Customer, occupancy: Occupancy
) -> None:
    today = clock.today()
    unit = UnitFactory(building__park=company.park)
    estate.start_occupancy(actor=manager, unit=unit, customer=company, starts=today + timedelta(days=21))
    estate.end_occupancy(actor=manager, occupancy_id=occupancy.pk, ends=today + timedelta(days=20))
    assert account.postings.get().ends is None
    assert opens(account, today + timedelta(days=25)) == 200


def test_a_contact_no_longer_in_charge_loses_the_account_at_once_also_in_mid_form(
    manager: User, account: User, contact: ContactPerson
) -> None:
    client = Client()
    client.force_login(account)
    assert client.get(reverse("home:desk")).status_code == 200
    estate.change_contact(actor=manager, contact_id=contact.pk, is_active=False)
    assert client.get(reverse("home:desk")).status_code == 403


def test_an_account_for_two_companies_ends_with_the_second(
    manager: User, account: User, company: Customer, occupancy: Occupancy
) -> None:
    second = OccupancyFactory(unit__building__park=company.park, customer__park=company.park)
    estate.add_contact(actor=manager, customer=second.customer, name="林示意", phone="19900000034", user=account)
    estate.end_occupancy(actor=manager, occupancy_id=occupancy.pk, ends=clock.today() - timedelta(days=1))
    assert account.postings.get().ends is None
    last = clock.today() + timedelta(days=5)
    estate.end_occupancy(actor=manager, occupancy_id=second.pk, ends=last)
    assert account.postings.get().ends == last


def test_a_posting_that_two_leaders_limited_is_only_shortened(
    manager: User, company: Customer, occupancy: Occupancy
) -> None:
    today = clock.today()
    tenant = person(Role.TENANT, company.park)
    Posting.objects.filter(user=tenant).update(ends=today + timedelta(days=30))
    ContactPersonFactory(customer=company, user=tenant)
    for days, left in ((60, 30), (10, 10)):
        estate.end_occupancy(actor=manager, occupancy_id=occupancy.pk, ends=today + timedelta(days=days))
        assert tenant.postings.get().ends == today + timedelta(days=left)


def test_nobody_ends_their_own_access(lead: User) -> None:
    with refused("own_account"):
        services.end_access(actor=lead, contact_id=lead.contact_persons.get().pk)


def test_a_contact_has_one_account_at_a_time(manager: User, account: User, contact: ContactPerson) -> None:
    with refused("has_account"):
        services.invite(actor=manager, contact_id=contact.pk)


def test_a_switched_off_account_is_not_invited_back(
    manager: User, account: User, contact: ContactPerson, client: Any
) -> None:
    account.is_active = False
    account.save(update_fields=["is_active"])
    with refused("inactive"):
        services.invite(actor=manager, contact_id=contact.pk)
