"""A backup brings everything back, and a restore that would harm is refused (design section 7)."""

import shutil
import tarfile
from pathlib import Path

import pytest
from django.db import connection

from parkservice.kit import appendonly
from parkservice.parks.models import Park
from tests.support.here import working_on

pytestmark = pytest.mark.both

#: A line of the noted heads.
HEAD = '{"at": "2026-01-05T09:00:00+00:00", "hash": "0", "position": 1, "series": "another"}\n'


@pytest.fixture(autouse=True)
def own_rows(django_db_blocker):
    """These tests work on stores of their own."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def empty(own_stores, migrated):
    """A store to restore into."""
    store = own_stores.copy(migrated)
    yield store
    own_stores.drop(store)


@pytest.fixture(scope="module")
def original(own_stores, migrated, django_db_blocker):
    """A store with a real park and one file; copied, never written to."""
    store = own_stores.copy(migrated)
    with django_db_blocker.unblock(), working_on(store):
        Park.objects.create(code="QH", slug="qh", name_zh="启航科技园", is_demo=False)
    (store.var / "files/ab").mkdir(parents=True)
    (store.var / "files/ab/photo.jpg").write_bytes(b"photo")
    yield store
    own_stores.drop(store)


@pytest.fixture
def park_store(own_stores, original):
    """A store that holds real data already."""
    store = own_stores.copy(original)
    yield store
    own_stores.drop(store)


@pytest.fixture(scope="module")
def made(original, tmp_path_factory):
    """A backup of the original, with heads on other storage."""
    folder = tmp_path_factory.mktemp("backups")
    (folder / "heads").write_text(HEAD)
    done = original.run("-m", "ops.backup", str(folder), PARKSERVICE_HEADS=str(folder / "heads"))
    assert done.returncode == 0, done.stderr
    return next(folder.glob("parkservice-*.tar"))


@pytest.fixture
def backup(made, tmp_path):
    """The test's own copy of that backup."""
    return Path(shutil.copy(made, tmp_path))


def restore(store, path, **environment):
    """Run `make restore`'s program on a store."""
    return store.run("-m", "ops.restore", str(path), **environment)


def parks(store):
    """The names of the parks of a store."""
    with working_on(store):
        return list(Park.objects.values_list("name_zh", flat=True))


def test_database_files_and_heads_come_back(backup, empty, tmp_path):
    done = restore(empty, backup, PARKSERVICE_HEADS=str(tmp_path / "new/heads"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert parks(empty) == ["启航科技园"]
    assert (empty.var / "files/ab/photo.jpg").read_bytes() == b"photo"
    assert (tmp_path / "new/heads").read_text() == HEAD


def test_a_restored_journal_is_still_append_only(backup, empty):
    restore(empty, backup)
    with working_on(empty):
        assert appendonly.missing(connection) == []


def test_real_data_is_not_replaced_without_force(backup, park_store):
    refused = restore(park_store, backup)
    assert refused.returncode == 1
    assert "FORCE=1" in refused.stderr
    assert parks(park_store) == ["启航科技园"]


def test_with_force_the_old_data_is_kept_beside(backup, park_store):
    with working_on(park_store):
        Park.objects.update(name_zh="改名")
    done = restore(park_store, backup, FORCE="1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert parks(park_store) == ["启航科技园"]
    assert list(park_store.var.parent.rglob("*.before-*"))


def test_heads_on_other_storage_are_never_overwritten(backup, empty, tmp_path):
    (tmp_path / "heads").write_text("a later head\n")
    restore(empty, backup, PARKSERVICE_HEADS=str(tmp_path / "heads"))
    assert (tmp_path / "heads").read_text() == "a later head\n"


def test_a_truncated_backup_is_refused(backup, empty):
    backup.write_bytes(backup.read_bytes()[:-20_000])
    refused = restore(empty, backup)
    assert refused.returncode == 1
    assert "not a whole backup" in refused.stderr or "damaged" in refused.stderr
    assert parks(empty) == []


def test_a_backup_with_one_changed_byte_is_refused(backup, empty):
    with tarfile.open(backup) as tar:
        place = tar.getmember("files/ab/photo.jpg").offset_data
    content = bytearray(backup.read_bytes())
    content[place] ^= 1
    backup.write_bytes(content)
    assert "damaged" in restore(empty, backup).stderr
    assert parks(empty) == []


@pytest.mark.parametrize("content", [b"", b"no tar at all" * 100])
def test_another_file_is_refused(empty, tmp_path, content):
    (tmp_path / "other.tar").write_bytes(content)
    refused = restore(empty, tmp_path / "other.tar")
    assert refused.returncode == 1
    assert "backup" in refused.stderr


def test_a_tar_of_something_else_is_refused(empty, tmp_path):
    with tarfile.open(tmp_path / "other.tar", "w") as tar:
        tar.add(__file__, "manage.py")
    assert "does not begin with a manifest" in restore(empty, tmp_path / "other.tar").stderr


def test_a_missing_file_is_named(empty, tmp_path):
    assert "There is no file" in restore(empty, tmp_path / "gone.tar").stderr


def test_a_backup_of_another_key_is_refused(backup, empty):
    refused = restore(empty, backup, PARKSERVICE_SECRET_KEY="another key " * 5)
    assert refused.returncode == 1
    assert "PARKSERVICE_SECRET_KEY" in refused.stderr
    assert parks(empty) == []


def test_without_a_database_no_backup_appears(own_stores, tmp_path):
    store = own_stores.create()
    made = store.run("-m", "ops.backup", str(tmp_path))
    assert made.returncode == 1
    assert list(tmp_path.iterdir()) == []
    own_stores.drop(store)
