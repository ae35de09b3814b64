"""The content of sealed rows as canonical JSON, from what the driver read: a million hashes are made anew in a minute.

It says letter for letter what `chain.canonical` says of the values of the model, without making those values first.
"""

from collections.abc import Callable, Sequence
from datetime import UTC
from functools import partial
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any

from django.db import connection, models

from parkservice.kit.money import ScaledField


def read(rows: models.QuerySet[Any], columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return columns of rows as the driver reads them."""
    sql, params = rows.values_list(*columns).query.get_compiler(connection=connection).as_sql()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(map(tuple, cursor.fetchall()))


class Writer:
    """Writes rows of a model, read by `read` with `columns`, as the JSON that their seal covers."""

    def __init__(self, model: type[models.Model], names: Sequence[str], columns: Sequence[str], *more: str) -> None:
        """Take the columns that are covered, those that are read, and names of what else is covered.

        Raises TypeError for a column that has no plain form.
        """
        places = {name: columns.index(name) for name in names}
        ways = ((place, _way(model._meta.get_field(name))) for name, place in places.items())
        self._ways = [(place, way) for place, way in ways if way is not None]
        places |= {name: len(columns) + place for place, name in enumerate(more)}
        self._ordered = itemgetter(*(places[name] for name in sorted(places)))
        self._frame = "{" + ",".join(f'"{name}":%s' for name in sorted(places)) + "}"

    def written(self, row: tuple[Any, ...], *more: str) -> str:
        """Return a row as JSON; `more` is what else it covers, as JSON."""
        values = [*row, *more]
        for place, way in self._ways:
            values[place] = way(values[place])
        return self._frame % self._ordered(values)


def _way(field: Any) -> Callable[[Any], str] | None:
    """How the values of a column are written; None where they stand as they are."""
    null = field.null
    while field.is_relation:
        field = field.target_field
    if isinstance(field, ScaledField):
        return partial(_scaled, field.places, 10**field.places)
    kind = field.get_internal_type()
    if kind in ("CharField", "TextField"):
        return _text if null else encode_basestring
    if kind.endswith(("IntegerField", "AutoField")):
        return _whole if null else None
    if kind == "DateField":
        return _day
    if kind == "DateTimeField":
        return _moment
    raise TypeError(f"{kind} has no plain form.")


def _text(value: Any) -> str:
    return "null" if value is None else encode_basestring(value)


def _whole(value: Any) -> str:
    return "null" if value is None else str(value)


def _scaled(places: int, unit: int, value: Any) -> str:
    if value is None:
        return "null"
    whole, rest = divmod(abs(value), unit)
    sign = "-" if value < 0 else ""
    parts = f".{str(rest).zfill(places).rstrip('0')}" if rest else ""
    return f'"{sign}{whole}{parts}"'


def _day(value: Any) -> str:
    return f'"{value.isoformat()}"' if value is not None else "null"


def _moment(value: Any) -> str:
    """A moment; SQLite keeps those of UTC and does not say so."""
    if value is None:
        return "null"
    moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return f'"{moment.isoformat(timespec="microseconds")}"'
