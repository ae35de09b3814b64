"""What an officer signs this week: which days, which drawers, what is open in them (O6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from fees.cashdesk.models import Drawer
from fees.cashdesk.spans import Span
from fees.reconciliation.comparing import Reconciliation
from fees.reconciliation.models import WeekSignature
from parkservice.accounts.models import User
from parkservice.kit import clock
from parkservice.parks.models import Park


def monday(day: date) -> date:
    """Return the day that stands for the week of a day."""
    return day - timedelta(days=day.weekday())


def drawers_of(officer: User, park: Park, first: date, last: date) -> frozenset[int]:
    """Return the drawers that an officer kept in some days."""
    rows = Drawer.objects.filter(officer=officer, park=park, starts__lte=last).exclude(ends__lt=first)
    return frozenset(rows.values_list("pk", flat=True))


@dataclass(frozen=True)
class Matter:
    """Something open: a comparison that does not agree, or a shortage or overage; `code` is its name or number."""

    code: str
    amount: Decimal
    day: date | None = None


def matters(found: Reconciliation) -> Iterator[Matter]:
    """Yield what is open, the comparisons first."""
    for row in found.apart:
        yield Matter(row.plan.code, row.off)
    for difference in found.open_differences:
        yield Matter(difference.number, difference.amount, difference.day)


@dataclass(frozen=True)
class Week:
    """The week of today as it would be signed now; `number` is the version that it would be."""

    park: Park
    officer: User
    monday: date
    first: date
    number: int
    before: WeekSignature | None

    @property
    def last(self) -> date:
        """Its last day so far."""
        return clock.today()

    @property
    def span(self) -> Span:
        """The days and the drawers of the officer."""
        drawers = drawers_of(self.officer, self.park, self.first, self.last)
        return Span(self.park, self.first, self.last, drawers)


def this_week(officer: User, park: Park) -> Week:
    """Return the running week of an officer. It begins where the last signed week ended: no day is left out."""
    begun = monday(clock.today())
    mine = WeekSignature.objects.filter(park=park, officer=officer)
    earlier = mine.filter(week__lt=begun).order_by("-week", "-number").first()
    before = mine.filter(week=begun).order_by("-number").first()
    return Week(
        park=park,
        officer=officer,
        monday=begun,
        first=min(begun, _begin(officer, park, earlier)),
        number=before.number + 1 if before else 1,
        before=before,
    )


def _begin(officer: User, park: Park, earlier: WeekSignature | None) -> date:
    if earlier is not None:
        return earlier.last + timedelta(days=1)
    first = Drawer.objects.filter(officer=officer, park=park).order_by("starts").first()
    return first.starts if first else clock.today()
