"""Writers at one moment: of many occupancies for the same days one is kept, on both stores.

The control takes the triggers away and shows that the race is real.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from parkservice.kit.appendonly import Registry, refused_overlap
from tests.conftest import vendors
from tests.kit.conftest import KEYS
from tests.support.here import working_on
from tests.support.stores import Store

WRITERS = 16

pytestmark = pytest.mark.race


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    metafunc.parametrize("store", vendors(metafunc.config), indirect=True)


@pytest.fixture
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty database of the test's own."""
    stores = request.getfixturevalue("sqlite_stores" if request.param == "sqlite" else "postgres_stores")
    store = stores.create()
    yield store
    stores.drop(store)


@pytest.fixture
def lets(store: Store, django_db_blocker) -> Iterator[Registry]:
    """A committed table of occupancies, with the rule installed."""
    registry = Registry()
    registry.no_overlap("kit_let", ["unit_id"])
    with django_db_blocker.unblock(), working_on(store):
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE TABLE kit_let (id {KEYS[connection.vendor]}, unit_id bigint NOT NULL, starts date, ends date)"
            )
        registry.install(connection)
        yield registry


def all_let_the_same_unit() -> tuple[int, int]:
    """Let one unit from the same day to many, at one moment; return how many rows there are and how many refusals."""
    together = Barrier(WRITERS)

    def let(_writer: int) -> bool:
        together.wait()
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("INSERT INTO kit_let (unit_id, starts) VALUES (301, '2026-01-01')")
        except IntegrityError as refusal:
            return refused_overlap(refusal)
        else:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as writers:
        refusals = sum(writers.map(let, range(WRITERS)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kit_let")
        return cursor.fetchone()[0], refusals


@pytest.mark.usefixtures("lets")
def test_one_of_many_simultaneous_lettings_is_kept():
    assert all_let_the_same_unit() == (1, WRITERS - 1)


def test_without_the_rule_all_are_kept(lets):
    lets.uninstall(connection)
    assert all_let_the_same_unit() == (WRITERS, 0)
