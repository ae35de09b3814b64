"""make restore: put a backup back, after looking at every part of it, and never over real data without FORCE=1.

What stood there before is kept: an SQLite database and the folder of files are moved aside; a PostgreSQL database
that holds anything is backed up first.
"""

import os
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkservice.settings")

import django
from django.core.management import CommandError, call_command
from django.db.migrations.loader import MigrationLoader

from ops import archive
from ops.archive import BackupError, Place, run_client
from parkservice.kit import clock

REAL_PARKS = "SELECT count(*) FROM parks_park WHERE NOT is_demo"


def main(name: str, *, force: bool) -> int:
    """Restore and check; return the exit code."""
    place = Place.configured()
    try:
        restore(Path(name), place, force=force)
    except BackupError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(f"{name} is restored. What its books say:", flush=True)
    try:
        call_command("check_books")
    except CommandError as finding:
        print(finding, file=sys.stderr)
        return 1
    return 0


def restore(name: Path, place: Place, *, force: bool) -> None:
    """Put the backup in place of what the environment describes, then bring it up to this version.

    Raises BackupError, and then nothing has changed.
    """
    place.files.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.files.parent, prefix="restore-") as folder:
        unpacked = Path(folder)
        manifest = archive.unpack(name, unpacked)
        refuse_what_does_not_fit(manifest, place)
        if not force and holds_real_data(place):
            raise BackupError("Real data stands here. FORCE=1 replaces it; what stands here is kept beside it.")
        if place.vendor == "sqlite":
            replace_sqlite(Path(place.database["NAME"]), unpacked / archive.DATABASE)
        else:
            replace_postgres(place, unpacked / archive.DATABASE)
        replace_files(place.files, unpacked / archive.FILES)
        replace_heads(place.heads, unpacked / archive.HEADS)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def refuse_what_does_not_fit(manifest: dict[str, Any], place: Place) -> None:
    """Raise BackupError for a backup of the other store, of another key, or of a newer version than this one."""
    if manifest["store"] != place.vendor:
        raise BackupError(f"This is a backup of {manifest['store']}, DATABASE_URL names {place.vendor}.")
    if manifest["key"] != archive.key_mark():
        raise BackupError(
            "The backup was made under another PARKSERVICE_SECRET_KEY; its identity numbers would be lost."
        )
    unknown = sorted(set(manifest["migrations"]) - known_migrations())
    if unknown:
        raise BackupError(f"The backup is of another version of parkservice, which knows {', '.join(unknown)}.")


def known_migrations() -> set[str]:
    """Every migration of this version, as `app.name`."""
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    return {f"{app}.{name}" for app, name in loader.disk_migrations}


def holds_real_data(place: Place) -> bool:
    """Whether the database holds anything but the demo park; what cannot be read counts as real."""
    if place.vendor == "sqlite":
        path = Path(place.database["NAME"])
        return path.exists() and holds_real_rows(path)
    tables = run_client(place.database, "psql", "-qAtc", "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    if int(tables) == 0:
        return False
    try:
        return int(run_client(place.database, "psql", "-qAtc", REAL_PARKS)) > 0
    except BackupError:
        return True


def holds_real_rows(path: Path) -> bool:
    """The same for an SQLite file."""
    with closing(sqlite3.connect(path)) as database:
        try:
            if database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
                return False
            return bool(database.execute(REAL_PARKS).fetchone()[0])
        except sqlite3.DatabaseError:
            return True


def aside(path: Path) -> Path:
    """A name beside `path` under which what stood there is kept."""
    return path.with_name(f"{path.name}.before-{clock.local(clock.now()):%Y%m%d-%H%M%S}")


def replace_sqlite(target: Path, restored: Path) -> None:
    """Move the old database aside and the restored one in."""
    target.parent.mkdir(parents=True, exist_ok=True)
    kept = aside(target)
    for suffix in ("-wal", "-shm", ""):
        part = target.with_name(target.name + suffix)
        if part.exists():
            part.replace(kept.with_name(kept.name + suffix))
    shutil.move(restored, target)


def replace_postgres(place: Place, restored: Path) -> None:
    """Back up what stands there, then empty and fill the database in one transaction: all of it or nothing."""
    tables = run_client(place.database, "psql", "-qAtc", "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    if int(tables):
        print(f"What stood here before: {archive.write(place, aside(place.files.parent / 'postgresql'))}", flush=True)
    script = run_client(place.database, "pg_restore", "--no-owner", "--no-privileges", "--file=-", str(restored))
    empty = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n"
    run_client(
        place.database,
        *("psql", "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"),
        given=empty + script,
    )


def replace_files(target: Path, restored: Path) -> None:
    """Move the old folder of files aside and the restored one in."""
    if target.exists():
        target.replace(aside(target))
    if restored.exists():
        shutil.move(restored, target)


def replace_heads(target: Path | None, restored: Path) -> None:
    """Put the heads back where there are none; heads that stand elsewhere are evidence and stay as they are."""
    if target is None or not restored.exists():
        return
    if target.exists():
        print(f"{target} was left as it is; check_books compares the restored books with it.")
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(restored, target)


if __name__ == "__main__":
    django.setup()
    sys.exit(main(*sys.argv[1:2] or [""], force=os.environ.get("FORCE") == "1"))
