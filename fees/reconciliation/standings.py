"""What each drawer held before the first and after the last day: takings that were carried over, and the float (O6).

Read from the last close before a day and the lines since, never from the first line of the journal on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db.models import F, OuterRef, Q, Subquery

from fees.cashdesk.models import Drawer, JournalLine, Pot
from fees.cashdesk.sheet import ZERO
from fees.cashdesk.spans import Span
from fees.dayclose.models import DayClose
from parkservice.kit.money import total


@dataclass(frozen=True)
class Standing:
    """One drawer in yuan: takings in it before the first day and after the last, its float as handed out and as is."""

    drawer: Drawer
    brought: Decimal
    left: Decimal
    handed_out: Decimal
    float_balance: Decimal


def standings(span: Span) -> list[Standing]:
    """Return the drawers that were kept in the days, in a number of statements that does not grow with them."""
    last_line = JournalLine.objects.filter(drawer=OuterRef("pk"), day__lte=span.last).order_by("-position")
    rows = Drawer.objects.filter(park=span.park, starts__lte=span.last).exclude(ends__lt=span.first)
    if span.drawers is not None:
        rows = rows.filter(pk__in=span.drawers)
    rows = rows.annotate(held=Subquery(last_line.values("balance")[:1])).select_related("officer").order_by("pk")
    drawers = list(rows)
    brought, left = _takings(drawers, span.first - timedelta(days=1)), _takings(drawers, span.last)
    return [
        Standing(
            drawer=drawer,
            brought=brought[drawer.pk],
            left=left[drawer.pk],
            handed_out=drawer.float_amount if drawer.ends is None or drawer.ends > span.last else ZERO,
            float_balance=(drawer.held or ZERO) - left[drawer.pk],
        )
        for drawer in drawers
    ]


def _takings(drawers: Sequence[Drawer], day: date) -> Mapping[int, Decimal]:
    """The takings in each drawer at the end of a day: what the last close carried, and what moved since."""
    if not drawers:
        return {}
    closes = DayClose.objects.filter(drawer=OuterRef("pk"), day__lte=day).order_by("-day")
    known = Drawer.objects.filter(pk__in=[drawer.pk for drawer in drawers])
    last = known.annotate(
        shut=Subquery(closes.values("day")[:1]), carried=Subquery(closes.values("carried")[:1])
    ).values_list("pk", "shut", "carried")
    found = {pk: (shut or date.min, carried or ZERO) for pk, shut, carried in last}
    since = reduce(or_, (Q(drawer=pk, day__gt=shut, day__lte=day) for pk, (shut, _carried) in found.items()))
    lines = JournalLine.objects.filter(since, pot=Pot.TAKINGS).order_by().values("drawer")
    moved = dict(lines.annotate(sum=total(F("receipt") - F("payment"))).values_list("drawer", "sum"))
    return {pk: carried + moved.get(pk, ZERO) for pk, (_shut, carried) in found.items()}
