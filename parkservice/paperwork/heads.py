"""Heads of chains on other storage: a cut-off or re-hashed tail shows against them (M18).

PARKSERVICE_HEADS names a file that is only ever added to: one line of JSON for each head, with series, place, hash and
moment. The worker notes each minute what is new in the series; the close of a cash day notes its journal at once.
"""

import json
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from parkservice.kit import clock
from parkservice.paperwork.chained import name_of
from parkservice.paperwork.models import NumberSeries

#: How many bytes of the end of the file are read to see what is noted already.
TAIL = 64 * 1024


@dataclass(frozen=True)
class Head:
    """The end of one chain: its name, the place of its last row, from 1, and the hash of that row."""

    series: str
    position: int
    hash: str


def note() -> int:
    """Add the heads that the file does not have yet; return how many. Without a file nothing is noted.

    Running it twice or late gives the same result. Raises OSError when the storage is not there.
    """
    if not settings.HEADS_FILE:
        return 0
    place = Path(settings.HEADS_FILE)
    known = _heads_in(_tail(place)) if place.exists() else {}
    rows = NumberSeries.objects.exclude(head="").order_by("pk")
    heads = [Head(name_of(row), row.last, row.head) for row in rows]
    fresh = [head for head in heads if known.get(head.series, {}).get(head.position) != head.hash]
    if fresh:
        _add(place, fresh)
    return len(fresh)


def note_at_once(head: Head) -> None:
    """Add the head of one chain, whatever stands there. Without a file nothing is noted. Raises OSError as `note`."""
    if settings.HEADS_FILE:
        _add(Path(settings.HEADS_FILE), [head])


def noted() -> Mapping[str, Mapping[int, str]]:
    """Return the noted heads by series and place; the first line for a place counts. Nothing without a file."""
    return _heads_in(_lines())


def unreadable() -> list[int]:
    """Return the lines of the file, from 1, that are no head: torn by a crash, or changed by hand."""
    return [place for place, line in enumerate(_lines(), 1) if _head(line) is None]


def _lines() -> list[str]:
    place = Path(settings.HEADS_FILE) if settings.HEADS_FILE else None
    return place.read_text().splitlines() if place is not None and place.exists() else []


def _heads_in(lines: list[str]) -> Mapping[str, Mapping[int, str]]:
    found: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for head in filter(None, map(_head, lines)):
        found[head.series].setdefault(head.position, head.hash)
    return found


def _head(line: str) -> Head | None:
    """The head that a line tells; None for a line that tells none."""
    try:
        told = json.loads(line)
        return Head(told["series"], told["position"], told["hash"])
    except (ValueError, TypeError, KeyError):
        return None


def _tail(place: Path) -> list[str]:
    """The last whole lines: the file grows for ever, and what is new each minute stands at its end."""
    with place.open("rb") as file:
        start = max(0, file.seek(0, os.SEEK_END) - TAIL)
        file.seek(start)
        lines = file.read().decode().splitlines()
    return lines[1:] if start else lines


def _ends_whole(file: BinaryIO) -> bool:
    """Whether the last line was written to its end."""
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


def _add(place: Path, heads: Sequence[Head]) -> None:
    at = clock.now().isoformat()
    lines = [{**asdict(head), "at": at} for head in heads]
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("a+b") as file:
        torn = file.tell() and not _ends_whole(file)
    with place.open("a") as file:
        file.write("\n" if torn else "")
        file.writelines(f"{json.dumps(line, sort_keys=True)}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
