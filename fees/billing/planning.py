"""Planning a building: what would be billed for an item and a period, and what could not be and why (O2, O4, O5).

Nothing is written here. The same plan serves the preview and the run; what is billed already is left out, so that a run
may be repeated. One way for each basis of an item: area, season, lines of service, meters, shared loss.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet

from fees.billing.charges import (
    Charge,
    Policy,
    Span,
    Stay,
    area_charges,
    monthly_charges,
    passed_on_charge,
    season_charges,
    whole_period_charges,
)
from fees.billing.drafts import Draft, Plan, Problem
from fees.billing.metered import plan_loss, plan_meters
from fees.billing.parts import MOST
from fees.billing.records import HeatingStop, ServiceLine, SupplierAmount
from fees.billing.settled import Source, by_line, by_meter, by_occupancy, service_lines, wholly_billed
from fees.billing.sites import CHUNK, Living, Order, Place, Site
from fees.billing.suppliers import charge_object
from fees.tariffs.models import Basis, Period
from fees.tariffs.prices import PriceBook, Rate, price_spans
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import yuan
from parkservice.kit.oneof import OneOf
from parkservice.parks import thresholds
from parkservice.parks.models import Building

Found = Draft | Problem
LOSS = "_loss"


class Line(NamedTuple):
    """One line of service as the plan reads it."""

    pk: int
    label: str
    customer_id: int
    customer: str
    unit: Place
    quantity: Decimal
    starts: date
    ends: date | None


_LINE = (
    "pk",
    "label",
    "customer_id",
    "customer__name",
    "unit_id",
    "unit__code",
    "unit__kind",
    "quantity",
    "starts",
    "ends",
)


def plan(order: Order, building: Building, book: PriceBook) -> Plan:
    """Return what would be billed in a building now."""
    way = _way(order)
    if way in _SOURCES and (already := wholly_billed(order, building, _SOURCES[way])):
        return Plan([], already=already)
    site = Site(order, building, book)
    drafts: list[Draft] = []
    problems: list[Problem] = []
    already = 0
    for found in way(site):
        if isinstance(found, Problem):
            problems.append(found)
        elif found.charge.amount > MOST:
            problems.append(Problem(found.unit_code, "too_large", figures={"most": yuan(MOST)}))
        elif not site.ledger.knows(found.charge_object):
            drafts.append(found)
        elif site.ledger.exact(found.charge_object, Span(found.first, found.last)):
            already += 1
        elif obstacle := site.ledger.obstacle(found.charge_object, Span(found.first, found.last)):
            problems.append(Problem(found.unit_code, obstacle[0], figures=obstacle[1]))
        else:
            drafts.append(found)
    return Plan(drafts, problems, already)


def _way(order: Order) -> Callable[[Site], Iterator[Found]]:
    """How an item is planned."""
    item = order.item
    if item.code.endswith(LOSS):
        return plan_loss
    if item.basis == Basis.AREA:
        return _seasons if item.period == Period.YEAR else _areas
    if item.basis in (Basis.METER, Basis.TIER):
        return plan_meters
    return _lines


def _areas(site: Site) -> Iterator[Found]:
    """Area × price × months."""
    period = site.order.period

    def charge(unit: Place, area: Decimal, stays: Sequence[Stay], rates: list[Rate]) -> list[Charge | None]:
        policy = Policy(rates[0].tariff.policy) if rates else Policy.DAILY
        return area_charges(area=area, stays=stays, period=period, policy=policy)

    yield from _by_unit(site, charge, usual=True)


def _seasons(site: Site) -> Iterator[Found]:
    """Area × price for the season; a granted stop pays its share."""
    order = site.order
    stops = HeatingStop.objects.filter(park=order.park, season_from=order.period.first, approved_at__isnull=False)
    stopped = set(stops.values_list("unit_id", flat=True))
    percent = Decimal(thresholds.value(order.park, "heating_stop_percent", order.period.first))

    def charge(unit: Place, area: Decimal, stays: Sequence[Stay], rates: list[Rate]) -> list[Charge | None]:
        return season_charges(
            area=area, stays=stays, season=order.period, stopped=unit.pk in stopped, stop_percent=percent
        )

    yield from _by_unit(site, charge)


class _Usual:
    """The usual case computed directly: one occupant and one price for the whole period."""

    def __init__(self, site: Site, kind: str = "area") -> None:
        self._site, self._period, self._kind = site, site.order.period, kind
        self._known: dict[Hashable, tuple[Callable[[Decimal], Charge], tuple[int, ...]] | None] = {}

    def draft(self, unit: Place, who: Living) -> Draft | None:
        """Return the draft of an occupant; None in any other case."""
        if who.days is not self._period or unit.gross_area is None:
            return None
        found = self.charge(unit, who.customer_id, unit.gross_area)
        return found and _of_occupancy(unit, who, *found)

    def charge(self, unit: Place, customer_id: int, quantity: Decimal) -> tuple[Charge, tuple[int, ...]] | None:
        """Return what a quantity costs for the whole period, with its prices; None in any other case."""
        # without a contract all in the same kind of space pay the same
        payer: Hashable = (customer_id, unit.pk) if self._site.book.contracts else unit.kind
        if payer not in self._known:
            self._known[payer] = self._charging(self._site.rates(unit, customer_id, self._period))
        if (known := self._known[payer]) is None:
            return None
        return known[0](quantity), known[1]

    def _charging(self, rates: Sequence[Rate]) -> tuple[Callable[[Decimal], Charge], tuple[int, ...]] | None:
        if len(rates) != 1 or rates[0].days != self._period.days or rates[0].tariff.price is None:
            return None
        charge = whole_period_charges(price=rates[0].tariff.price, period=self._period, kind=self._kind)
        return charge, (rates[0].tariff.pk,)


def _by_unit(
    site: Site,
    charge: Callable[[Place, Decimal, Sequence[Stay], list[Rate]], list[Charge | None]],
    *,
    usual: bool = False,
) -> Iterator[Found]:
    """The occupancies of each unit computed together, so that they sum to the whole."""
    alone = _Usual(site) if usual else None
    for unit in site.units.values():
        people = site.living[unit.pk]
        if alone and len(people) == 1 and (draft := alone.draft(unit, people[0])):
            yield draft
            continue
        if unit.gross_area is None:
            yield Problem(unit.code, "no_area", site.customers[people[0].customer_id])
            continue
        found = [site.stay(unit, who) for who in people]
        rates = [rate for _stay, some in found for rate in some]
        try:
            charges = charge(unit, unit.gross_area, [stay for stay, _rates in found], rates)
        except RuleViolation as refusal:
            yield _refused(unit.code, site.customers[people[0].customer_id], refusal)
            continue
        for who, each, (_stay, some) in zip(people, charges, found, strict=True):
            if each is not None:
                yield _of_occupancy(unit, who, each, tuple(rate.tariff.pk for rate in some))


def _of_occupancy(unit: Place, who: Living, charge: Charge, tariffs: tuple[int, ...]) -> Draft:
    days, charged = who.days, f"occupancy:{who.id}"
    return Draft(who.customer_id, unit.pk, unit.code, charged, days.first, days.last, charge, tariffs)


def _refused(place: str, customer: str, refusal: RuleViolation) -> Problem:
    """Why something could not be computed."""
    if refusal.code == "no_price":
        return Problem(place, "no_price", customer)
    return Problem(place, "computing", customer, {"text": str(refusal)})


def _lines(site: Site) -> Iterator[Found]:
    """Quantity × price × months for each line of service, with what a supplier's file says about it."""
    order, period = site.order, site.order.period
    rows = service_lines(order, site.building)
    amounts = SupplierAmount.objects.filter(OneOf("line", rows), period_from=period.first)
    passed = dict(amounts.values_list("line_id", "amount"))
    months = order.item.period != Period.YEAR  # a season begins within a month
    usual = _Usual(site, "terminals" if order.item.basis == Basis.PER_TERMINAL else "monthly")
    for line in _read_lines(rows):
        whole = line.starts <= period.first and (line.ends is None or line.ends >= period.last)
        simple = whole and months and line.pk not in passed
        found = usual.charge(line.unit, line.customer_id, line.quantity) if simple else None
        days = period if whole else Span(max(period.first, line.starts), min(period.last, line.ends or period.last))
        try:
            charge, tariffs = found or _line_charge(site, line, days, passed.get(line.pk))
        except RuleViolation as refusal:
            yield _refused(f"{line.unit.code} · {line.label}", line.customer, refusal)
            continue
        charged = charge_object(line.pk)
        yield Draft(line.customer_id, line.unit.pk, line.unit.code, charged, days.first, days.last, charge, tariffs)


