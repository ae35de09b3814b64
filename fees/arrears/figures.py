"""Collection rate and ageing, by the formulas of domain 3.7 and 3.8 and no other (M11, P8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from parkservice.kit.money import round_fen

ZERO = Decimal("0.00")
#: The last day past due of each bucket; what is older stands in the last one (domain 3.8).
BOUNDS = (0, 30, 90, 180, 365)


def percent(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """Return a share in percent with two places; None where there is no whole: it is shown as a dash (domain 3.7)."""
    return round_fen(Decimal(part) * 100 / Decimal(whole)) if whole else None


@dataclass(frozen=True)
class Collection:
    """What was billed for a period and what was paid up to a cut-off day, in yuan (domain 3.7).

    `paid` and `recovered` are what was allocated to the bills: of this period and of earlier ones. Money that came in
    for something else, a prepayment for the next period above all, has no place here.
    """

    billed: Decimal
    waived: Decimal = ZERO
    paid: Decimal = ZERO
    old_arrears: Decimal = ZERO
    recovered: Decimal = ZERO
    customers: int = 0
    fully_paid: int = 0

    @property
    def net(self) -> Decimal:
        """What is to be collected of the period's bills."""
        return self.billed - self.waived

    @property
    def current_rate(self) -> Decimal | None:
        """Paid of the period's bills, in percent."""
        return percent(self.paid, self.net)

    @property
    def old_rate(self) -> Decimal | None:
        """Recovered of the arrears from before the period, in percent."""
        return percent(self.recovered, self.old_arrears)

    @property
    def collected(self) -> Decimal:
        """Paid and recovered together."""
        return self.paid + self.recovered

    @property
    def combined_rate(self) -> Decimal | None:
        """Paid and recovered of all that was to be collected, in percent."""
        return percent(self.collected, self.net + self.old_arrears)

    @property
    def fully_paid_rate(self) -> Decimal | None:
        """Customers without debt among those who were billed, in percent."""
        return percent(self.fully_paid, self.customers)


@dataclass(frozen=True)
class Ageing:
    """What is open in yuan by days past due: not due, 1–30, 31–90, 91–180, 181–365, older (domain 3.8)."""

    buckets: tuple[Decimal, ...]

    @property
    def total(self) -> Decimal:
        """All that is open."""
        return sum(self.buckets, ZERO)

    @property
    def overdue(self) -> Decimal:
        """What is past due."""
        return self.total - self.buckets[0]


def bucket(due: date, on: date) -> int:
    """Return the place among the buckets of something due on a day, looked at on another."""
    late = (on - due).days
    return next((place for place, bound in enumerate(BOUNDS) if late <= bound), len(BOUNDS))


def ageing(debts: Iterable[tuple[date, Decimal]], on: date) -> Ageing:
    """Return the ageing of debts (due day, open amount in yuan) as of a day (domain 3.8)."""
    sums = [ZERO] * (len(BOUNDS) + 1)
    for due, amount in debts:
        sums[bucket(due, on)] += amount
    return Ageing(tuple(sums))


def forecast(rate: Decimal | None, elapsed: int, whole: int) -> Decimal | None:
    """Return where a rate in percent ends at the present pace, after some days of a period of `whole` days (P8)."""
    if rate is None or elapsed <= 0:
        return None
    return min(Decimal("100.00"), round_fen(rate * whole / elapsed))


def pace(target: int, elapsed: int, whole: int) -> Decimal:
    """Return the rate in percent that a target asks for after some days of a period of `whole` days (P8)."""
    return round_fen(Decimal(target) * min(elapsed, whole) / whole)
