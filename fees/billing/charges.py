"""What a bill line costs: pure arithmetic over Decimal, without models and without a clock (domain 3.1 to 3.5, 3.13).

Every function returns a `Charge`: the amount, rounded half up to fen once and never earlier, and the steps it was
computed with as plain data, so that a bill can show them in the reader's language (`fees.billing.words`). What is split
among several (by day, by usage) is rounded together: the parts sum to the whole.

Parts of a month are counted in exact units of which every month has the same number, whatever its days: 18 of 28 days
never become a periodic decimal before the one rounding.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from math import lcm

from django.utils.translation import gettext as _

from fees.billing.parts import ZERO, Charge, Policy, PriceSpan, Span, Stay, Step, plain, share_out, step
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import round_fen

#: A month in units that 28, 29, 30 and 31 days divide without remainder, and halves too.
MONTH = lcm(2, 28, 29, 30, 31)
HALF_MONTH_DAY = 15

__all__ = [
    "Charge", "MeterUse", "Policy", "PriceSpan", "Span", "Stay", "Step", "Tier", "area_charges", "check_tiers",
    "fixed_charge", "meter_charge", "monthly_charges", "months_of", "passed_on_charge", "plain", "season_charges",
    "shared_charges", "step", "tier_charge", "use_step", "whole_period_charges",
]  # fmt: skip


# ---- by area


def area_charges(
    *, area: Decimal, stays: Sequence[Stay], period: Span, policy: Policy = Policy.DAILY
) -> list[Charge | None]:
    """Area × price × months for each stay in one unit, in order; None for one outside the period (domain 3.1).

    A month that several stays or several prices share is split by day, also under `half_month`. Stays that fill the
    period at one price sum to the whole; they must not overlap. Raises RuleViolation when a day of a stay has no price.
    """
    return _monthly(area, stays, period, policy, ("area", "area_days", "area_half"))


def whole_period_charges(*, price: Decimal, period: Span, kind: str = "area") -> Callable[[Decimal], Charge]:
    """The usual case: what `area_charges` gives for an area whose one stay fills a period of whole months at one price.

    With the kind of their step it stands for `monthly_charges` too. What is the same for all is worked out once.
    """
    months = (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1
    whole = price * months
    same = {"price": plain(price), "month": f"{period.first:%Y-%m}", "months": plain(months)}

    def charge(area: Decimal) -> Charge:
        return Charge(area, price, round_fen(area * whole), (Step(kind, {"quantity": plain(area), **same}),))

    return charge


def monthly_charges(
    *, quantity: Decimal, stays: Sequence[Stay], period: Span, per_terminal: bool = False
) -> list[Charge | None]:
    """Quantity × price × months for terminals and fixed monthly prices, split by day like an area (domain 3.5).

    Raises RuleViolation when a day of a stay has no price.
    """
    kinds = ("terminals", "terminals_days", "") if per_terminal else ("monthly", "monthly_days", "")
    return _monthly(quantity, stays, period, Policy.DAILY, kinds)


def _monthly(
    quantity: Decimal,
    stays: Sequence[Stay],
    period: Span,
    policy: Policy,
    kinds: tuple[str, str, str],
) -> list[Charge | None]:
    cut = [stay.within(period) for stay in stays]
    pieces = [_pieces(days, stay.prices, cut, policy) if days else [] for days, stay in zip(cut, stays, strict=True)]
    exact = [sum((quantity * piece.price * piece.units for piece in each), ZERO) for each in pieces]
    amounts = _rounded(exact, stays, cut, period, over=MONTH)
    return [
        Charge(quantity, _same(piece.price for piece in each), amount, tuple(_month_steps(quantity, each, kinds)))
        if each
        else None
        for each, amount in zip(pieces, amounts, strict=True)
    ]


def _rounded(
    exact: Sequence[Decimal], stays: Sequence[Stay], cut: Sequence[Span | None], period: Span, *, over: int
) -> list[Decimal]:
    """Round the parts together where they are parts of one whole: no day is left, and all pay the same price."""
    whole = sum(days.days for days in cut if days) == period.days
    same = len({stay.prices for stay, days in zip(stays, cut, strict=True) if days}) == 1
    return share_out(exact, over=over) if whole and same else [round_fen(part / over) for part in exact]


@dataclass(frozen=True)
class _Piece:
    """A month or a part of it at one price."""

    span: Span
    price: Decimal
    units: int
    half: bool = False

    @property
    def of(self) -> int:
        """How many days its month has."""
        return monthrange(self.span.first.year, self.span.first.month)[1]


def _pieces(stay: Span, prices: Sequence[PriceSpan], stays: Sequence[Span | None], policy: Policy) -> list[_Piece]:
    """The months of a stay, each cut where the price changes."""
    pieces = []
    for month in months_of(stay):
        days = stay.within(month)
        parts = _priced(days, prices) if days else []
        shared = len(parts) > 1 or sum(1 for other in stays if other and other.within(month)) > 1
        halves = policy == Policy.HALF_MONTH and not shared
        pieces += [_half(part, month) if halves else _by_day(part, month) for part in parts]
    return pieces


def _by_day(part: PriceSpan, month: Span) -> _Piece:
    return _Piece(part, part.price, MONTH // month.days * part.days)


def _half(part: PriceSpan, month: Span) -> _Piece:
    """A whole month, or a half: from the 16th on, or until the 15th."""
    late, early = part.first.day > HALF_MONTH_DAY, part.last < month.last and part.last.day <= HALF_MONTH_DAY
    if late and part.last < month.last:
        return _by_day(part, month)
    return _Piece(part, part.price, MONTH // 2 if late or early else MONTH, half=late or early)


def _priced(days: Span, prices: Sequence[PriceSpan]) -> list[PriceSpan]:
    """The days cut by price. Raises RuleViolation when a day has none."""
    found = [(price, common) for price in prices if (common := days.within(price))]
    parts = sorted(
        (PriceSpan(common.first, common.last, price.price) for price, common in found), key=lambda part: part.first
    )
    if sum(part.days for part in parts) != days.days:
        raise RuleViolation(_("There is no released price for these days. Release a tariff first."), code="no_price")
    return parts


def _same(prices: Iterable[Decimal]) -> Decimal | None:
    """The one price of all, or None."""
    found = set(prices)
    return found.pop() if len(found) == 1 else None


def _month_steps(quantity: Decimal, pieces: Sequence[_Piece], kinds: tuple[str, str, str]) -> Iterator[Step]:
    """Whole months of one price together, every part of a month by itself."""
    whole, days, half = kinds
    for run in _runs(pieces):
        first = run[0]
        numbers: dict[str, Decimal | str] = {
            "quantity": quantity,
            "price": first.price,
            "month": f"{first.span.first:%Y-%m}",
        }
        if first.units == MONTH:
            yield step(whole, **numbers, months=len(run))
        elif first.half:
            yield step(half, **numbers)
        else:
            yield step(days, **numbers, days=first.span.days, of=first.of)


def _runs(pieces: Iterable[_Piece]) -> list[list[_Piece]]:
    """Whole months at one price that follow each other, together; every other piece alone."""
    runs: list[list[_Piece]] = []
    for piece in pieces:
        last = runs[-1][-1] if runs else None
        if last and piece.units == MONTH == last.units and piece.price == last.price:
            runs[-1].append(piece)
        else:
            runs.append([piece])
    return runs


def months_of(span: Span) -> list[Span]:
    """The whole calendar months that a span touches."""
    months, day = [], span.first.replace(day=1)
    while day <= span.last:
        last = day.replace(day=monthrange(day.year, day.month)[1])
        months.append(Span(day, last))
        day = last + timedelta(days=1)
    return months


# ---- by season


def season_charges(
    *, area: Decimal, stays: Sequence[Stay], season: Span, stopped: bool = False, stop_percent: Decimal = Decimal(20)
) -> list[Charge | None]:
    """Area × price for a heating season, split by day of the season; a granted stop pays its share (domain 3.5).

    Raises RuleViolation when a day of a stay has no price.
    """
    percent = stop_percent if stopped else Decimal(100)
    parts = [_priced(days, stay.prices) if (days := stay.within(season)) else [] for stay in stays]
    exact = [sum((area * part.price * percent * part.days for part in each), ZERO) for each in parts]
    cut = [stay.within(season) for stay in stays]
    amounts = _rounded(exact, stays, cut, season, over=season.days * 100)
    return [
        Charge(area, _same(part.price for part in each), amount, _season_steps(area, each, season, percent))
        if each
        else None
        for each, amount in zip(parts, amounts, strict=True)
    ]


def _season_steps(area: Decimal, parts: Sequence[PriceSpan], season: Span, percent: Decimal) -> tuple[Step, ...]:
    end = "" if percent == 100 else "_stopped"
    return tuple(
        step(
            ("season" if part.days == season.days else "season_days") + end,
            quantity=area,
            price=part.price,
            days=part.days,
            of=season.days,
            percent=percent,
        )
        for part in parts
    )


# ---- by meter


@dataclass(frozen=True)
class MeterUse:
    """Two readings of one meter that follow each other; `rolled` when the register ran through zero between them."""

    previous: Decimal
    current: Decimal
    multiplier: Decimal = Decimal(1)
    digits: int = 5
    rolled: bool = False

    @property
    def usage(self) -> Decimal:
        """What ran through. Raises RuleViolation when the value fell and no rollover was declared (domain 3.2)."""
        if self.current < self.previous and not self.rolled:
            raise RuleViolation(
                _("The value is lower than the last one. Declare a rollover or a change of meter."), code="falls"
            )
        turned = Decimal(10) ** self.digits if self.rolled else ZERO
        return (self.current + turned - self.previous) * self.multiplier


@dataclass(frozen=True)
class Tier:
    """One step of a price: what lies above the former limit up to this one; the last is open (None)."""

    upto: Decimal | None
    price: Decimal


def meter_charge(uses: Sequence[tuple[MeterUse, Decimal]]) -> Charge:
    """Usage × price over readings that follow each other, also across a change of meter (domain 3.2).

    Each use comes with the price of its last day. Raises RuleViolation when a value fell without a declaration.
    """
    usages = [use.usage for use, _price in uses]
    amount = round_fen(sum((usage * price for usage, (_use, price) in zip(usages, uses, strict=True)), ZERO))
    steps = tuple(use_step(use, price) for use, price in uses)
    return Charge(sum(usages, ZERO), _same(price for _use, price in uses), amount, steps)


def use_step(use: MeterUse, price: Decimal | None = None) -> Step:
    """What a meter counted between two readings, with its price where it has one of its own."""
    numbers: dict[str, Decimal | int] = {"previous": use.previous, "current": use.current}
    if price is not None:
        numbers["price"] = price
    if use.rolled:
        numbers["turn"] = Decimal(10) ** use.digits
    kind = ("meter" if price is not None else "usage") + ("_rolled" if use.rolled else "")
    return step(kind, **numbers, multiplier=use.multiplier, usage=use.usage)


def tier_charge(usage: Decimal, tiers: Sequence[Tier]) -> Charge:
    """The price in steps of what was used (domain 3.3). Raises RuleViolation for tiers that do not rise to an end."""
    check_tiers(tiers)
    below, amount, steps = ZERO, ZERO, []
    for tier in tiers:
        top = usage if tier.upto is None else min(usage, tier.upto)
        if top <= below:
            break
        amount += (top - below) * tier.price
        steps.append(step("tier", quantity=top - below, price=tier.price))
        below = top
    return Charge(usage, tiers[0].price if len(steps) == 1 else None, round_fen(amount), tuple(steps))


def check_tiers(tiers: Sequence[Tier]) -> None:
    """Refuse tiers whose limits do not rise, or whose last one is not open. Raises RuleViolation."""
    limits = [tier.upto for tier in tiers[:-1]]
    rising = all(limit is not None and limit > 0 for limit in limits) and all(
        low < high for low, high in pairwise(limits) if low is not None and high is not None
    )
    if not tiers or tiers[-1].upto is not None or not rising:
        raise RuleViolation(_("The limits of the steps have to rise, and the last step has none."), code="tiers")


# ---- shared, fixed and passed on


def shared_charges(amount: Decimal, weights: Mapping[str, Decimal]) -> dict[str, Charge]:
    """An amount shared out by weight (usage, area), by unit code (domain 3.4).

    Fen that are left go to the largest fractions, then to the lowest unit code. Raises RuleViolation when nobody has a
    weight.
    """
    codes, total = sorted(weights), sum(weights.values(), ZERO)
    if total <= 0:
        raise RuleViolation(_("Nobody used anything, so there is nothing to share out by."), code="no_weight")
    parts = _proportional(amount, [weights[code] for code in codes], total)
    return {
        code: Charge(
            weights[code], None, part, (step("share", amount=amount, weight=weights[code], total=total, part=part),)
        )
        for code, part in zip(codes, parts, strict=True)
    }


def _proportional(amount: Decimal, weights: Sequence[Decimal], total: Decimal) -> list[Decimal]:
    """Shares in integers of the smallest unit, so that no quotient is cut before the rounding."""
    places = min(0, *(int(weight.as_tuple().exponent) for weight in [*weights, total]))
    scaled = [weight.scaleb(-places) for weight in weights]
    return share_out([amount * weight for weight in scaled], amount, over=int(total.scaleb(-places)))


def fixed_charge(price: Decimal, quantity: Decimal = Decimal(1)) -> Charge:
    """A price once, or for each piece: a card, a permit (domain 6)."""
    return Charge(quantity, price, round_fen(price * quantity), (step("fixed", quantity=quantity, price=price),))


def passed_on_charge(base: Charge | None, extra: Decimal) -> Charge:
    """A monthly price with the amount of a supplier's file: the telephone and its calls (domain 3.5)."""
    steps = (*(base.steps if base else ()), step("passed_on", amount=extra))
    amount = round_fen((base.amount if base else ZERO) + extra)
    return Charge(base.quantity if base else None, base.price if base else None, amount, steps)
