"""Collected and owed month by month, from the documents (issue "Charts", M11)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models.functions import TruncMonth

from fees.arrears.periods import MONTH, Period, around
from fees.arrears.queries import ZERO, Days, Flow, Which, charges, endings, open_on, receipts, reversals, waivers
from parkservice.kit import clock
from parkservice.kit.money import total

MONTHS = 12


@dataclass(frozen=True)
class MonthRow:
    """One month: what came in, and what was owed at its end, in yuan."""

    period: Period
    collected: Decimal
    owed: Decimal


def trend(which: Which, last: date) -> list[MonthRow]:
    """Return twelve months up to the one of a day; ten statements however many bills there are."""
    month = around(last, MONTH)
    months = [month.step(number) for number in range(1 - MONTHS, 1)]
    days = Days(min(month.last, clock.today()), months[0].first)
    came, went = by_month(receipts(which, days)), by_month(reversals(which, days))
    flows = [(by_month(charges(which, days)), 1), (by_month(waivers(which, days)), -1)]
    flows += [(by_month(endings(which, days)), -1), (came, -1), (went, 1)]
    (owed,) = open_on(which, months[0].step(-1).last).values()
    found = []
    for each in months:
        owed += sum(sign * sums[each.first] for sums, sign in flows)
        found.append(MonthRow(each, came[each.first] - went[each.first], owed))
    return found


def by_month(flow: Flow) -> defaultdict[date, Decimal]:
    """Return the sums of a flow by the first day of their months."""
    rows = flow.rows.annotate(month=TruncMonth(flow.at, **_zone(flow))).order_by().values_list("month")
    found: defaultdict[date, Decimal] = defaultdict(lambda: ZERO)
    for month, amount in rows.annotate(sum=total(flow.amount)):
        found[_first(month)] += amount
    return found


def _zone(flow: Flow) -> dict[str, Any]:
    """Moments fall into months of local time, days need no zone."""
    return {"tzinfo": clock.SHANGHAI} if flow.at.endswith("_at") else {}


def _first(month: date | datetime) -> date:
    day = clock.local(month).date() if isinstance(month, datetime) else month
    return day.replace(day=1)
