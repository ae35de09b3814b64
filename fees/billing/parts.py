"""The parts of a computation: days, prices, steps, a charge, and how parts are rounded so that they sum (domain 3.4).

Pure data over Decimal; the computations themselves are in `fees.billing.charges`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from parkservice.kit.money import round_fen

ZERO = Decimal(0)
#: No bill of a park is larger: what is above comes from a mistyped quantity, price or amount.
MOST = Decimal("99999999.99")
_FEN = Decimal("0.01")


class Policy(StrEnum):
    """How a month is charged that begins or ends within an occupancy (domain 3.1)."""

    DAILY = "daily"
    HALF_MONTH = "half_month"


@dataclass(frozen=True)
class Span:
    """Days from first to last, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def within(self, other: "Span") -> "Span | None":
        """The days that both have; None when there are none."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Span(first, last) if first <= last else None


@dataclass(frozen=True)
class PriceSpan(Span):
    """A price in yuan that holds on these days."""

    price: Decimal


@dataclass(frozen=True)
class Stay(Span):
    """Days in which one customer is charged, with the prices that count for this customer."""

    prices: tuple[PriceSpan, ...] = ()


class Step(NamedTuple):
    """One step of a computation: its kind, and its numbers as text with all their places."""

    kind: str
    numbers: Mapping[str, str]

    def data(self) -> dict[str, Any]:
        """What a bill keeps."""
        return {"kind": self.kind, **self.numbers}


class Charge(NamedTuple):
    """What a bill line says; `price` is None where more than one price was used."""

    quantity: Decimal | None
    price: Decimal | None
    amount: Decimal
    steps: tuple[Step, ...] = ()

    def explanation(self) -> dict[str, Any]:
        """The computation as a bill keeps it."""
        return {"steps": [step.data() for step in self.steps]}


def step(kind: str, **numbers: Decimal | int | str) -> Step:
    """A step with its numbers in words of data: no exponent, no trailing zeros."""
    return Step(kind, {name: plain(value) for name, value in numbers.items()})


def plain(value: Decimal | int | str) -> str:
    """A number as text without exponent and without trailing zeros."""
    if not isinstance(value, Decimal):
        return str(value)
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def share_out(parts: Sequence[Decimal], whole: Decimal | None = None, *, over: int = 1) -> list[Decimal]:
    """Round parts to fen so that they sum to the whole, which is their sum rounded once unless given (domain 3.4).

    Fen that are left go to the largest fractions, then to the first in order. `over` divides each part, exactly.
    """
    total = round_fen(sum(parts, ZERO) / over) if whole is None else whole
    fen = [part * 100 for part in parts]
    floors = [(each // over).quantize(Decimal(1)) for each in fen]
    left = int(total * 100 - sum(floors, ZERO))
    rests = [each - floor * over for each, floor in zip(fen, floors, strict=True)]
    lucky = sorted(range(len(parts)), key=lambda place: (-rests[place], place))[:left]
    return [(floor + (place in lucky)) * _FEN for place, floor in enumerate(floors)]
