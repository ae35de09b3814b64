"""Fixtures of the whole suite. Unit and HTTP tests run inside a transaction on the default database; journeys and
races take copies of a prepared demo park (`prepared_sqlite`, `prepared_postgres`, `park_copy`, `live_park`)."""

import fcntl
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.utils.translation.reloader import translation_file_changed
from playwright.sync_api import Page

from parkservice.kit import catalog, garbage, memo
from parkservice.kit.stores import is_sqlite
from tests.support.browser import chromium_path, launch_arguments, sign_in
from tests.support.here import working_on
from tests.support.server import serving
from tests.support.stores import ROOT, PostgresStores, SqliteStores, Store, Stores, postgres_url

IN_CI = os.environ.get("CI") == "true"
POSTGRES = pytest.StashKey[str | None]()


def pytest_configure(config: pytest.Config) -> None:
    """Catalogues are compiled once, before the workers of a parallel run start; Django has looked for them before."""
    database = settings.DATABASES["default"]
    if is_sqlite(database):
        # A file, not memory: tables in memory are gone as soon as one test lets the last connection close.
        place = Path(tempfile.gettempdir()) / f"parkservice-tests-{os.getpid()}.sqlite3"
        database.setdefault("TEST", {})["NAME"] = str(place)
    if not hasattr(config, "workerinput"):
        for catalogue in catalog.compile_stale(ROOT):
            translation_file_changed(None, catalogue.with_suffix(".mo"))


def pytest_collection_finish() -> None:
    """As the server does: what is loaded by now stays."""
    garbage.keep_what_stands()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes `park_copy` runs on each store that answers."""
    if "park_copy" in metafunc.fixturenames:
        metafunc.parametrize("park_copy", vendors(metafunc.config), indirect=True)


def vendors(config: pytest.Config) -> list[str]:
    """The stores that answer."""
    return ["sqlite", "postgresql"] if find_postgres(config) else ["sqlite"]


def find_postgres(config: pytest.Config) -> str | None:
    """The PostgreSQL to test on, asked for once per run; its absence stops a run with CI=true."""
    if POSTGRES not in config.stash:
        config.stash[POSTGRES] = postgres_url()
    if config.stash[POSTGRES] is None and IN_CI:
        raise pytest.UsageError("No PostgreSQL answers. CI=true wants both data stores; see PARKSERVICE_TEST_PG.")
    return config.stash[POSTGRES]


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Each test has another database under it, with the same ids and often the same minute."""
    memo.forget_all()
    caches["template_fragments"].clear()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say loudly what could not be proved on this machine."""
    if POSTGRES in config.stash and config.stash[POSTGRES] is None:
        terminalreporter.write_sep("!", "NO POSTGRESQL ANSWERED: races were proved on SQLite only", red=True, bold=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a browser the journeys cannot run: an error with CI=true, a loud word otherwise."""
    journeys = [item for item in items if item.get_closest_marker("journey")]
    if not journeys or chromium_path():
        return
    if IN_CI:
        raise pytest.UsageError("No Chromium found. CI=true wants the journeys; see PARKSERVICE_CHROMIUM.")
    config.hook.pytest_deselected(items=journeys)
    items[:] = [item for item in items if item not in journeys]
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter:
        reporter.write_sep("!", f"NO CHROMIUM FOUND: {len(journeys)} journeys did not run", red=True, bold=True)


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Files and outgoing messages of the tests go to a temporary folder; passwords are hashed fast."""
    var = tmp_path_factory.mktemp("var")
    settings.VAR_DIR = var
    settings.MEDIA_ROOT = var / "files"
    settings.OUTBOX_DIR = var / "outbox"
    settings.EMAIL_FILE_PATH = str(var / "outbox")
    # Each client loads the middleware anew; reading every static file for it took a seventh of the time of a test.
    settings.WHITENOISE_USE_FINDERS = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def sqlite_stores(tmp_path_factory: pytest.TempPathFactory) -> SqliteStores:
    """Makes, copies and drops SQLite databases."""
    return SqliteStores(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_stores(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> PostgresStores:
    """Makes, copies and drops PostgreSQL databases; only asked for when a server answers."""
    server = find_postgres(pytestconfig)
    assert server, "No PostgreSQL answers; see PARKSERVICE_TEST_PG."
    return PostgresStores(server, tmp_path_factory.mktemp("postgres"))


@pytest.fixture(scope="session")
def own_stores(request: pytest.FixtureRequest) -> Stores:
    """The stores of the engine that this run is on: SQLite, or PostgreSQL for the `both` set."""
    vendor = "sqlite" if is_sqlite(settings.DATABASES["default"]) else "postgres"
    stores: Stores = request.getfixturevalue(f"{vendor}_stores")
    return stores


def built(stores: Stores, name: str, make: Callable[[Store], object]) -> Iterator[Store]:
    """A store that is made once: by the first process of one `make test` that needs it (TEST_STORES is their folder,
    the others wait), on PostgreSQL and outside of `make test` by each process for itself."""
    if isinstance(stores, SqliteStores) and "TEST_STORES" in os.environ:
        yield shared(Path(os.environ["TEST_STORES"]) / name, make)
    else:
        store = stores.create()
        make(store)
        yield store
        stores.drop(store)


def shared(folder: Path, make: Callable[[Store], object]) -> Store:
    """The store of a folder, made by the process that comes first."""
    folder.mkdir(parents=True, exist_ok=True)
    store = Store(f"sqlite:///{folder / 'db.sqlite3'}", folder / "var")
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            make(store)
            (folder / "ready").touch()
    return store


@pytest.fixture(scope="session")
def migrated(own_stores: Stores) -> Iterator[Store]:
    """An empty database with all tables. Copy it, never write to it."""
    yield from built(own_stores, "tables", Store.migrate)


@pytest.fixture(scope="session")
def prepared_sqlite(sqlite_stores: SqliteStores) -> Iterator[Store]:
    """The demo park on SQLite. Copy it, never write to it."""
    yield from built(sqlite_stores, "park", Store.prepare)


@pytest.fixture(scope="session")
def prepared_postgres(postgres_stores: PostgresStores, prepared_sqlite: Store) -> Iterator[Store]:
    """The demo park on PostgreSQL. Copy it, never write to it."""
    store = postgres_stores.create()
    store.migrate()
    postgres_stores.fill(store, prepared_sqlite)
    yield store
    postgres_stores.drop(store)


@pytest.fixture
def park_copy(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[Store]:
    """The test's own copy of the demo park, once on each store; models work on it, all commits are real."""
    suffix = "sqlite" if request.param == "sqlite" else "postgres"
    stores: Stores = request.getfixturevalue(f"{suffix}_stores")
    store = stores.copy(request.getfixturevalue(f"prepared_{suffix}"))
    with django_db_blocker.unblock(), working_on(store):
        yield store
    stores.drop(store)


