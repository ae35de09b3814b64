"""`make run` brings a demo database up to date, rebuilds one it cannot use, and leaves real data alone."""

import json
import sqlite3
import subprocess

import pytest

from ops import run
from tests.support.server import free_port

BAD_MIGRATION = {"parkservice/parks/migrations/0001_initial.py": "another content"}


@pytest.fixture
def installation(tmp_path, monkeypatch, settings):
    """A demo database of another time: one park, and a stamp that names migrations that were rewritten since."""
    settings.VAR_DIR = tmp_path
    database = tmp_path / "db.sqlite3"
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE parks_park (id INTEGER, is_demo BOOL)")
        connection.execute("INSERT INTO parks_park VALUES (1, 1)")
    connection.close()
    (tmp_path / "demo.json").write_text(json.dumps({"migrations": BAD_MIGRATION, "accounts": "clerk"}))
    monkeypatch.setitem(run.connection.settings_dict, "NAME", str(database))
    return database


def test_an_unusable_demo_database_is_put_aside(installation, capsys):
    run.put_aside("its migrations were rewritten")
    assert not installation.exists()
    assert installation.with_name("old-db.sqlite3").exists()
    assert "a new one is built" in capsys.readouterr().out


def test_a_database_with_a_real_park_is_left_alone(installation, capsys):
    with sqlite3.connect(installation) as connection:
        connection.execute("INSERT INTO parks_park VALUES (2, 0)")
    connection.close()
    with pytest.raises(SystemExit):
        run.put_aside("its migrations were rewritten")
    assert installation.exists()
    assert "left as it is" in capsys.readouterr().err


def test_a_database_that_we_did_not_build_is_left_alone(installation):
    run.stamp_file().unlink()
    with pytest.raises(SystemExit):
        run.put_aside("its migrations were rewritten")
    assert installation.exists()


def test_our_own_migrations_are_known_by_their_content():
    assert "parkservice/parks/migrations/0001_initial.py" in run.migrations_now()
    assert not any("site-packages" in path for path in run.migrations_now())


def test_a_taken_port_is_named(capsys):
    port = free_port()
    with run.socket.socket() as listener:
        listener.bind(("127.0.0.1", port))
        listener.listen()
        with pytest.raises(SystemExit):
            run.refuse_a_taken_port(port)
    assert f"Port {port} is taken" in capsys.readouterr().err


def test_the_makefile_lists_its_targets(root):
    listed = subprocess.run(["make", "help"], cwd=root, capture_output=True, text=True, check=True).stdout
    for target in ("run", "test", "check", "soak", "bench", "backup", "restore"):
        assert f"make {target} " in listed
