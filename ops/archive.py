"""The backup file: one tar with the database, the uploaded files and the heads, and a list of their hashes.

    manifest.json     format, when, which store, applied migrations, mark of the secret key, hash and size of each part
    database          SQLite: a consistent copy made while the product runs; PostgreSQL: pg_dump's own format
    files/...         the uploaded files; copied after the database, so that every row finds its file
    heads             the heads file, when PARKSERVICE_HEADS names one

The secret key itself is not in it: keep it elsewhere. Identity numbers cannot be read without it.
"""

import hashlib
import io
import json
import os
import sqlite3
import subprocess
import tarfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from django.conf import settings

from parkservice.kit import clock, crypto
from parkservice.kit.stores import is_sqlite

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database"
HEADS = "heads"
FILES = "files"
CHUNK = 1024 * 1024


class BackupError(Exception):
    """A backup that cannot be made, or must not be put back; the text says why and what to do."""


@dataclass(frozen=True)
class Place:
    """What a backup covers: the database as Django describes it, the folder of files, the heads file if any."""

    database: Mapping[str, Any]
    files: Path
    heads: Path | None

    @property
    def vendor(self) -> str:
        """`sqlite` or `postgresql`."""
        return "sqlite" if is_sqlite(dict(self.database)) else "postgresql"

    @classmethod
    def configured(cls) -> "Place":
        """The installation that the environment describes."""
        heads = Path(settings.HEADS_FILE) if settings.HEADS_FILE else None
        return cls(settings.DATABASES["default"], Path(settings.MEDIA_ROOT), heads)


def key_mark() -> str:
    """A mark of the key that seals identity numbers; it tells two keys apart and nothing else."""
    return crypto.keyed_hash("parkservice backup")


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def dump_sqlite(name: Path, target: Path) -> list[str]:
    """Copy a database that is in use; return its applied migrations. Raises BackupError when it is not sound."""
    if not name.exists():
        raise BackupError(f"There is no database at {name}.")
    with closing(sqlite3.connect(name)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise BackupError(f"The database at {name} is damaged; the backup was not made.")
        return [f"{app}.{migration}" for app, migration in copy.execute("SELECT app, name FROM django_migrations")]


def dump_postgres(database: Mapping[str, Any], target: Path) -> list[str]:
    """Let pg_dump write one consistent state; return the applied migrations."""
    run_client(database, "pg_dump", "--format=custom", "--no-owner", f"--file={target}")
    listed = run_client(database, "psql", "-qAtc", "SELECT app || '.' || name FROM django_migrations")
    return listed.split()


def run_client(database: Mapping[str, Any], program: str, *words: str, given: str | None = None) -> str:
    """Run a PostgreSQL program on the database and return what it prints. Raises BackupError with its complaint."""
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = {variable: str(database[key]) for variable, key in names.items() if database.get(key)}
    try:
        done = subprocess.run(
            [program, *words],
            env={**os.environ, **environment},
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        raise BackupError(f"{program} is missing; on Debian: apt-get install postgresql-client.") from None
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.strip()}")
    return done.stdout


def parts(place: Place, dumped: Path) -> dict[str, Path]:
    """Every part of a backup by its name in the tar."""
    found = {DATABASE: dumped}
    if place.files.exists():
        for path in sorted(place.files.rglob("*")):
            if path.is_file():
                found[f"{FILES}/{path.relative_to(place.files).as_posix()}"] = path
    if place.heads and place.heads.exists():
        found[HEADS] = place.heads
    return found


def write(place: Place, folder: Path) -> Path:
    """Make a backup in the folder and return its path. It appears under its name only when it is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"parkservice-{clock.local(clock.now()):%Y%m%d-%H%M%S}.tar"
    unfinished = target.with_suffix(".part")
    dumped = target.with_suffix(".database")
    try:
        if place.vendor == "sqlite":
            migrations = dump_sqlite(Path(place.database["NAME"]), dumped)
        else:
            migrations = dump_postgres(place.database, dumped)
        contents = parts(place, dumped)
        manifest = {
            "format": FORMAT,
            "made_at": clock.now().isoformat(),
            "store": place.vendor,
            "key": key_mark(),
            "migrations": migrations,
            "parts": {name: {"sha256": digest(path), "size": path.stat().st_size} for name, path in contents.items()},
        }
        with unfinished.open("wb") as stream:
            pack(stream, manifest, contents)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
        dumped.unlink(missing_ok=True)
    return target


def pack(stream: BinaryIO, manifest: dict[str, Any], contents: dict[str, Path]) -> None:
    """Write the tar: the manifest first, then the parts; readable by the owner alone."""
    listed = json.dumps(manifest, indent=1, sort_keys=True).encode()
    with tarfile.open(fileobj=stream, mode="w") as tar:
        head = tarfile.TarInfo(MANIFEST)
        head.size, head.mode = len(listed), 0o600
        tar.addfile(head, io.BytesIO(listed))
        for name, path in contents.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = manifest["parts"][name]["size"], 0o600
            with path.open("rb") as source:
                tar.addfile(entry, source)


def unpack(archive: Path, folder: Path) -> dict[str, Any]:
    """Unpack a backup into an empty folder and return its manifest.

    Raises BackupError when the file is not a whole, unchanged backup of this format.
    """
    if not archive.is_file():
        raise BackupError(f"There is no file {archive}. Name the backup: make restore FROM=backups/parkservice-….tar")
    try:
        with tarfile.open(archive, mode="r:") as tar:
            manifest = read_manifest(tar)
            for entry in tar:
                if entry.name == MANIFEST:
                    continue
                if entry.name not in manifest["parts"] or not is_inside(entry):
                    raise BackupError(f"{archive} holds {entry.name!r}, which its list does not name.")
                tar.extract(entry, folder, filter="data")
    except (tarfile.TarError, EOFError, OSError, ValueError, KeyError, TypeError) as failure:
        raise BackupError(f"{archive} is not a whole backup of parkservice ({failure}).") from failure
    for name, expected in manifest["parts"].items():
        path = folder / name
        if not path.is_file() or digest(path) != expected["sha256"]:
            raise BackupError(f"{archive} is damaged: {name} is missing or has changed. Nothing was restored.")
    return manifest


def read_manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    """The first entry of the tar. Raises BackupError for another format, ValueError and kin for anything else."""
    first = tar.next()
    stream = tar.extractfile(first) if first is not None and first.name == MANIFEST else None
    if stream is None:
        raise BackupError("This tar is not a backup of parkservice: it does not begin with a manifest.")
    manifest: dict[str, Any] = json.load(stream)
    if manifest["format"] != FORMAT:
        raise BackupError(f"The backup has format {manifest['format']}, this version reads format {FORMAT}.")
    return manifest


def is_inside(entry: tarfile.TarInfo) -> bool:
    """Whether an entry is a plain file that stays inside the folder."""
    path = PurePosixPath(entry.name)
    return entry.isfile() and not path.is_absolute() and ".." not in path.parts
