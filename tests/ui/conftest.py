"""A park with a manager, and people to fill lists with."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.parks.models import Park
from tests.accounts.factories import UserFactory, person
from tests.parks.factories import ParkFactory

START = datetime(2026, 4, 2, 2, 5, tzinfo=UTC)  # Thursday 10:05 in the park


@pytest.fixture
def park(db: Any) -> Park:
    """The park."""
    made: Park = ParkFactory()
    return made


@pytest.fixture
def manager(park: Park) -> User:
    """Somebody who may export complaints."""
    return person(Role.MANAGER, park, username="aa-manager", name="王示例", name_en="Wang Shili", language="zh-hans")


@pytest.fixture
def desk(client: Any, manager: User) -> Any:
    """The test client with the manager signed in; the sign-in counts as seen."""
    client.force_login(manager)
    return client


@pytest.fixture
def people(manager: User) -> list[User]:
    """25 people; every fifth was never signed in, several were at the same moment."""
    made = [UserFactory(username=f"p-{number:02}", title="mr" if number % 3 else "ms") for number in range(25)]
    for number, user in enumerate(made):
        moment = None if number % 5 == 0 else START + timedelta(hours=number // 4)
        User.objects.filter(pk=user.pk).update(last_login=moment)
    return made
