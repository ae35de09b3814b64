"""The mark of a bill: a keyed digest of all that never changes on it, so that whoever has the database alone cannot
change or forge one unnoticed (M18).

It is made from the values as they are stored: money in fen, quantities in ten-thousandths, days as ISO dates, the
moment in UTC, the computation as the text that PostgreSQL keeps of it. So it is the same on both databases, and a check
lets the database write the text of a million bills instead of reading each into objects. Nothing here reads or writes
rows.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from json import JSONEncoder
from json.encoder import encode_basestring
from typing import Any

#: What all bills of one writing have in common, and what each says for itself; together all columns but the key and
#: what documents change (state, paid, waived). A column that may be empty stands with True.
SHARED = {
    "park_id": False,
    "building_id": True,
    "item_id": False,
    "run_id": True,
    "carried_id": True,
    "issued_at": False,
    "due": False,
}
OWN = {
    "number": False,
    "customer_id": False,
    "unit_id": True,
    "charge_object": False,
    "period_from": False,
    "period_to": False,
    "quantity": True,
    "price": True,
    "amount": False,
    "explanation": False,
    "reading_id": True,
}
#: Of the 64 hexadecimal digits of HMAC-SHA-256; half of them are more than anybody guesses.
DIGITS = 32
#: What parts two values: the unit separator of ASCII, which no value of ours holds.
APART = "\x1f"
_OWN = APART.join(["%s"] * len(OWN))


def shared(values: Iterable[Any], issued_at: datetime) -> str:
    """Return the beginning of the text of a bill from the values of SHARED, the moment among them left out."""
    park, building, item, run, carried, due = values
    moment = f"{issued_at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    return APART.join(str(value) for value in ("bill 1", park, building, item, run, carried, moment, due, ""))


def text(beginning: str, own: Sequence[Any]) -> str:
    """Return the whole text of a bill from its beginning and the values of OWN."""
    return beginning + _OWN % own


def marker(key: bytes) -> Callable[[str], str]:
    """Return the function that makes the mark of a text with a key: HMAC-SHA-256, begun once for all texts."""
    inner, outer = (hashlib.sha256(bytes(byte ^ pad for byte in key.ljust(64, b"\0"))) for pad in (0x36, 0x5C))

    def mark(said: str) -> str:
        one, two = inner.copy(), outer.copy()
        one.update(said.encode())
        two.update(one.digest())
        return two.hexdigest()[:DIGITS]

    return mark


def text_in_sql(vendor: str) -> str:
    """Return the SQL expression for the text of a bill; NULL for a row that no bill can be."""
    written = [_in_sql(vendor, name, empty) for name, empty in (SHARED | OWN).items()]
    return f" || '{APART}' || ".join(["'bill 1'", *written])


def _in_sql(vendor: str, name: str, empty: bool) -> str:
    """One value as Python writes it; a text in the place of an empty number, which only SQLite holds, is quoted."""
    if vendor != "postgresql":
        if name == "issued_at":
            return "iif(length(issued_at) = 19, issued_at || '.000000', issued_at)"
        return f"iif({name} IS NULL, 'None', quote({name}))" if empty else name
    if name == "issued_at":
        return "to_char(issued_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
    if name in ("due", "period_from", "period_to"):
        return f"to_char({name}, 'YYYY-MM-DD')"
    return f"coalesce({name}::text, 'None')" if empty else f"{name}::text"


# ---- the computation


def written(value: Any) -> str:
    """Return plain data as PostgreSQL writes its jsonb: keys by length, then by sign, in every dict.

    Raises TypeError for what is no text, whole number, truth value, list or dict: a float is no exact number.
    """
    kind = type(value)
    if kind is str:
        return encode_basestring(value)
    if kind is dict:
        parts = [
            name + (encode_basestring(each) if type(each := value[key]) is str else written(each))
            for key, name in _names(tuple(value))
        ]
        return "{" + ", ".join(parts) + "}"
    if kind is list or kind is tuple:
        return "[" + ", ".join(map(written, value)) + "]"
    if kind is int:
        return str(value)
    if value is None or kind is bool:
        return "null" if value is None else "true" if value else "false"
    if isinstance(value, str):
        return encode_basestring(str(value))
    raise TypeError(f"{kind.__name__} has no exact form.")


@lru_cache(maxsize=256)
def _names(keys: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The keys in the order in which they are written, each with what stands before its value."""
    ordered = sorted(keys, key=lambda key: (len(key.encode()), key.encode()))
    return tuple((key, f"{encode_basestring(key)}: ") for key in ordered)


class Written(JSONEncoder):
    """How the column of the computation is written, by whatever door a bill comes in."""

    def encode(self, o: Any) -> str:
        """Return data as `written` does."""
        return written(o)
