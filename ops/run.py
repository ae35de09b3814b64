"""make run: bring the database up to date, build the demo park when there is no park, serve until Ctrl-C.

A demo database that can no longer be migrated (its migrations were rewritten, or the run of migrations fails) is put
aside and built anew; a database that holds a real park is never touched beyond its migrations.
"""

import argparse
import hashlib
import io
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import NoReturn

import django
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory, NodeNotFoundError

from parkservice.kit import catalog
from parkservice.kit.stores import is_sqlite

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_STOP = 15


def main() -> None:
    """Prepare, announce, serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    port: int = parser.parse_args().port
    refuse_a_taken_port(port)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkservice.settings")
    os.environ.setdefault("PARKSERVICE_URL", f"http://127.0.0.1:{port}")
    catalog.compile_stale(ROOT)
    django.setup()
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    prepare()
    connection.close()
    sys.exit(serve(port))


def refuse_a_taken_port(port: int) -> None:
    """Stop with a word of advice when something listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            give_up(f"Port {port} is taken. Another one: make run PORT={port + 1}")


def give_up(sentence: str) -> NoReturn:
    """End with exit code 1 and a sentence for the person at the terminal."""
    print(sentence, file=sys.stderr)
    sys.exit(1)


def stamp_file() -> Path:
    """Beside a demo database: the migrations it was built with, and its accounts."""
    return Path(settings.VAR_DIR) / "demo.json"


def migrations_now() -> dict[str, str]:
    """Our own migrations with a hash of each."""
    return {
        str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("*/migrations", "*/*/migrations")
        for path in sorted(ROOT.glob(f"{folder}/0*.py"))
        if ".venv" not in path.parts
    }


def prepare() -> None:
    """Migrate, and build the demo park when there is no park at all."""
    stamp = json.loads(stamp_file().read_text()) if stamp_file().exists() else None
    if stamp and stamp["accounts"] is None:
        put_aside("its building was interrupted")
    elif stamp and not stamp["migrations"].items() <= migrations_now().items():
        put_aside("its migrations were rewritten")
    try:
        migrate()
    except (DatabaseError, InconsistentMigrationHistory, NodeNotFoundError) as failure:
        put_aside(str(failure).splitlines()[0])
        migrate()
    from parkservice.parks.models import Park

    if not Park.objects.exists():
        if settings.PRODUCTION:
            give_up("There is no park yet. `manage.py start` makes the first one.")
        build_demo()


def migrate() -> None:
    """Bring tables, triggers and the cache table up to date."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def build_demo() -> None:
    """Build the demo park and keep what the command says of its accounts for the next start.

    The stamp is written twice: a park whose building was interrupted is known by its missing accounts.
    """
    print("Building the demo park ...", flush=True)
    said = io.StringIO()
    stamp = {"migrations": migrations_now(), "accounts": None}
    stamp_file().write_text(json.dumps(stamp))
    call_command("demo", stdout=said)
    stamp_file().write_text(json.dumps({**stamp, "accounts": said.getvalue()}))


def put_aside(reason: str) -> None:
    """Move a demo database out of the way, for a new one; refuse when it is not plainly a demo."""
    described = connection.settings_dict
    if settings.PRODUCTION or not is_sqlite(described) or not stamp_file().exists() or holds_a_real_park():
        give_up(f"The database cannot be used: {reason}\nIt is not a demo database of ours, so it was left as it is.")
    connection.close()
    print(f"The demo database cannot be used ({reason}); a new one is built.", flush=True)
    database = Path(described["NAME"])
    for suffix in ("", "-wal", "-shm"):
        part = database.with_name(database.name + suffix)
        if part.exists():
            part.replace(part.with_name(f"old-{part.name}"))
    stamp_file().unlink()


def holds_a_real_park() -> bool:
    """Whether the SQLite file has a park that is not the demo's, asked without our models."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as database:
        try:
            return bool(database.execute("SELECT 1 FROM parks_park WHERE NOT is_demo").fetchone())
        except sqlite3.OperationalError:
            return False


def serve(port: int) -> int:
    """Run server and worker until a signal arrives or one of them ends; return the exit code."""
    stop = Event()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # inherited: a Ctrl-C while they load is ours to pass on
    children = [subprocess.Popen(command, cwd=ROOT) for command in commands(port)]
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    announce(port)
    while not stop.wait(0.5) and all(child.poll() is None for child in children):
        pass
    fell = [child for child in children if child.poll() is not None] and not stop.is_set()
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(timeout=SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            child.kill()
    return 1 if fell else 0


def commands(port: int) -> list[list[str]]:
    """The two processes of an installation on one machine."""
    workers = os.environ.get("PARKSERVICE_WEB_PROCESSES", "2")
    return [
        [
            *(sys.executable, "-m", "gunicorn", "parkservice.wsgi", f"--bind=127.0.0.1:{port}"),
            *("--worker-class=gthread", f"--workers={workers}", "--threads=4", "--no-control-socket", "--preload"),
            *("--log-level=warning", "--graceful-timeout=5"),
        ],
        [sys.executable, "manage.py", "worker"],
    ]


def announce(port: int) -> None:
    """Tell the person at the terminal where to look and whom to be."""
    if stamp_file().exists():
        print(json.loads(stamp_file().read_text())["accounts"].strip())
    print(f"\nparkservice serves http://127.0.0.1:{port}/  (Ctrl-C stops)", flush=True)


if __name__ == "__main__":
    main()
