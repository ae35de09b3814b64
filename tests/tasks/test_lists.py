"""The lists of what was asked of others: own rows only, and as many statements for many rows as for one (M4, M12)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parkservice.accounts.models import User
from tests.complaints.factories import Office
from tests.tasks.factories import Team, a_complaint, a_plan, a_question, a_referral, an_order

MAKERS: dict[str, Callable[..., Any]] = {
    "workorders": an_order,
    "questions": a_question,
    "referrals": a_referral,
    "rectifications": a_plan,
}


def opened(client: Client, user: User, name: str) -> tuple[list[str], int]:
    """The numbers on a list that was opened before, and its statements."""
    client.force_login(user)
    address = reverse(f"tasks:{name}")
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        listing = client.get(address).context["listing"]
    return [row.number for row in listing.page.rows], len(caught)


@pytest.mark.duty("M4", "M12")
@pytest.mark.parametrize("name", MAKERS)
def test_a_list_asks_as_much_for_many_rows_as_for_one(client: Client, office: Office, team: Team, name: str):
    first = MAKERS[name](office, subject=a_complaint(office))
    one = opened(client, office.manager, name)
    assert one[0] == [first.number]
    made = [MAKERS[name](office, subject=a_complaint(office)) for _each in range(4)]
    many = opened(client, office.manager, name)
    assert set(many[0]) == {first.number, *(row.number for row in made)}
    assert many[1] == one[1] <= 13


@pytest.mark.parametrize("name", MAKERS)
def test_a_list_holds_nothing_of_another_park(
    client: Client, office: Office, other_park: Office, team: Team, name: str
):
    MAKERS[name](office)
    assert opened(client, other_park.manager, name)[0] == []
    client.force_login(office.tenant)
    assert client.get(reverse(f"tasks:{name}")).status_code == 403


@pytest.mark.parametrize("name", MAKERS)
def test_the_desk_leads_to_every_list(client: Client, office: Office, name: str):
    client.force_login(office.manager)
    assert reverse(f"tasks:{name}") in client.get(reverse("home:desk")).content.decode()
