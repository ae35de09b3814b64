"""A number that is longer than any key is no page; no database is asked about it."""

import pytest
from django.test import Client

from parkservice.accounts.checks import pages
from parkservice.accounts.roles import Role
from tests.accounts.factories import person
from tests.complaints.factories import make_office

LONG = "9" * 20


def test_no_address_takes_a_number_without_end():
    ours = [route for route, view, _name in pages() if not view.__module__.startswith(("allauth.", "django."))]
    assert any("<key:pk>" in route for route in ours)
    assert [route for route in ours if "<int:" in route] == []


@pytest.mark.both
@pytest.mark.django_db
@pytest.mark.parametrize("end", ["", "hand-over/take-back/", "withdraw/"])
def test_a_number_longer_than_any_key_is_no_page(client: Client, end: str):
    client.force_login(person(Role.MANAGER, make_office().park))
    for send in (client.get, client.post):
        assert send(f"/complaints/{LONG}/{end}").status_code == 404
