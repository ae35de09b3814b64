"""What the pages of meters and the billing run read: last values, routes, what is still to be read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from fees.billing.charges import Span
from fees.billing.periods import after, before, period_of
from fees.meters.models import Meter, MeterQuerySet, MeterReading, ReadingKind
from parkservice.accounts.models import User
from parkservice.kit import clock
from parkservice.parks import thresholds
from parkservice.parks.models import Building, Park

QUARTER = "quarter"


def tolerance(park: Park) -> timedelta:
    """How far from its day a reading still counts for it."""
    return timedelta(days=thresholds.value(park, "reading_days"))


def around(park: Park, day: date) -> Span:
    """The days on which a reading counts for a day within a period, such as a move."""
    far = tolerance(park)
    return Span(day - far, day + far)


def window(park: Park, last: date) -> Span:
    """The days on which a reading counts for the end of a quarter: a late one too, until the next round begins."""
    far = tolerance(park)
    following = after(QUARTER, period_of(QUARTER, last))
    return Span(last - far, following.last - far - timedelta(days=1))


def quarter_to_read(park: Park, day: date | None = None) -> Span:
    """The quarter whose last values are read: this one once its last days begin, else the one before."""
    today = day or clock.today()
    quarter = period_of(QUARTER, today)
    return quarter if today >= window(park, quarter.last).first else before(QUARTER, quarter)


def unread(meters: MeterQuerySet, days: Span) -> MeterQuerySet:
    """The meters without a live reading on one of these days; those put in later have nothing to be read."""
    there = MeterReading.objects.live().filter(meter=OuterRef("pk"), read_on__gte=days.first, read_on__lte=days.last)
    return meters.filter(starts__lte=days.last).exclude(Exists(there.exclude(kind=ReadingKind.BASE)))


@dataclass(frozen=True)
class Stop:
    """One meter on a route: its last reading, and whether it is read for this quarter."""

    meter: Meter
    last: MeterReading | None
    done: bool


def newest(meters: Iterable[Meter]) -> dict[int, MeterReading]:
    """The newest live reading of each meter, by one statement."""
    rows = MeterReading.objects.live().filter(meter__in=[meter.pk for meter in meters])
    return {row.meter_id: row for row in rows.order_by("meter_id", "read_on", "pk")}


def route(building: Building, park: Park) -> list[Stop]:
    """The meters of a building in the order of the round, those still to be read marked."""
    meters = list(Meter.objects.in_use().filter(building=building).select_related("unit").order_by("position", "pk"))
    last, days = newest(meters), window(park, quarter_to_read(park).last)
    todo = set(unread(Meter.objects.filter(building=building), days).values_list("pk", flat=True))
    return [Stop(meter, last.get(meter.pk), meter.pk not in todo) for meter in meters]


def next_stop(meter: Meter) -> Meter | None:
    """The next meter of the round that is still to be read, after this one, then from the beginning."""
    stops = route(meter.building, meter.park)
    place = next((at for at, stop in enumerate(stops) if stop.meter.pk == meter.pk), -1)
    ahead = [stop.meter for stop in (*stops[place + 1 :], *stops[: place + 1]) if not stop.done]
    return next((each for each in ahead if each.pk != meter.pk), None)


@dataclass(frozen=True)
class Round:
    """One building: how many meters, how many still to be read."""

    building: Building
    total: int
    todo: int


def rounds(park: Park, user: User) -> list[Round]:
    """The buildings in which a person reads meters."""
    mine = Meter.objects.visible_to(user, "meters.read").in_use().filter(park=park)
    days = window(park, quarter_to_read(park).last)
    open_ones = dict(unread(mine, days).order_by().values_list("building").annotate(n=Count("pk")))
    totals = dict(mine.order_by().values_list("building").annotate(n=Count("pk")))
    rows = Building.objects.filter(pk__in=totals).order_by("code")
    return [Round(row, totals[row.pk], open_ones.get(row.pk, 0)) for row in rows]


def missing(park: Park, buildings: Iterable[int], *, whole: bool) -> int:
    """How many meters are still to be read for the quarter, in some buildings or in the whole park."""
    where = Q() if whole else Q(building_id__in=list(buildings))
    days = window(park, quarter_to_read(park).last)
    return unread(Meter.objects.in_use().filter(where, park=park, unit__isnull=False), days).count()
