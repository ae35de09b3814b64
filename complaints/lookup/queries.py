"""Finding records by words: the newest that hold every word, through the index of the store."""

from collections.abc import Iterable
from typing import TypeVar

from django.db import connections, models, router

from complaints.lookup.models import INDEX, SearchText
from parkservice.kit.grams import tokens
from parkservice.kit.wordindex import condition

RowT = TypeVar("RowT", bound=models.Model)
#: More hits than anybody reads: beyond them only the newest are looked through (performance section 6).
MOST = 1000


def holding(rows: "models.QuerySet[RowT]", text: str, *, parks: Iterable[int], named: bool) -> "models.QuerySet[RowT]":
    """Return those of `rows` that hold every word of a text; names and phones count only when `named`.

    Of a word that more than 1,000 records hold, the newest are found.
    """
    if not tokens(text):
        return rows.none()
    return rows.filter(pk__in=_ids(rows.model, text, list(parks), named=named))


def _ids(model: type[models.Model], text: str, parks: list[int], *, named: bool) -> list[int]:
    if not parks:
        return []
    connection = connections[router.db_for_read(SearchText)]
    columns = INDEX.columns if named else INDEX.columns[:1]
    found, values = condition(connection, INDEX, text, columns)
    marks = ", ".join(["%s"] * len(parks))
    sql = (
        f"SELECT object_id FROM complaints_searchtext WHERE kind = %s AND park_id IN ({marks}) AND {found}"  # noqa: S608 - marks only
        f" ORDER BY id DESC LIMIT {MOST}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [model._meta.model_name, *parks, *values])
        return [row[0] for row in cursor.fetchall()]
