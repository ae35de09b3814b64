"""Whether a building is billed already, asked in one statement: a run that is repeated computes nothing (O2; M11).

One source for each way of billing: the charges of a building in a period, with `charged`, `starts` and `ends`.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Case, CharField, DateField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from fees.billing.models import GONE, Bill
from fees.billing.records import ServiceLine
from fees.billing.sites import Order, occupancies
from parkservice.parks.models import Building

Source = Callable[[Order, Building], QuerySet[Any]]


def by_occupancy(order: Order, building: Building) -> QuerySet[Any]:
    """One charge for each main occupancy."""
    return occupancies(order, building).annotate(charged=_object("occupancy", F("pk")))


def by_line(order: Order, building: Building) -> QuerySet[Any]:
    """One charge for each line of service."""
    return service_lines(order, building).annotate(charged=_object("line", F("pk")))


def by_meter(order: Order, building: Building) -> QuerySet[Any]:
    """One charge for each main occupancy and each place of a meter in its unit."""
    period = order.period
    rows = occupancies(order, building).filter(
        Q(unit__meters__ends__isnull=True) | Q(unit__meters__ends__gte=period.first),
        unit__meters__kind=order.item.code,
        unit__meters__starts__lte=period.last,
    )
    return rows.annotate(charged=_object("meter", Coalesce("unit__meters__root_id", "unit__meters__pk")))


def service_lines(order: Order, building: Building) -> QuerySet[ServiceLine]:
    """The lines of service of a building that have a day in the period."""
    period = order.period
    rows = ServiceLine.objects.filter(item=order.item, building=building, starts__lte=period.last)
    return rows.filter(Q(ends__isnull=True) | Q(ends__gte=period.first))


def wholly_billed(order: Order, building: Building, source: Source) -> int:
    """Return how many charges a building has when each of them is billed for exactly its days; else 0."""
    some = Bill.objects.filter(item=order.item, building=building, period_to__gte=order.period.first)
    if not some.exists():
        return 0
    rows = source(order, building).order_by()
    first, last = (Value(day, DateField()) for day in (order.period.first, order.period.last))
    billed = Bill.objects.filter(
        ~Q(state__among=GONE),  # as the index of live bills says it
        item=order.item,
        charge_object=OuterRef("charged"),
        period_from=OuterRef("begins"),
        period_to=OuterRef("stops"),
    )
    dated = rows.annotate(
        begins=Case(When(starts__gt=first, then=F("starts")), default=first),
        stops=Case(When(ends__lt=last, then=F("ends")), default=last),
    )
    if dated.filter(~Exists(billed)).exists():
        return 0
    return rows.values("pk", "charged").distinct().count()


def _object(kind: str, key: Any) -> Concat:
    """How bills name what they charge."""
    return Concat(Value(f"{kind}:"), Cast(key, CharField()))
