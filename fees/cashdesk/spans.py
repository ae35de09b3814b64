"""From which day to which day, and of which drawers, rows of cash are asked for; which lines of the journal are what.

The kinds are told by their documents, as the arithmetic of the sheet tells them (domain 4, step 2).
"""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q

from fees.cashdesk.models import Pot
from fees.cashdesk.sheet import PAY_IN, RECEIPTS
from parkservice.parks.models import Park


@dataclass(frozen=True)
class Span:
    """The days of a park from `first` to `last`, both included; `drawers` are keys, None is every drawer."""

    park: Park
    first: date
    last: date
    drawers: frozenset[int] | None = None

    def rows(self, before: str = "", *, drawer: str = "drawer") -> Q:
        """Return the rows inside; `before` is the path to the row that has park and day, `drawer` to its drawer."""
        inside = Q(**{f"{before}park": self.park, f"{before}day__range": (self.first, self.last)})
        return inside & self.in_drawers(before + drawer)

    def in_drawers(self, path: str = "drawer") -> Q:
        """Return the rows that went through one of the drawers, whenever that was."""
        return Q(**{f"{path}__isnull": False} if self.drawers is None else {f"{path}__in": self.drawers})


def of(*prefixes: str) -> Q:
    """Return the lines whose document is of one of these kinds."""
    return reduce(or_, (Q(number__startswith=f"{prefix}-") for prefix in prefixes))


#: What tenants paid, and what was taken back of it.
TAKEN = Q(pot=Pot.TAKINGS) & of(*RECEIPTS)
DEPOSITED = of("YJ")
#: Deposits and prepayments that went back.
REFUNDED = of("TK", "YT")
PAID_IN = of(PAY_IN)
#: Shortages and overages, and how they were settled in cash.
FOUND = of("CY")
