"""Planning what meters count: usage of units, and what a building shares (domain 3.2 to 3.4).

A bill begins with the reading with which the last one ended, so that nothing is charged twice or lost, also when a
meter was read again in between or hangs in the place of another.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from fees.billing.charges import (
    Charge,
    MeterUse,
    Span,
    meter_charge,
    shared_charges,
    step,
    tier_charge,
    use_step,
)
from fees.billing.drafts import Draft, Problem
from fees.billing.models import Bill
from fees.billing.sites import CHUNK, Living, Place, Site
from fees.meters.models import Meter, MeterReading
from fees.meters.queries import around, window
from fees.tariffs.models import Period
from fees.tariffs.prices import Rate
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import round_fen
from parkservice.kit.oneof import OneOf

Found = Draft | Problem
DAY = timedelta(days=1)


class Hung(NamedTuple):
    """One meter as the plan reads it."""

    pk: int
    root: int
    unit_id: int | None
    multiplier: Decimal
    digits: int


class Read(NamedTuple):
    """One live reading as the plan reads it."""

    meter: Hung
    pk: int
    kind: str
    previous: Decimal
    current: Decimal
    rolled: bool
    usage: Decimal
    read_on: date


_ROOT = Coalesce("root_id", "pk")
_HUNG = ("pk", "origin", "unit_id", "multiplier", "digits")
_READ = ("meter_id", "pk", "kind", "previous", "current", "rolled", "usage", "read_on")


@dataclass(frozen=True)
class Chain:
    """The meters of one place, one after the other, with all live readings in order."""

    root: int
    unit_id: int | None
    readings: Sequence[Read]

    @property
    def charge_object(self) -> str:
        """How bills name it."""
        return f"meter:{self.root}"

    def place_of(self, reading_id: int | None) -> int | None:
        """Where a reading stands; None for one that is not there."""
        places = (place for place, each in enumerate(self.readings) if each.pk == reading_id)
        return next(places, None)

    def nearest(self, day: date, days: Span) -> int | None:
        """The reading nearest to a day within some days; of several on one day the last."""
        fitting = [
            (abs((each.read_on - day).days), -place)
            for place, each in enumerate(self.readings)
            if days.first <= each.read_on <= days.last
        ]
        return -min(fitting)[1] if fitting else None

    def usage(self, opening: int, closing: int) -> Decimal:
        """What ran through between two readings."""
        return sum((each.usage for each in self.readings[opening + 1 : closing + 1]), Decimal(0))


def chains(site: Site, kind: str, *, master: bool) -> list[Chain]:
    """The meters of a kind in a building that count in the period, by place."""
    period = site.order.period
    # whatever hangs in the place of another hangs in the same building
    here = Meter.objects.filter(building=site.building, kind=kind, unit__isnull=master)
    counting = here.filter(Q(ends__isnull=True) | Q(ends__gte=period.first), starts__lte=period.last)
    roots = set(counting.order_by().annotate(origin=_ROOT).values_list("origin", flat=True))
    rows = here.annotate(origin=_ROOT).order_by("unit__code", "starts", "pk").values_list(*_HUNG)
    members: dict[int, list[Hung]] = {}
    for meter in (Hung(*row) for row in rows.iterator(CHUNK)):
        if meter.root in roots:
            members.setdefault(meter.root, []).append(meter)
    readings = _readings(here, {meter.pk: meter for some in members.values() for meter in some})
    return [
        Chain(root, some[0].unit_id, [each for meter in some for each in readings.get(meter.pk, ())])
        for root, some in members.items()
    ]


def _readings(here: QuerySet[Meter], meters: Mapping[int, Hung]) -> dict[int, list[Read]]:
    """The live readings of meters, each in order and with its meter."""
    found: dict[int, list[Read]] = {}
    rows = MeterReading.objects.live().filter(OneOf("meter", here)).order_by("meter_id", "read_on", "pk")
    for meter_id, *row in rows.values_list(*_READ).iterator(CHUNK):
        if meter_id in meters:
            found.setdefault(meter_id, []).append(Read(meters[meter_id], *row))
    return found


def plan_meters(site: Site) -> Iterator[Found]:
    """Usage × price for each meter of a unit and each of its occupants in the period."""
    for chain in chains(site, site.order.item.code, master=False):
        unit = site.units.get(chain.unit_id or 0)
        if unit is None:
            continue  # nobody lives there: nobody pays
        before: int | None = None
        for who in site.living[unit.pk]:
            found, before = _of_meter(site, chain, unit, who, before)
            yield found


def _of_meter(site: Site, chain: Chain, unit: Place, who: Living, before: int | None) -> tuple[Found, int | None]:
    """What one occupant pays for one meter, and the reading with which the next one begins."""
    closing = _closing(site, chain, who.days)
    opening = _opening(site, chain, who.days, before)
    if closing is None or opening is None or closing <= opening:
        day = who.days.last if opening is not None else who.days.first - DAY
        return Problem(unit.code, "no_reading", site.customers[who.customer_id], {"day": f"{day:%Y-%m-%d}"}), closing
    try:
        charge, tariffs = _usage_charge(site, chain, unit, who, opening, closing)
    except RuleViolation as refusal:
        code = "no_price" if refusal.code == "no_price" else "computing"
        return Problem(unit.code, code, site.customers[who.customer_id], {"text": str(refusal)}), closing
    draft = Draft(
        customer_id=who.customer_id,
        unit_id=unit.pk,
        unit_code=unit.code,
        charge_object=chain.charge_object,
        first=who.days.first,
        last=who.days.last,
        charge=charge,
        tariffs=tariffs,
        reading_id=chain.readings[closing].pk,
        opening_id=chain.readings[opening].pk,
    )
    return draft, closing


def _closing(site: Site, chain: Chain, days: Span) -> int | None:
    """The reading that ends some days: that with which the next bill began, else the nearest."""
    order = site.order
    for bill in site.ledger.of(chain.charge_object):
        if (bill.first, bill.last) == (days.first, days.last):
            return chain.place_of(bill.reading_id)
        if bill.first == days.last + DAY:
            return chain.place_of(bill.opening_id)
    ends_period = days.last == order.period.last and order.item.period == Period.QUARTER
    return chain.nearest(days.last, _counting(site, days.last, whole=ends_period))


def _opening(site: Site, chain: Chain, days: Span, before: int | None) -> int | None:
    """The reading that begins some days: that of the last bill, of the occupant before, the nearest, or the first."""
    order = site.order
    last = [bill for bill in site.ledger.of(chain.charge_object) if bill.last < days.first]
    if last and last[-1].last == days.first - DAY:
        return chain.place_of(last[-1].reading_id)
    if before is not None and days.first > order.period.first:
        return before
    start = days.first - DAY
    begins_period = days.first == order.period.first and order.item.period == Period.QUARTER
    span = _counting(site, start, whole=begins_period)
    found = chain.nearest(start, Span(span.first, min(span.last, days.last - DAY)))
    if found is not None or not chain.readings:
        return found
    return 0 if days.first <= chain.readings[0].read_on <= days.last else None


def _counting(site: Site, day: date, *, whole: bool) -> Span:
    """The days on which a reading counts for a day, of a whole quarter or within one; most meters ask the same."""
    if (day, whole) not in site.counting:
        site.counting[day, whole] = (window if whole else around)(site.order.park, day)
    return site.counting[day, whole]


def _usage_charge(
    site: Site, chain: Chain, unit: Place, who: Living, opening: int, closing: int
) -> tuple[Charge, tuple[int, ...]]:
    """The charge of the readings between two, each at the price of its day; steps of a price count the whole usage.

    Raises RuleViolation "no_price" when a day has none.
    """
    readings = chain.readings[opening + 1 : closing + 1]
    rates = site.rates(unit, who.customer_id, who.days)
    uses = [(_use(each), _rate_on(rates, each.read_on, who.days)) for each in readings if each.kind != "base"]
    tariffs = tuple(dict.fromkeys(rate.tariff.pk for _each, rate in uses))
    if any(rate.tariff.steps for _use_, rate in uses):
        charge = tier_charge(sum((use.usage for use, _rate in uses), Decimal(0)), uses[-1][1].tariff.steps)
        steps = (*(use_step(use) for use, _rate in uses), *charge.steps)
        return Charge(charge.quantity, charge.price, charge.amount, steps), tariffs
    return meter_charge([(use, rate.tariff.price or Decimal(0)) for use, rate in uses]), tariffs


def _use(reading: Read) -> MeterUse:
    meter = reading.meter
    return MeterUse(reading.previous, reading.current, meter.multiplier, meter.digits, reading.rolled)


def _rate_on(rates: Sequence[Rate], day: date, days: Span) -> Rate:
    """The price of a day, brought within the days that are billed. Raises RuleViolation when there is none."""
    inside = min(max(day, days.first), days.last)
    for rate in rates:
        if rate.first <= inside <= rate.last:
            return rate
    raise RuleViolation("no price", code="no_price")


# ---- what a building shares


def plan_loss(site: Site) -> Iterator[Found]:
    """What the master meter counts beyond the meters of the units, shared by what these were billed (domain 3.4)."""
    kind = site.order.item.code.removesuffix("_loss")
    masters = chains(site, kind, master=True)
    if not masters:
        return
    bills = _unit_bills(site, kind)
    if not bills:
        yield Problem(site.building.code, "no_usage")
        return
    pairs = [_ends(site, chain) for chain in masters]
    subs = [(chain, _ends(site, chain)) for chain in chains(site, kind, master=False)]
    if any(pair is None for pair in (*pairs, *(pair for _chain, pair in subs))):
        day = f"{site.order.period.last:%Y-%m-%d}"
        yield Problem(site.building.code, "no_reading", figures={"day": day})
        return
    counted = sum((chain.usage(*pair) for chain, pair in zip(masters, pairs, strict=True) if pair), Decimal(0))
    metered = sum((chain.usage(*pair) for chain, pair in subs if pair), Decimal(0))
    yield from _share(site, bills, counted, metered, masters[0], pairs[0])


def _unit_bills(site: Site, kind: str) -> list[Bill]:
    """The live bills of the meters of the units for the period, with a usage, by unit code."""
    period = site.order.period
    rows = Bill.objects.live().filter(
        item__park=site.order.park,
        item__code=kind,
        building=site.building,
        period_from__gte=period.first,
        period_to__lte=period.last,
        quantity__gt=Decimal(0),
    )
    return list(rows.select_related("unit").order_by("unit__code", "period_from", "pk"))


def _ends(site: Site, chain: Chain) -> tuple[int, int] | None:
    """The readings nearest to both ends of the period."""
    park, period = site.order.park, site.order.period
    start = period.first - DAY
    span = window(park, start)
    opening = chain.nearest(start, Span(span.first, min(span.last, period.last - DAY)))
    if opening is None and chain.readings and period.first <= chain.readings[0].read_on <= period.last:
        opening = 0
    closing = chain.nearest(period.last, window(park, period.last))
    return (opening, closing) if opening is not None and closing is not None and opening < closing else None


def _share(
    site: Site, bills: Sequence[Bill], counted: Decimal, metered: Decimal, master: Chain, pair: tuple[int, int] | None
) -> Iterator[Found]:
    """Share the loss of a building by the usage that was billed."""
    period, loss = site.order.period, counted - metered
    if loss < 0:
        yield Problem(site.building.code, "negative")
        return
    rates = site.book.rates(period, unit_kind=site.building.kind)
    if not rates or rates[-1].last != period.last:
        yield Problem(site.building.code, "no_price")
        return
    tariff = rates[-1].tariff
    price = tariff.price or Decimal(0)
    if not round_fen(loss * price):
        return
    shared = step("loss", master=counted, subs=metered, loss=loss, price=price)
    weights = {f"{bill.unit} {place:06d}": bill.quantity for place, bill in enumerate(bills)}
    charges = shared_charges(round_fen(loss * price), weights)
    for bill, key in zip(bills, weights, strict=True):
        charge = charges[key]
        yield Draft(
            customer_id=bill.customer_id,
            unit_id=bill.unit_id or 0,
            unit_code=bill.unit.code if bill.unit else "",
            charge_object=f"share:{bill.charge_object}",
            first=bill.period_from,
            last=bill.period_to,
            charge=Charge(charge.quantity, None, charge.amount, (shared, *charge.steps)),
            tariffs=(tariff.pk,),
            reading_id=master.readings[pair[1]].pk if pair else None,
        )
