"""Production refuses to serve with the demo key."""

import pytest

from tests.support.stores import Store, Stores


@pytest.fixture
def store(own_stores: Stores, migrated: Store) -> Store:
    """A database with its tables and nobody in it."""
    return own_stores.copy(migrated)


def test_the_demo_key_stops_a_production_server(store):
    refused = store.run("-c", "import parkservice.wsgi", PARKSERVICE_MODE="production")
    assert refused.returncode != 0
    assert "accounts.E001" in refused.stderr


def test_a_key_of_ones_own_lets_it_start(store):
    key = "a-key-of-a-real-park-" + "7f3a9c" * 8
    started = store.run("-c", "import parkservice.wsgi", PARKSERVICE_MODE="production", PARKSERVICE_SECRET_KEY=key)
    assert started.returncode == 0, started.stderr
