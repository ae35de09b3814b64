"""The desk of the cash tests, and its March of domain section 4, built once for a module."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.fees.cashdesk import factories
from tests.fees.cashdesk.conftest import desk
from tests.fees.cashdesk.factories import FIRST, Desk, make_desk, on

__all__ = ["desk"]


@pytest.fixture(scope="module")
def march(django_db_setup: None, django_db_blocker: Any) -> Iterator[Desk]:
    """January and February are closed, March is in the books up to the close of its last day.

    Closed days take no rows, so that it cannot be put back row by row: it stays while the tests of the module last.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        with on(FIRST):
            made = make_desk()
        factories.earlier_months(made)
        factories.march(made)
        yield made
        transaction.set_rollback(True)
