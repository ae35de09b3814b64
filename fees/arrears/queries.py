"""Arrears and collection set-based: a few statements whatever the number of bills (M11, P8, M12, M13).

`open_now` reads what is kept on the bills and is meant for work; everything "on a day" adds up documents by their day
of the books, so that a past day reads the same for ever. `figures.py` computes, this module only sums. A bill that was
cancelled or reversed takes what was open off what was charged; one that was written off counts as waived.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from fees.arrears.figures import BOUNDS, Ageing, Collection, bucket
from fees.billing.models import GONE, PAYABLE, Bill, BillState
from fees.ledger.models import Allocation
from fees.waivers.models import Waiver, WaiverKind, WaiverLine, WaiverState
from parkservice.accounts.models import User
from parkservice.accounts.rights import scope
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.kit.money import total
from parkservice.parks.models import Park

ZERO = Decimal("0.00")
#: Bills on which money may still come in, wherever a statement asks for them.
OWED = Q(state__among=PAYABLE)
WRITTEN_OFF = (BillState.WRITTEN_OFF,)
ENDED = (*GONE, *WRITTEN_OFF)
STILL_OPEN = F("amount") - F("waived") - F("paid")

Key = Any
Sums = dict[tuple[Key, ...], Decimal]


@dataclass(frozen=True)
class Which:
    """The bills that a figure is about: of a park, and narrower where more is said; issue days are included.

    None among the buildings stands for what belongs to no building. `carried` asks for what a former system's books
    brought, or for what they did not; `older` for that and for what was issued before a day.
    """

    park: Park
    buildings: frozenset[int | None] | None = None
    items: frozenset[int] | None = None
    unit: int | None = None
    customers: frozenset[int] | None = None
    bills: frozenset[int] | None = None
    since: date | None = None
    until: date | None = None
    carried: bool | None = None
    older: date | None = None

    def q(self, prefix: str = "") -> Q:
        """Return the condition on bills, or on the lines of documents with the path to their bill as prefix."""
        asked: dict[str, Any] = {
            "item_id__in": self.items,
            "unit_id": self.unit,
            "customer_id__in": self.customers,
            "pk__in": self.bills,
            "issued_at__gte": self.since and clock.combine(self.since),
            "issued_at__lt": self.until and clock.combine(self.until + timedelta(days=1)),
            "carried__isnull": None if self.carried is None else not self.carried,
        }
        given = {f"{prefix}{name}": value for name, value in asked.items() if value is not None}
        found = Q(**{f"{prefix}park": self.park}, **given)
        if self.older is not None:
            issued = Q(**{f"{prefix}issued_at__lt": clock.combine(self.older)})
            found &= issued | Q(**{f"{prefix}carried__isnull": False})
        if self.buildings is None:
            return found
        placed = Q(**{f"{prefix}building_id__in": [pk for pk in self.buildings if pk is not None]})
        return found & (placed | Q(**{f"{prefix}building_id": None}) if None in self.buildings else placed)


def seen_by(user: User, park: Park) -> Which:
    """Return the bills of a park whose arrears a person reads: all of them, or those of their buildings."""
    reach = scope(user, "arrears.view")
    return Which(park, None if park.pk in reach.parks else frozenset(reach.buildings))


@dataclass(frozen=True)
class Days:
    """Days of the books, the first and the last one included; without a first one from the beginning."""

    last: date
    first: date | None = None

    def q(self, field: str, *, moment: bool = False) -> Q:
        """Return the condition that a day, or the local day of a moment, lies in here."""
        after = self.last + timedelta(days=1)
        found = Q(**{f"{field}__lt": clock.combine(after) if moment else after})
        if self.first is not None:
            found &= Q(**{f"{field}__gte": clock.combine(self.first) if moment else self.first})
        return found


@dataclass(frozen=True)
class Movement:
    """How arrears went from the start of a period to its end, in yuan (M12)."""

    opening: Decimal = ZERO
    charged: Decimal = ZERO
    waived: Decimal = ZERO
    collected: Decimal = ZERO

    @property
    def closing(self) -> Decimal:
        """What is open at the end."""
        return self.opening + self.charged - self.waived - self.collected

    def __add__(self, other: "Movement") -> "Movement":
        return Movement(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


# ---- sums of documents by columns of their bills; `place` is the bucket of age on a day


@dataclass(frozen=True)
class Flow:
    """Documents of one kind: their amount in yuan, the path to their bill, and what says their day."""

    rows: QuerySet[Any]
    amount: Any
    prefix: str
    at: str


def charges(which: Which, days: Days) -> Flow:
    """Bills issued on these days."""
    return Flow(Bill.objects.filter(which.q(), days.q("issued_at", moment=True)), "amount", "", "issued_at")


def waivers(which: Which, days: Days) -> Flow:
    """What waivers granted on these days took off."""
    rows = WaiverLine.objects.granted().filter(which.q("bill__"), days.q("waiver__decided_on"))
    return Flow(rows, "amount", "bill__", "waiver__decided_on")


def receipts(which: Which, days: Days) -> Flow:
    """What receipts of these days settled, also where they were taken back later."""
    rows = Allocation.objects.filter(which.q("bill__"), days.q("receipt__day"))
    return Flow(rows, "amount", "bill__", "receipt__day")


def reversals(which: Which, days: Days) -> Flow:
    """What receipts had settled that were taken back on these days."""
    rows = Allocation.objects.filter(which.q("bill__"), days.q("receipt__reversal__day"))
    return Flow(rows, "amount", "bill__", "receipt__reversal__day")


def endings(which: Which, days: Days, states: Iterable[BillState] = ENDED) -> Flow:
    """What was open on bills that were cancelled, reversed or written off on these days; the journal knows."""
    rows = with_end(Bill.objects.filter(which.q(), state__in=list(states)))
    return Flow(rows.filter(days.q("ended_at", moment=True)), STILL_OPEN, "", "ended_at")


def with_end(rows: QuerySet[Bill]) -> QuerySet[Bill]:
    """Bills with the moment from which they count no longer in `ended_at`."""
    ends = Event.objects.filter(subject_kind="fees.bill", subject_id=OuterRef("pk"), to_state__in=ENDED).order_by("id")
    return rows.annotate(ended_at=Subquery(ends.values("at")[:1]))


def summed(flow: Flow, by: Iterable[str], day: date | None = None) -> Sums:
    """Return the sums of a flow by columns of its bills; with a day, `place` may be one of them."""
    rows = flow.rows
    if day is not None:
        rows = rows.annotate(place=_place(f"{flow.prefix}due", day))
    columns = [name if name == "place" else f"{flow.prefix}{name}" for name in by]
    if not columns:
        return {(): rows.aggregate(sum=total(flow.amount))["sum"] or ZERO}
    found = rows.order_by().values_list(*columns).annotate(sum=total(flow.amount))
    return {tuple(row[:-1]): row[-1] for row in found}


def _place(field: str, day: date) -> Case:
    """The bucket of `figures.BOUNDS` as a column."""
    steps = [
        When(**{f"{field}__gte": day - timedelta(days=bound)}, then=Value(place)) for place, bound in enumerate(BOUNDS)
    ]
    return Case(*steps, default=Value(len(BOUNDS)), output_field=IntegerField())


def collected(which: Which, days: Days, *by: str, day: date | None = None) -> Sums:
    """What receipts of these days settled, less what was taken back on them."""
    came, went = receipts(which, days), reversals(which, days)
    return added((summed(came, by, day), 1), (summed(went, by, day), -1))


def added(*parts: tuple[Sums, int]) -> Sums:
    """Return sums added up, each with its sign."""
    found: defaultdict[tuple[Key, ...], Decimal] = defaultdict(lambda: ZERO)
    for sums, sign in parts:
        for key, amount in sums.items():
            found[key] += sign * amount
    return dict(found)


def open_on(which: Which, day: date, *by: str) -> Sums:
    """What was open at the end of a day, from the documents; groups with nothing open may stand there with zero."""
    days, on = Days(day), day if "place" in by else None
    return added(
        (summed(charges(which, days), by, on), 1),
        (summed(waivers(which, days), by, on), -1),
        (collected(which, days, *by, day=on), -1),
        (summed(endings(which, days), by, on), -1),
    )


def open_now(which: Which, *by: str) -> Sums:
    """What is open at this moment, from what the bills keep; one statement."""
    rows = Bill.objects.filter(which.q(), OWED)
    return summed(Flow(rows, STILL_OPEN, "", "due"), by, clock.today() if "place" in by else None)


def collected_now(which: Which, *by: str) -> dict[tuple[Key, ...], Collection]:
    """Return what was billed and is paid at this moment on bills that count, from what they keep; one statement."""
    rows = Bill.objects.filter(which.q()).exclude(state__in=GONE).order_by().values_list(*by)
    sums = rows.annotate(billed_sum=total("amount"), waived_sum=total("waived"), paid_sum=total("paid"))
    return {tuple(row[:-3]): Collection(*row[-3:]) for row in sums}


# ---- figures by group


@dataclass(frozen=True)
class Group:
    """What figures are broken down by: a column of bills, and, where it is not the column itself, what it leads to."""

    column: str = ""
    leads: Callable[[Park], dict[Key, Key]] | None = None

    def keys(self, park: Park) -> Callable[[Key], Key]:
        """Return the function from a value of the column to the group."""
        if self.leads is None:
            return lambda value: value
        led = self.leads(park)
        return lambda value: led.get(value, led.get(None))

    @property
    def by(self) -> tuple[str, ...]:
        """The columns to sum by."""
        return (self.column,) if self.column else ()


def movements_by(which: Which, group: Group, first: date, last: date) -> dict[Key, Movement]:
    """Return opening, charged, waived and collected of a period for each group (M12)."""
    days, by = Days(last, first), group.by
    parts = {
        "opening": open_on(which, first - timedelta(days=1), *by),
        "charged": added((summed(charges(which, days), by), 1), (summed(endings(which, days, GONE), by), -1)),
        "waived": added((summed(waivers(which, days), by), 1), (summed(endings(which, days, WRITTEN_OFF), by), 1)),
        "collected": collected(which, days, *by),
    }
    key_of = group.keys(which.park)
    found: defaultdict[Key, Movement] = defaultdict(Movement)
    for name, sums in parts.items():
        for key, amount in sums.items():
            found[key_of(*key or (None,))] += Movement(**{name: amount})
    return {key: row for key, row in found.items() if row != Movement()}


def ageings_by(which: Which, group: Group, day: date | None = None) -> dict[Key, Ageing]:
    """Return what is open by age for each group, as of a day or at this moment (domain 3.8).

    What was put off by a deferral that was granted by then is due on its later day.
    """
    on = day or clock.today()
    # all together by their few due days: sorting each bill into its bucket takes as long as reading it
    fine = (*group.by, "place") if group.by else ("due",)
    sums = open_on(which, on, *fine) if day else open_now(which, *fine)
    if not group.by:
        sums = added(*(({(bucket(due, on),): amount}, 1) for (due,), amount in sums.items()))
    moved = deferred(which, on)
    if moved:
        only = replace(which, bills=frozenset(moved))
        lines = (*group.by, "due", "pk")
        late = open_on(only, on, *lines) if day else open_now(only, *lines)
        sums = added((sums, 1), (_moves(late, moved, on), 1))
    key_of = group.keys(which.park)
    found: defaultdict[Key, list[Decimal]] = defaultdict(lambda: [ZERO] * (len(BOUNDS) + 1))
    for (*key, place), amount in sums.items():
        found[key_of(*key or (None,))][place] += amount
    return {key: Ageing(tuple(row)) for key, row in found.items() if any(row)}


def deferred(which: Which, day: date) -> dict[int, date]:
    """Return the bills whose due day was put off, by key, with the latest day that was granted by then."""
    granted = Waiver.objects.filter(
        park=which.park, kind=WaiverKind.DEFER, state=WaiverState.APPROVED, decided_on__lte=day
    )
    # The few waivers first: asked all at once, SQLite begins with the bills of the park.
    rows: Any = WaiverLine.objects.filter(
        which.q("bill__"), waiver__in=granted.values("pk"), waiver__until__gt=F("bill__due")
    )
    return dict(rows.order_by("waiver__until").values_list("bill_id", "waiver__until"))


def _moves(late: Sums, moved: dict[int, date], on: date) -> Sums:
    """What goes from the bucket of the first due day into that of the later one."""
    found: defaultdict[tuple[Key, ...], Decimal] = defaultdict(lambda: ZERO)
    for (*key, due, pk), amount in late.items():
        found[(*key, bucket(due, on))] -= amount
        found[(*key, bucket(moved[pk], on))] += amount
    return dict(found)


def collections_by(
    which: Which, group: Group, first: date, last: date, *, until: date | None = None
) -> dict[Key, Collection]:
    """Return what was billed in a period and paid up to its last day, or another cut-off, by group (domain 3.7).

    The bills of a period are those issued in it; what was carried over in it was billed by a former system and is old
    arrears. A customer counts once in each group, as fully paid when nothing of
    the period's bills is open.
    """
    key_of, by = group.keys(which.park), (*group.by, "customer_id")
    cut_off = until or last
    of, days = replace(which, since=first, until=last, carried=False), Days(cut_off)
    over = replace(of, carried=True)
    before, within = replace(which, until=first - timedelta(days=1)), Days(cut_off, first)
    parts = (
        added((summed(charges(of, days), by), 1), (summed(endings(of, days, GONE), by), -1)),
        summed(waivers(of, days), by),
        collected(of, days, *by),
        added(
            (open_on(before, first - timedelta(days=1), *by), 1),
            (summed(charges(over, days), by), 1),
            (summed(endings(over, days, GONE), by), -1),
        ),
        collected(replace(which, until=last, older=first), within, *by),
    )
    found: defaultdict[Key, defaultdict[int, list[Decimal]]] = defaultdict(lambda: defaultdict(lambda: [ZERO] * 5))
    for place, sums in enumerate(parts):
        for (*key, customer), amount in sums.items():
            found[key_of(*key or (None,))][customer][place] += amount
    return {key: _collection(rows.values()) for key, rows in found.items() if any(map(any, rows.values()))}


def _collection(rows: Iterable[list[Decimal]]) -> Collection:
    """One group from its customers: billed, waived, paid, old arrears, recovered."""
    kept = list(rows)
    billed, off, paid, old, recovered = (sum(column, ZERO) for column in zip(*kept, strict=True))
    were_billed = [row for row in kept if row[0]]
    fully = sum(1 for row in were_billed if row[0] == row[1] + row[2])
    return Collection(billed, off, paid, old, recovered, len(were_billed), fully)
