"""The office of the complaint field, with two people of the engineering department."""

import pytest

from tests.complaints.conftest import morning, office, other_park
from tests.complaints.factories import Office
from tests.tasks.factories import Team, make_team

__all__ = ["morning", "office", "other_park", "team"]


@pytest.fixture
def team(office: Office) -> Team:
    """Engineering: a lead and a technician; cleaning: one person."""
    return make_team(office)
