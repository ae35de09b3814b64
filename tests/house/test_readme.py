"""The README says only what is true, and nothing in the repository speaks of the machine it was made on."""

import re
import subprocess

import pytest
from django.core.management import get_commands

DOCUMENTS = ["README.md", "docs/operate.md", "docs/decisions.md", "CHANGELOG.md"]


@pytest.fixture(params=DOCUMENTS)
def text(request, root):
    """One of the documents."""
    return (root / request.param).read_text()


def test_every_make_target_exists(text, root):
    targets = set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text(), re.MULTILINE))
    said = " ".join(re.findall(r"```.*?```", text, re.DOTALL)) + " ".join(re.findall(r"`[^`\n]+`", text))
    named = set(re.findall(r"\bmake ([a-z]+)", said))
    assert named <= targets


def test_every_management_command_exists(text):
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) <= set(get_commands())


def test_every_linked_file_exists(text, root):
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    assert [link for link in links if not ((root / link).exists() or (root / "docs" / link).exists())] == []


def test_the_commands_of_the_readme_are_the_two_of_the_design(root):
    readme = (root / "README.md").read_text()
    assert "make run" in readme
    assert "make test" in readme


def test_locked_requirements_carry_hashes_and_no_address(root):
    for name in ("base", "dev", "prod"):
        lock = (root / f"requirements/{name}.txt").read_text()
        pins = re.findall(r"^[a-z0-9._-]+(?:\[[a-z0-9,_-]+\])?==", lock, re.MULTILINE | re.IGNORECASE)
        assert pins
        assert len(re.findall(r"--hash=sha256:", lock)) >= len(pins)
        assert "://" not in lock


def test_what_is_generated_stays_out_of_the_repository(root):
    tracked = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True).stdout.split()
    assert [
        path for path in tracked if re.search(r"\.(mo|pyc|sqlite3)$|^(var|backups|\.venv)(/|$)|min\.(js|css)$", path)
    ] == []
