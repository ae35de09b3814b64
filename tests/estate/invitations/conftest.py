"""A company with a unit, its contact, and who may invite."""

from typing import Any

import pytest
from django.urls import reverse

from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.estate.models import ContactPerson, Customer, Occupancy
from parkservice.parks.models import Park
from tests.accounts.factories import person
from tests.estate.factories import ContactPersonFactory, OccupancyFactory


@pytest.fixture
def occupancy(db: None) -> Occupancy:
    """A company in a unit."""
    made: Occupancy = OccupancyFactory(customer__name="松石电子（虚构）")
    return made


@pytest.fixture
def company(occupancy: Occupancy) -> Customer:
    """The company."""
    return occupancy.customer


@pytest.fixture
def park(company: Customer) -> Park:
    """Its park."""
    return company.park


@pytest.fixture
def contact(company: Customer) -> ContactPerson:
    """Its contact, 林示意, without an account."""
    made: ContactPerson = ContactPersonFactory(customer=company, name="林示意", email="lin@park.invalid")
    return made


@pytest.fixture
def manager(park: Park) -> User:
    """The manager of the park."""
    return person(Role.MANAGER, park, name="王示例")


@pytest.fixture
def lead(company: Customer, park: Park) -> User:
    """The account of the company's own contact who may invite."""
    user = person(Role.TENANT, park, name="罗样客")
    ContactPersonFactory(customer=company, name="罗样客", user=user, may_invite=True)
    return user


@pytest.fixture
def path_of() -> Any:
    """The path of the link that a page shows: path_of(response)."""

    def path(response: Any) -> str:
        assert response.status_code == 200
        return "/invitation/" + response.context["link"].rsplit("/invitation/", 1)[1]

    return path


@pytest.fixture
def invite(path_of: Any) -> Any:
    """Invite a contact through the page and return the path of the link: invite(client, contact)."""

    def send(client: Any, contact: ContactPerson) -> str:
        return path_of(client.post(reverse("estate:invite", args=[contact.pk])))

    return send
