"""A chain of posted rows: each carries a keyed hash of its content and of the row before it (invariant M18).

Whoever has the database alone can neither change a row nor forge the hashes after it: the key stands elsewhere. A tail
that was cut off shows against the heads that were noted on other storage (`paperwork.heads`). Nothing here reads or
writes rows.
"""

import hmac
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

#: The way in which hashes are made today. A later row never has an earlier one.
VERSION = 1
#: What the first row of a series follows.
START = "0" * 64


@dataclass(slots=True)
class Link:
    """One row as it stands: its place (from 1), what it says, the hash before it and its own.

    What it says may be canonical JSON already (`kit.sealedrows`).
    """

    position: int
    content: Mapping[str, Any] | str
    previous: str
    hash: str
    version: int


def canonical(content: Any) -> bytes:
    """Return content as JSON that is the same on every store: keys sorted, amounts as text, moments in UTC.

    60.00 and 60 are the same amount. Raises TypeError for floats and for anything that has no plain form.
    """
    _refuse_floats(content)
    return _ENCODER.encode(content).encode()


def seal(
    key: bytes, series: str, position: int, content: Mapping[str, Any] | str, previous: str, version: int = VERSION
) -> str:
    """Return the hash of a row as 64 hexadecimal digits: HMAC-SHA-256 over series, place, content, hash before it."""
    link = Link(position, content, previous, "", version)
    return hmac.digest(key, _covered(link, encode_basestring(series)), "sha256").hex()


def breaks(keys: Sequence[bytes], series: str, links: Iterable[Link]) -> Iterator[tuple[int, str]]:
    """Yield place and fault of each row that breaks the chain of a series, the first one first.

    A row that was made with any of `keys`, today's first, is whole. After a fault the chain is followed from the row as
    it stands, so that the rows behind it are judged on their own.
    """
    expected, before, version, name = 1, START, 1, encode_basestring(series)
    for link in links:
        if link.position != expected:
            yield expected, "missing" if link.position > expected else "out of its place"
        elif link.previous != before:
            yield link.position, "does not follow the row before it"
        elif not version <= link.version <= VERSION:
            yield link.position, "made in a way that was given up, or is not known"
        elif not _is_whole(keys, name, link):
            yield link.position, "changed"
        expected, before, version = link.position + 1, link.hash, max(version, min(link.version, VERSION))


def _text(content: Mapping[str, Any] | str) -> str:
    """What a row says as canonical JSON."""
    return content if isinstance(content, str) else canonical(content).decode()


def _covered(link: Link, series: str) -> bytes:
    """What the hash of a row covers, as canonical JSON: the names stand in their order, the series is JSON already."""
    before = encode_basestring(link.previous)
    return (
        f'{{"content":{_text(link.content)},"position":{link.position},"previous":{before},'
        f'"series":{series},"v":{link.version}}}'
    ).encode()


def _is_whole(keys: Sequence[bytes], series: str, link: Link) -> bool:
    """Whether a row carries the hash that one of the keys gives it."""
    covered = _covered(link, series)
    return any(hmac.compare_digest(hmac.digest(key, covered, "sha256").hex(), link.hash) for key in keys)


def _refuse_floats(value: Any) -> None:
    """Raise TypeError for a float, however deep: JSON would write it, and another store might read it differently."""
    if type(value) is float:
        raise TypeError("A float is no exact number.")
    kind = type(value)
    for each in value.values() if kind is dict else value if kind is list or kind is tuple else ():
        if type(each) in _NESTED:
            _refuse_floats(each)


def _plain(value: Any) -> str:
    """Return as text what JSON does not know."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no plain form.")


_NESTED = frozenset({float, dict, list, tuple})
_ENCODER = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain, check_circular=False
)
