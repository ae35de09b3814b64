"""The desk of the cash tests, and its March of domain section 4."""

import pytest

from tests.fees.cashdesk import factories
from tests.fees.cashdesk.conftest import DESK, desk
from tests.fees.cashdesk.factories import Desk
from tests.support.snapshot import Snapshot

__all__ = ["desk"]


def _year() -> Desk:
    made: Desk = DESK.get()
    factories.earlier_months(made)
    factories.march(made)
    return made


YEAR = Snapshot(_year)


@pytest.fixture
def march(db: None) -> Desk:
    """January and February are closed, March is in the books up to the close of its last day."""
    made: Desk = YEAR.get()
    return made
