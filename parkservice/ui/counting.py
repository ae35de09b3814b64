"""Counts that several parts of one page ask for, answered by one statement.

The frame asks for its badges, a list for the tabs that people saved; whoever reads first has all of them counted.
"""

from collections.abc import Hashable
from typing import Any

from django.db.models import CharField, F, Func, IntegerField, QuerySet, Value
from django.http import HttpRequest  # noqa: TID251 - kept on the request of a page


class Counting:
    """The counts of one page."""

    def __init__(self) -> None:
        self._asked: dict[Hashable, tuple[QuerySet, int | None]] = {}
        self._known: dict[Hashable, int] = {}

    def ask(self, key: Hashable, rows: QuerySet, limit: int | None = None) -> None:
        """Note a question; with a limit at most one row above it is looked at."""
        if key not in self._known:
            self._asked[key] = (rows, limit)

    def __getitem__(self, key: Hashable) -> int:
        """The answer to a question. Raises KeyError when nobody asked it."""
        if key in self._asked:
            self._answer()
        return self._known[key]

    def _answer(self) -> None:
        """Count everything asked so far, each as one part of a union; a part that can hold nothing is left out."""
        keys = list(self._asked)
        parts = [_part(place, *self._asked[key]) for place, key in enumerate(keys)]
        found = dict(parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0])
        self._known |= {key: found.get(str(place), 0) for place, key in enumerate(keys)}
        self._asked.clear()


def _part(place: int, rows: QuerySet, limit: int | None) -> Any:
    """SELECT the place and the number of rows."""
    if limit is not None:
        rows = rows.model._base_manager.filter(pk__in=rows.order_by().values("pk")[: limit + 1])  # noqa: SLF001
    number = Func(F("pk"), function="COUNT", output_field=IntegerField())
    named = Value(str(place), output_field=CharField())
    return rows.order_by().annotate(asked_as=named, asked_number=number).values_list("asked_as", "asked_number")


def counting(request: HttpRequest) -> Counting:
    """Return the counts of the page that this request asks for."""
    kept: Counting = request.__dict__.setdefault("counting", Counting())
    return kept
