"""What the tests of the complaint field share."""

from collections.abc import Iterator

import pytest

from parkservice.kit import clock
from tests.complaints.factories import MORNING, Office, make_office
from tests.support.snapshot import Snapshot

OFFICE = Snapshot(make_office)
OTHER = Snapshot(lambda: make_office("BY"))


@pytest.fixture
def morning() -> Iterator[None]:
    """The clock stands at a working Thursday, 10:00."""
    with clock.at(MORNING):
        yield


@pytest.fixture
def office(db: None, morning: None) -> Office:
    """A park with one person for each role, on a working Thursday morning."""
    office: Office = OFFICE.get()
    return office


@pytest.fixture
def other_park(office: Office) -> Office:
    """A second park with people of its own."""
    other: Office = OTHER.get()
    return other
