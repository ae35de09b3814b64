"""The product's own door inside this very process: real requests over sockets, while a test may take a lock off."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

from django.contrib.messages.storage.cookie import CookieStorage
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test import Client, RequestFactory
from django.test.testcases import QuietWSGIRequestHandler
from django.utils.crypto import get_random_string

from parkservice.accounts.models import User
from tests.support.visitor import Visitor


class Door(ThreadedWSGIServer):
    """Answers everybody who comes at one moment, each in a thread with a database connection of its own."""

    daemon_threads = True
    request_queue_size = 64


@contextmanager
def door() -> Iterator[str]:
    """Serve the product on the database that this process works on, and give the address."""
    server = Door(("127.0.0.1", 0), QuietWSGIRequestHandler)
    server.set_app(WSGIHandler())
    serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        serving.join()


@dataclass(frozen=True)
class Told:
    """What a person is told after sending a form: the status, and the message of the next page."""

    status: int
    done: bool
    text: str


@dataclass
class People:
    """Signed-in people; each may hold many windows open."""

    address: str
    cookies: dict[int, dict[str, str]] = field(default_factory=dict)

    def window(self, person: User) -> Visitor:
        """Return one more window of a person, who signs in only once."""
        if person.pk not in self.cookies:
            client = Client()
            client.force_login(person)
            known = {name: morsel.value for name, morsel in client.cookies.items()}
            self.cookies[person.pk] = {**known, "csrftoken": get_random_string(32)}
        return Visitor(self.address, cookies=dict(self.cookies[person.pk]))


def send(window: Visitor, path: str, fields: dict[str, str]) -> Told:
    """Send a form and read what the next page would say; the connection is given back."""
    answer = window.post(path, {**fields, "csrfmiddlewaretoken": window.cookies["csrftoken"]})
    window.close()
    kept = RequestFactory().get(path)
    kept.COOKIES["messages"] = window.cookies.get("messages", "")
    said = list(CookieStorage(kept))
    return Told(answer.status, any("success" in one.tags for one in said), " ".join(str(one) for one in said))
