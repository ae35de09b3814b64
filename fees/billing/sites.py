"""What one building holds for one item and period, read in a few statements whatever its size."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.db.models import Case, F, Max, Q, QuerySet, Value, When

from fees.billing.charges import Span, Stay
from fees.billing.drafts import Billed, Ledger
from fees.billing.models import Bill
from fees.billing.periods import before
from fees.tariffs.models import FeeItem
from fees.tariffs.prices import PriceBook, Rate, price_spans
from parkservice.estate.models import Occupancy, Unit
from parkservice.kit.oneof import OneOf
from parkservice.parks.models import Building, Park

#: What the plan reads of a bill.
_BILLED = ("number", "charge_object", "period_from", "period_to", "reading_id", "explanation__opening", "carried_id")
#: What it reads of an occupancy; a day is told only where it lies within the period.
_LIVING = ("pk", "unit_id", "customer_id", "begins", "stops")
#: Rows fetched at a time.
CHUNK = 5000


class Place(NamedTuple):
    """One unit as the plan reads it."""

    pk: int
    code: str
    kind: str
    gross_area: Decimal | None


class Living(NamedTuple):
    """One main occupancy within the period."""

    id: int
    customer_id: int
    days: Span


@dataclass(frozen=True)
class Order:
    """What is to be billed: an item of a park for a period."""

    park: Park
    item: FeeItem
    period: Span


def occupancies(order: Order, building: Building) -> QuerySet[Occupancy]:
    """The main occupancies of a building that have a day in the period."""
    period = order.period
    here = OneOf("unit", Unit.objects.filter(building=building))
    rows = Occupancy.objects.filter(here, main=True, starts__lte=period.last)
    return rows.filter(Q(ends__isnull=True) | Q(ends__gte=period.first))


class Site:
    """One building for one order."""

    def __init__(self, order: Order, building: Building, book: PriceBook) -> None:
        self.order, self.building, self.book = order, building, book
        self.counting: dict[tuple[date, bool], Span] = {}

    @cached_property
    def units(self) -> dict[int, Place]:
        """The units that somebody occupies in the period, by id, in the order of their codes."""
        rows, living = Unit.objects.filter(building=self.building).order_by("code"), self.living
        found = rows.values_list("pk", "code", "kind", "gross_area").iterator(CHUNK)
        return {row[0]: Place(*row) for row in found if row[0] in living}

    @cached_property
    def living(self) -> dict[int, list[Living]]:
        """The main occupancies within the period by unit, the earliest first."""
        period = self.order.period
        rows = (
            occupancies(self.order, self.building)
            .order_by()
            .annotate(
                begins=Case(When(starts__gt=period.first, then=F("starts")), default=Value(None)),
                stops=Case(When(ends__lt=period.last, then=F("ends")), default=Value(None)),
            )
        )
        found: dict[int, list[Living]] = {}
        for pk, unit_id, customer_id, begins, stops in rows.values_list(*_LIVING).iterator(CHUNK):
            part = begins or stops
            days = Span(begins or period.first, stops or period.last) if part else period
            found.setdefault(unit_id, []).append(Living(pk, customer_id, days))
        for people in found.values():
            if len(people) > 1:
                people.sort(key=lambda who: who.days.first)
        return found

    @cached_property
    def customers(self) -> dict[int, str]:
        """The names of the occupants, by customer; only problems tell them."""
        rows = occupancies(self.order, self.building).order_by().values_list("customer_id", "customer__name")
        return dict(rows.distinct())

    @cached_property
    def ledger(self) -> Ledger:
        """The live bills of the item in the building; of older periods only the last one of each charge."""
        order = self.order
        rows = Bill.objects.live().filter(item=order.item, building=self.building).order_by()
        recent = rows.filter(period_to__gte=before(order.item.period, order.period).first)
        older = rows.exclude(period_to__gte=before(order.item.period, order.period).first)
        last = older.filter(carried__isnull=True).values_list("charge_object").annotate(last=Max("period_to"))
        found = [Billed(*row) for row in recent.values_list(*_BILLED).iterator(CHUNK)]
        return Ledger(found, dict(last), order.item.period)

    def rates(self, unit: "Place | Unit", customer_id: int, days: Span) -> list[Rate]:
        """The prices that count for a customer in a unit on some days."""
        return self.book.rates(days, unit_kind=unit.kind, customer_id=customer_id, unit_id=unit.pk)

    def stay(self, unit: Place, who: Living) -> tuple[Stay, list[Rate]]:
        """An occupancy with its prices, ready to be computed."""
        rates = self.rates(unit, who.customer_id, who.days)
        return Stay(who.days.first, who.days.last, tuple(price_spans(rates))), rates
