"""A park with its people, for the tests about accounts."""

from typing import Any

import pytest

from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.parks.models import Park
from tests.accounts.factories import person
from tests.parks.factories import ParkFactory


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Any) -> None:
    """One real password hash costs 0.4 s, which these tests do not need to pay a hundred times."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def park() -> Park:
    """The park."""
    made: Park = ParkFactory()
    return made


@pytest.fixture
def manager(park: Park) -> User:
    """Its manager, 王示例."""
    return person(
        Role.MANAGER, park, username="manager", name="王示例", name_en="Wang Shili", job_title_zh="客服部经理"
    )


@pytest.fixture
def project_manager(park: Park) -> User:
    """Its project manager."""
    return person(Role.PROJECT_MANAGER, park, username="project_manager", name="赵范例", job_title_zh="项目副经理")


@pytest.fixture
def signed(client: Any) -> Any:
    """Sign a person in: signed(user) gives the client back."""

    def sign(user: User) -> Any:
        client.force_login(user)
        return client

    return sign
