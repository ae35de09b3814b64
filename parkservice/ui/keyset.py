"""Paging by key: a page begins after the last row of the one before, however deep, and rows that arrive in between
neither repeat nor hide anything.

Order is (sort value, id); rows without a sort value come last in both directions; the id breaks ties. The place is
kept in a signed cursor, so that it can be carried through a browser but not made up there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Field, Model, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.db.models.lookups import IsNull

SALT = "ui.keyset"
VALUE = "keyset_value"


class BadCursorError(Exception):
    """The cursor was made up, cut, or belongs to another sorting."""


@dataclass(frozen=True)
class Order:
    """A sorting: the path of a field or annotation, and the direction."""

    path: str
    descending: bool = False

    @property
    def code(self) -> str:
        """How the cursor and the address name it: -registered_at."""
        return f"-{self.path}" if self.descending else self.path


@dataclass(frozen=True)
class Cursor:
    """A place in a sorted list: after (or before) the row with this value and id; `start` rows lie before the page."""

    value: str | None
    pk: int
    back: bool
    start: int

    def pack(self, order: Order) -> str:
        """The signed text for the address."""
        return signing.dumps([order.code, self.value, self.pk, self.back, self.start], salt=SALT, compress=True)


@dataclass(frozen=True)
class Page:
    """The rows of one page, and the ways on."""

    rows: Sequence[Model]
    start: int
    next: str = ""
    previous: str = ""
    first: bool = False


def unpack(text: str, order: Order) -> Cursor:
    """Read a cursor back. Raises BadCursorError."""
    try:
        code, value, pk, back, start = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BadCursorError from error
    if code != order.code:
        raise BadCursorError
    return Cursor(value, pk, back, start)


def page(queryset: QuerySet, order: Order, *, size: int, cursor: str = "") -> Page:
    """One page of `queryset`, one query. Raises BadCursorError.

    Reads one row more than shown to know whether there is a next page.
    """
    place = unpack(cursor, order) if cursor else None
    back = bool(place and place.back)
    rows = queryset.annotate(**{VALUE: F(order.path)})
    if place:
        rows = rows.filter(_beyond(queryset, order, place))
    found = list(rows.order_by(*_ordering(queryset, order, reverse=back))[: size + 1])
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    start = _start(place, len(found))
    return _page(found, order, place, start=start, more=more)


def _start(place: Cursor | None, number: int) -> int:
    """How many rows lie before the page, as far as the way here tells."""
    if place is None:
        return 0
    return max(0, place.start - number) if place.back else place.start


def _page(found: list[Any], order: Order, place: Cursor | None, *, start: int, more: bool) -> Page:
    """The page with its cursors; going back to the very first rows drops the cursor."""
    if not found:
        return Page([], start, first=place is None)
    has_next = more if not (place and place.back) else True
    has_previous = more if place and place.back else place is not None
    following = Cursor(_text(found[-1]), found[-1].pk, back=False, start=start + len(found))
    preceding = Cursor(_text(found[0]), found[0].pk, back=True, start=start)
    return Page(
        found,
        start,
        next=following.pack(order) if has_next else "",
        previous=preceding.pack(order) if has_previous else "",
        first=place is None,
    )


def _text(row: Any) -> str | None:
    """The sort value of a row as text; times keep their microseconds."""
    value = getattr(row, VALUE)
    return None if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)


def ordering(queryset: QuerySet, order: Order) -> list[Any]:
    """ORDER BY of a whole list, for exports; the queryset is annotated by nothing."""
    return _ordering(queryset, order, reverse=False, name=order.path)


def _ordering(queryset: QuerySet, order: Order, *, reverse: bool, name: str = VALUE) -> list[Any]:
    """ORDER BY for a page; reversed for going back, so that rows without a value come first there.

    That a row has no value is a term of its own: an index may hold it, on both databases.
    """
    descending = order.descending != reverse
    value = F(name).desc() if descending else F(name).asc()
    missing = IsNull(F(name), True)
    places = [missing.desc() if reverse else missing.asc()] if _may_be_empty(queryset, order) else []
    return [*places, value, "-pk" if descending else "pk"]


def _beyond(queryset: QuerySet, order: Order, place: Cursor) -> Q:
    """Rows after the place in the order, or before it when going back."""
    compare = "gt" if order.descending == place.back else "lt"
    tie = Q(**{f"pk__{compare}": place.pk})
    empty = Q(**{f"{VALUE}__isnull": True})
    if place.value is None:
        return (Q(**{f"{VALUE}__isnull": False}) | (empty & tie)) if place.back else empty & tie
    value = _value(queryset, order, place.value)
    beyond = Q(**{f"{VALUE}__{compare}": value}) | (Q(**{VALUE: value}) & tie)
    # The bound repeats what the alternatives say, in the one form that an index range can use.
    bounded = Q(**{f"{VALUE}__{compare}e": value}) & beyond
    return bounded | empty if _may_be_empty(queryset, order) and not place.back else bounded


def _value(queryset: QuerySet, order: Order, text: str) -> Any:
    """The text of a cursor as the field's own type. Raises BadCursorError."""
    field = _field(queryset, order)
    try:
        return field.to_python(text) if field is not None else text
    except (ValidationError, ValueError) as error:
        raise BadCursorError from error


def _may_be_empty(queryset: QuerySet, order: Order) -> bool:
    """May rows lack a value? Annotations and joined fields may."""
    if LOOKUP_SEP in order.path or order.path in queryset.query.annotations:
        return True
    field = _field(queryset, order)
    return field is None or bool(field.null)


def _field(queryset: QuerySet, order: Order) -> Field | None:
    """The model field or the type of the annotation behind an order."""
    if order.path in queryset.query.annotations:
        return queryset.query.annotations[order.path].output_field
    model: Any = queryset.model
    field: Any = None
    for name in order.path.split(LOOKUP_SEP):
        try:
            field = model._meta.get_field(name) if name != "pk" else model._meta.pk
        except FieldDoesNotExist:
            return None
        model = field.related_model
    return field
