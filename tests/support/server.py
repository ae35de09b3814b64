"""A real server of the product on a free port of this machine."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from urllib.request import urlopen

from tests.support.stores import ROOT, Store

SECONDS_TO_START = 30


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(store: Store, **environment: str) -> Iterator[str]:
    """Serve the store with gunicorn as `make run` does and give the address; stop at the end."""
    with running(store, **environment) as (address, _process):
        yield address


@contextmanager
def running(
    store: Store, *, workers: int = 1, port: int | None = None, **environment: str
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The same with the server's process, for tests that harm it; it is stopped by its number."""
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    log = store.var.parent / "server.log"
    (store.var / "static").mkdir(exist_ok=True)
    with log.open("w") as output:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "parkservice.wsgi", "--bind", f"127.0.0.1:{port}"),
                *("--worker-class=gthread", "--threads=4", f"--workers={workers}", "--no-control-socket", "--preload"),
                "--graceful-timeout=2",
            ],
            env={**store.environment, "PARKSERVICE_URL": address, **environment},
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_until_it_answers(address, process, log)
            yield address, process
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_until_it_answers(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return as soon as the health page answers; show the log when the server dies or stays silent."""
    pause = Event()
    for _attempt in range(SECONDS_TO_START * 5):
        try:
            with urlopen(f"{address}/healthz", timeout=5) as answer:  # noqa: S310 - our own loopback address
                if answer.status == 200:
                    return
        except OSError:  # refused, cut, or too slow while it starts
            if process.poll() is not None:
                break
        pause.wait(0.2)
    raise AssertionError(f"The server does not answer at {address}:\n{log.read_text()}")
