"""The worker and the server start, do their work, and stop when they are told to (design sections 5 and 7)."""

import signal
import subprocess
import sys
from urllib.request import urlopen

import pytest

from tests.support.server import serving
from tests.support.stores import ROOT

SECONDS = 20


@pytest.fixture(scope="module")
def store(own_stores, migrated):
    """An empty database of our own."""
    store = own_stores.copy(migrated)
    yield store
    own_stores.drop(store)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_worker_stops_when_it_is_told_to(store, number):
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "worker"], cwd=ROOT, env=store.environment, stderr=subprocess.PIPE, text=True
    )
    assert "The worker has started" in worker.stderr.readline()
    worker.send_signal(number)
    _out, said = worker.communicate(timeout=SECONDS)
    assert worker.returncode == 0, said


def test_a_tick_may_be_repeated(store):
    store.manage("tick")
    store.manage("tick")


def test_the_server_answers_on_its_health_pages(store):
    with serving(store) as address:
        for page in ("healthz", "readyz"):
            assert urlopen(f"{address}/{page}", timeout=5).status == 200  # noqa: S310 - our own loopback address
