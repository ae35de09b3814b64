"""One copied park and one open door for all races of a file, on each store: every race takes a complaint of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from parkservice.accounts.roles import Role
from parkservice.kit.stores import POSTGRES_LIMITS
from tests.accounts.factories import person
from tests.complaints.factories import Office, demo_office
from tests.conftest import vendors
from tests.support.entrance import People, door
from tests.support.here import working_on


@dataclass(frozen=True)
class Arena:
    """The demo park with its people, behind an open door."""

    vendor: str
    office: Office
    people: People


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A race runs on each store that answers."""
    for name in ("arena", "ground"):
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, vendors(metafunc.config), indirect=True)


@contextmanager
def patient() -> Iterator[None]:
    """PostgreSQL waits for a lock as long as SQLite does: the people of a race share one interpreter."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(POSTGRES_LIMITS, "lock_timeout", 20_000)
        yield


@pytest.fixture(scope="module")
def arena(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[Arena]:
    """A copy of the demo park for all races of the file; all commits are real."""
    suffix = "sqlite" if request.param == "sqlite" else "postgres"
    stores = request.getfixturevalue(f"{suffix}_stores")
    store = stores.copy(request.getfixturevalue(f"prepared_{suffix}"))
    with patient(), django_db_blocker.unblock(), working_on(store), door() as address:
        office = demo_office()
        person(Role.PROJECT_MANAGER, office.park, username="project_manager2", name="郭示副")
        yield Arena(request.param, office, People(address))
    stores.drop(store)
