"""The desk of the cash tests."""

from collections.abc import Iterator
from datetime import date

import pytest

from fees.counting.models import Purpose
from tests.fees.cashdesk import factories
from tests.fees.cashdesk.factories import FIRST, Desk, make_desk, notes, on
from tests.support.snapshot import Snapshot


def _first() -> Desk:
    with on(FIRST):
        return make_desk()


DESK = Snapshot(_first)


@pytest.fixture
def desk(db: None) -> Desk:
    """An officer with a float of 500.00, since January; the clock is the test's."""
    made: Desk = DESK.get()
    return made


@pytest.fixture
def example_day() -> Iterator[None]:
    """The afternoon of the example day of domain 4."""
    with on(date(2026, 3, 31)):
        yield


@pytest.fixture
def full(desk: Desk, example_day: None) -> Desk:
    """The example day, closed, with a shortage that is a document."""
    factories.last_of_march(desk)
    factories.differs(desk, factories.counted(desk, pieces=notes("5438.70")))
    factories.handed_in(desk)
    factories.counted(desk, Purpose.FLOAT)
    factories.safe_checked(desk)
    factories.closed(desk)
    return desk