@dataclass(frozen=True)
class LivePark:
    """A served copy of the demo park: its address, and its rows through the ordinary models."""

    address: str
    store: Store

    def url(self, path: str) -> str:
        """The full address of a page."""
        return f"{self.address}{path}"

    def sign_in(self, page: Page, username: str) -> None:
        """Sign a page in as a person of the demo park (`clerk`, `officer`, ...)."""
        sign_in(page, self.address, username)

    def tick(self) -> None:
        """What the worker does each minute: limits, reminders, outgoing messages."""
        self.store.manage("tick")

    def work(self) -> None:
        """What the worker does at once: the tasks that wait."""
        self.store.manage("db_worker", "--batch", "--no-startup-delay", "--no-reload")


@pytest.fixture
def live_park(
    sqlite_stores: SqliteStores,
    prepared_sqlite: Store,
    django_db_blocker: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[LivePark]:
    """A real server on a fresh copy of the demo park; stopped and removed afterwards."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs an event loop in this very thread
    store = sqlite_stores.copy(prepared_sqlite)
    with django_db_blocker.unblock(), working_on(store), serving(store) as address:
        yield LivePark(address, store)
    sqlite_stores.drop(store)


@pytest.fixture(scope="session")
def browser_type_launch_args(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """How the browser of the journeys starts (read by pytest-playwright)."""
    return launch_arguments(tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    """A desk's screen in Chinese; a journey makes its own context for a phone or for English."""
    return {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": {"width": 1360, "height": 900}}


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository."""
    return ROOT
