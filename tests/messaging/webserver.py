"""A small real web server on the loopback address that plays an SMS provider or a group robot."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

#: An answer that never comes while the test runs.
SILENCE = "silence"


class _Handler(BaseHTTPRequestHandler):
    """Keeps what it was sent and gives the next answer; the last one again and again."""

    server: "WebServer"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append({"path": self.path, "headers": dict(self.headers), "json": json.loads(body)})
        answers = self.server.answers
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if answer == SILENCE:
            self.server.over.wait(10)
            return
        status, text = answer
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


class WebServer(ThreadingHTTPServer):
    """Collects the requests that it was given."""

    daemon_threads = True

    def __init__(self, answers: list[Any]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = answers
        self.seen: list[dict[str, Any]] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def web_server(*answers: Any) -> Iterator[WebServer]:
    """A running server that gives these answers in turn, (status, text) or SILENCE; stopped at the end."""
    with WebServer(list(answers) or [(200, "{}")]) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.over.set()
        server.shutdown()
        thread.join(5)
