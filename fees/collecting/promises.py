"""Promises to pay: kept, broken, running; read from what came in, never marked by hand (P8)."""

from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from fees.collecting.models import CollectionVisit
from fees.ledger.models import Allocation
from parkservice.kit import clock
from parkservice.kit.money import MoneyField, total, yuan

KEPT, BROKEN, RUNNING = "kept", "broken", "running"


def with_paid(rows: QuerySet[CollectionVisit]) -> QuerySet[CollectionVisit]:
    """Return visits with what their customer paid from the promise to its day in `paid`, less what was taken back."""
    mine = Allocation.objects.live().filter(
        bill__customer=OuterRef("customer_id"),
        receipt__paid_at__gte=OuterRef("at"),
        receipt__day__lte=OuterRef("promise_date"),
    )
    sums = mine.order_by().values("bill__customer").annotate(sum=total("amount")).values("sum")
    nothing = Value(Decimal(0), MoneyField())
    return rows.annotate(paid=Coalesce(Subquery(sums), nothing, output_field=MoneyField()))


def promise_state(visit: Any) -> str:
    """Return whether a promise, read by `with_paid`, was kept, was broken or is running; nothing without one."""
    if visit.promise_date is None:
        return ""
    if visit.paid >= visit.promise_amount:
        return KEPT
    return BROKEN if visit.promise_date < clock.today() else RUNNING


def broken(rows: QuerySet[CollectionVisit]) -> QuerySet[CollectionVisit]:
    """Return the visits whose promise was broken."""
    found: Any = with_paid(rows.filter(promise_date__lt=clock.today()))
    late: QuerySet[CollectionVisit] = found.filter(paid__lt=F("promise_amount"))
    return late


def kept(rows: QuerySet[CollectionVisit]) -> QuerySet[CollectionVisit]:
    """Return the visits whose promise was kept."""
    found: Any = with_paid(rows.promised())  # type: ignore[attr-defined]
    paid: QuerySet[CollectionVisit] = found.filter(paid__gte=F("promise_amount"))
    return paid


def promise_text(visit: Any) -> str:
    """A promise in words: by when how much."""
    if visit.promise_date is None:
        return ""
    said = {"sum": yuan(visit.promise_amount), "day": f"{visit.promise_date:%Y-%m-%d}"}
    return _("%(sum)s by %(day)s") % said
