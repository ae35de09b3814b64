"""The late fee (违约金) of one bill, from what was open on each day (domain 3.6, 3.13)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from parkservice.kit.money import round_fen

#: Above this daily rate the page warns: courts cut excessive ones (domain 3.6).
WARN_ABOVE = Decimal("0.001")
ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Terms:
    """What was agreed: the daily rate and the share of the principal that the fee never exceeds (domain 3.6)."""

    rate: Decimal = Decimal("0.0005")
    cap: Decimal = Decimal("0.30")

    @property
    def excessive(self) -> bool:
        """Whether the rate is one that the page warns of."""
        return self.rate > WARN_ABOVE


@dataclass(frozen=True)
class Segment:
    """Days with the same open principal, the first and the last one included; `amount` is not rounded."""

    first: date
    last: date
    principal: Decimal
    days: int
    amount: Decimal


@dataclass(frozen=True)
class LateFee:
    """The fee in yuan, rounded once, with the segments it adds up from; `capped` when the cap cut it."""

    amount: Decimal = ZERO
    segments: Sequence[Segment] = field(default_factory=tuple)
    capped: bool = False


Paid = tuple[date, Decimal]
Span = tuple[date, date | None]


def late_fee(
    principal: Decimal,
    due: date,
    until: date,
    *,
    terms: Terms,
    paid: Iterable[Paid] = (),
    stopped: Iterable[Span] = (),
) -> LateFee:
    """Return the fee for a principal in yuan that was due on a day, counted to `until` (domain 3.6).

    The due day does not count, a day of payment does, at what was open before it. During a dispute no day counts, its
    first and its last day included; a dispute without a last day stands. The sum is rounded once (3.13) and never above
    the cap, a share of the whole principal.
    """
    segments = list(_segments(principal, due, until, terms.rate, sorted(paid), list(stopped)))
    exact = sum((segment.amount for segment in segments), Decimal(0))
    limit = principal * terms.cap
    return LateFee(round_fen(min(exact, limit)), segments, capped=exact > limit)


def _segments(
    principal: Decimal, due: date, until: date, rate: Decimal, paid: list[Paid], stopped: list[Span]
) -> Iterable[Segment]:
    start, still_open = due, principal
    for day, amount in [*(each for each in paid if each[0] <= until), (until, ZERO)]:
        end = max(day, start)
        days = _counting(start, end, stopped)
        if days and still_open > 0:
            first = start + timedelta(days=1)
            yield Segment(first, end, still_open, days, still_open * rate * days)
        start, still_open = end, still_open - amount


def _counting(start: date, end: date, stopped: list[Span]) -> int:
    """How many days after `start` up to `end` count."""
    days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
    return sum(1 for day in days if not any(_within(day, span) for span in stopped))


def _within(day: date, span: Span) -> bool:
    first, last = span
    return first <= day and (last is None or day <= last)
