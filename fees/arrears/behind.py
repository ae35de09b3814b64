"""The bills behind a figure, each with what it adds to it (M11: drill-down to the bill)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from fees.arrears.figures import BOUNDS, bucket
from fees.arrears.queries import ENDED, OWED, STILL_OPEN, WRITTEN_OFF, Days, Which, deferred, with_end
from fees.billing.models import GONE, Bill
from fees.ledger.models import Allocation
from fees.waivers.models import WaiverLine
from parkservice.kit import clock
from parkservice.kit.money import MoneyField, total

NOTHING = Value(Decimal(0), MoneyField())
#: The buckets of domain 3.8 in words.
BUCKETS = (_("Not due"), _("1–30 days"), _("31–90 days"), _("91–180 days"), _("181–365 days"), _("over 365 days"))


@dataclass(frozen=True)
class Span:
    """From when to when a figure counts."""

    first: date
    last: date

    @property
    def before(self) -> date:
        """The day before it begins."""
        return self.first - timedelta(days=1)

    @property
    def days(self) -> Days:
        """The days within it."""
        return Days(self.last, self.first)

    @property
    def upto(self) -> Days:
        """All days to its end."""
        return Days(self.last)


def _charged(days: Days) -> Any:
    issued = Q(days.q("issued_at", moment=True))
    return Case(When(issued, then=F("amount")), default=NOTHING, output_field=MoneyField())


def _ended(days: Days, states: Any = ENDED) -> Any:
    over = Q(days.q("ended_at", moment=True), state__in=list(states))
    return Case(When(over, then=STILL_OPEN), default=NOTHING, output_field=MoneyField())


def _lines(rows: QuerySet[Any]) -> Any:
    mine = rows.filter(bill=OuterRef("pk")).order_by().values("bill").annotate(sum=total("amount")).values("sum")
    return Coalesce(Subquery(mine), NOTHING, output_field=MoneyField())


def _waived(days: Days) -> Any:
    return _lines(WaiverLine.objects.granted().filter(days.q("waiver__decided_on")))


def _collected(days: Days) -> Any:
    came = _lines(Allocation.objects.filter(days.q("receipt__day")))
    return came - _lines(Allocation.objects.filter(days.q("receipt__reversal__day")))


def _open(day: date) -> Any:
    days = Days(day)
    return _charged(days) - _waived(days) - _collected(days) - _ended(days)


@dataclass(frozen=True)
class Figure:
    """A figure of a period: its words, whose bills it is about, and what each adds."""

    label: Any
    adds: Callable[[Span], Any]
    bills: Callable[[Which, Span], Which] = lambda which, span: replace(which, until=span.last)


def _of_period(which: Which, span: Span) -> Which:
    return replace(which, since=span.first, until=span.last, carried=False)


def _owed_before(which: Which, span: Span) -> Which:
    return replace(which, until=span.last, older=span.first)


def _older(which: Which, span: Span) -> Which:
    return replace(which, until=span.before)


#: Name in an address → figure. The first five are those of a movement (M12), the others those of domain 3.7.
FIGURES = {
    "opening": Figure(_("Open at the start"), lambda span: _open(span.before), _older),
    "charged": Figure(_("Charged"), lambda span: _charged(span.days) - _ended(span.days, GONE)),
    "waived": Figure(_("Waived"), lambda span: _waived(span.days) + _ended(span.days, WRITTEN_OFF)),
    "collected": Figure(_("Collected"), lambda span: _collected(span.days)),
    "closing": Figure(_("Open at the end"), lambda span: _open(span.last)),
    "billed": Figure(_("Billed"), lambda span: _charged(span.days) - _ended(span.upto, GONE), _of_period),
    "off": Figure(_("Waived of it"), lambda span: _waived(span.upto), _of_period),
    "paid": Figure(_("Paid of it"), lambda span: _collected(span.upto), _of_period),
    "recovered": Figure(_("Recovered of old arrears"), lambda span: _collected(span.days), _owed_before),
}


def behind(which: Which, figure: str, span: Span) -> QuerySet[Bill]:
    """Return the bills that a figure sums, with what each adds in `counted`. Raises KeyError for an unknown figure."""
    asked = FIGURES[figure]
    rows = with_end(Bill.objects.filter(asked.bills(which, span).q()))
    return rows.annotate(counted=asked.adds(span)).exclude(counted=NOTHING)


def owing(which: Which) -> QuerySet[Bill]:
    """Return the bills on which something is open now, with how much in `counted`."""
    return Bill.objects.filter(which.q(), OWED).annotate(counted=STILL_OPEN)


def in_bucket(which: Which, place: int, day: date | None = None) -> Q:
    """Return the condition on bills to stand in a bucket on a day (today), deferrals counted (domain 3.8)."""
    on = day or clock.today()
    moved = deferred(which, on)
    there = [pk for pk, due in moved.items() if bucket(due, on) == place]
    found = Q()
    if place < len(BOUNDS):
        found &= Q(due__gte=on - timedelta(days=BOUNDS[place]))
    if place:
        found &= Q(due__lt=on - timedelta(days=BOUNDS[place - 1]))
    return (found & ~Q(pk__in=list(moved))) | Q(pk__in=there) if moved else found


def overdue(which: Which, day: date | None = None) -> Q:
    """Return the condition on bills to be past due on a day (today), deferrals counted."""
    return ~in_bucket(which, 0, day)