def _read_lines(rows: QuerySet[ServiceLine]) -> Iterator[Line]:
    found = rows.order_by("unit__code", "label").values_list(*_LINE).iterator(CHUNK)
    for pk, label, customer_id, customer, unit_id, code, kind, *rest in found:
        yield Line(pk, label, customer_id, customer, Place(unit_id, code, kind, None), *rest)


def _line_charge(site: Site, line: Line, days: Span, passed: Decimal | None) -> tuple[Charge, tuple[int, ...]]:
    """A line in any case, with the prices that were used. Raises RuleViolation when a day has no price."""
    order, rates = site.order, site.rates(line.unit, line.customer_id, days)
    stay = Stay(days.first, days.last, tuple(price_spans(rates)))
    per_terminal = order.item.basis == Basis.PER_TERMINAL
    (charge,) = monthly_charges(quantity=line.quantity, stays=[stay], period=order.period, per_terminal=per_terminal)
    if charge is None:
        raise RuleViolation("no days", code="no_price")
    tariffs = tuple(rate.tariff.pk for rate in rates)
    return (charge if passed is None else passed_on_charge(charge, passed)), tariffs


#: What each way charges, to be asked whether it is billed; what a building shares is few and always computed.
_SOURCES: dict[Callable[[Site], Iterator[Found]], Source] = {
    _areas: by_occupancy,
    _seasons: by_occupancy,
    _lines: by_line,
    plan_meters: by_meter,
}
