"""What the tests of fees and cash share."""

from collections.abc import Iterator

import pytest

from parkservice.kit import clock
from tests.fees.factories import MORNING, Desk, make_desk
from tests.support.snapshot import Snapshot

DESK = Snapshot(make_desk)
OTHER = Snapshot(lambda: make_desk("BY"))


@pytest.fixture
def morning() -> Iterator[None]:
    """The clock stands at the last morning of March 2026."""
    with clock.at(MORNING):
        yield


@pytest.fixture
def desk(db: None, morning: None) -> Desk:
    """A park with one person for each role that has to do with money."""
    made: Desk = DESK.get()
    return made


@pytest.fixture
def other_park(desk: Desk) -> Desk:
    """A second park with people of its own."""
    made: Desk = OTHER.get()
    return made
