"""Point the test process itself at another store, so that tests read and write the very rows a server works on."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections
from django.db.utils import load_backend
from django.test import override_settings

from parkservice.kit.stores import database
from tests.support.stores import Store

PLACES = {"VAR_DIR": "", "MEDIA_ROOT": "files", "OUTBOX_DIR": "outbox", "EMAIL_FILE_PATH": "outbox"}


@contextmanager
def working_on(store: Store) -> Iterator[None]:
    """Inside, `default` is the given store, in this thread and in every thread started meanwhile."""
    previous, previous_settings = connections["default"], connections.settings["default"]
    described = connections.configure_settings({"default": database(store.url)})["default"]
    connections.settings["default"] = described
    connections["default"] = load_backend(described["ENGINE"]).DatabaseWrapper(described, "default")
    places = {name: type(getattr(settings, name))(store.var / folder) for name, folder in PLACES.items()}
    try:
        with override_settings(**places):  # tells the file storage, which remembers its folder
            yield
    finally:
        connections["default"].close()
        connections["default"], connections.settings["default"] = previous, previous_settings
