"""RESULTS.md: one part for each bench, so that one may be run without the other."""

import os
import platform
from collections.abc import Sequence
from pathlib import Path

from parkservice.kit import clock

RESULTS = Path(__file__).parent / "RESULTS.md"
TITLE = "# Result of the last `make bench`\n"


def keep(part: str, how: str, table: Sequence[str]) -> None:
    """Put the table of a part with day and machine into the file, and leave the other parts as they are.

    What somebody wrote under a table stays there.
    """
    parts = dict(_parts())
    machine = f"{clock.today()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    said = f"{machine}, Python {platform.python_version()}, {how}"
    parts[part] = "\n".join([f"## {part}", "", said, "", *table, "", *_words(parts.get(part, ""))])
    RESULTS.write_text("\n".join([TITLE, *(f"{text.strip()}\n" for text in parts.values())]))


def _parts() -> list[tuple[str, str]]:
    text = RESULTS.read_text() if RESULTS.exists() else ""
    return [(each.partition("\n")[0], f"## {each}") for each in text.split("\n## ")[1:]]


def _words(text: str) -> list[str]:
    """The lines after the table."""
    lines = text.splitlines()
    last = max((place for place, line in enumerate(lines) if line.startswith("|")), default=len(lines))
    return lines[last + 2 :]
