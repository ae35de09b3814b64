"""What a run would bill: drafts of bills, and what could not be billed and why, both plain data (domain 2.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from fees.billing.charges import Charge, Span
from fees.billing.periods import next_day

PROBLEMS = {
    "no_area": _("The unit has no area. Enter it under Units."),
    "no_price": _("There is no released price for these days. Release a tariff first."),
    "gap": _("Billed until %(day)s only. Bill the days after it first."),
    "overlap": _("Other days of this period are billed already (%(number)s). Reverse that bill first."),
    "no_reading": _("There is no reading for %(day)s. Read the meter, then run again."),
    "no_usage": _("Nothing is billed for the meters of the units yet. Run that item first."),
    "negative": _("The meters of the units show more than the master meter. Check the readings."),
    "too_large": _("A bill may not be above %(most)s. Check quantity and price."),
    "computing": _("It could not be computed: %(text)s"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that could not be billed: where, for whom, and why as a code with its figures."""

    place: str
    code: str
    customer: str = ""
    figures: Mapping[str, str] = field(default_factory=dict)

    def data(self) -> dict[str, Any]:
        """What a run keeps."""
        return {"place": self.place, "code": self.code, "customer": self.customer, **self.figures}


def problem_text(row: Mapping[str, Any]) -> str:
    """Why something was not billed, in the language of the moment."""
    return str(PROBLEMS[row["code"]]) % row


class Draft(NamedTuple):
    """One bill before it has a number."""

    customer_id: int
    unit_id: int
    unit_code: str
    charge_object: str
    first: date
    last: date
    charge: Charge
    tariffs: tuple[int, ...] = ()
    reading_id: int | None = None
    opening_id: int | None = None
    what: str = ""

    def explanation(self) -> dict[str, Any]:
        """The computation as the bill keeps it: prices and first reading that it used, what a single charge is for."""
        kept = {**self.charge.explanation(), "tariffs": list(self.tariffs)}
        more = {"opening": self.opening_id, "what": self.what or None}
        return {**kept, **{name: value for name, value in more.items() if value is not None}}


@dataclass(frozen=True)
class Plan:
    """What would be billed in one building."""

    drafts: Sequence[Draft]
    problems: Sequence[Problem] = ()
    already: int = 0

    @property
    def total(self) -> Decimal:
        """The sum of the drafts in yuan."""
        return sum((draft.charge.amount for draft in self.drafts), Decimal(0))


class Billed(NamedTuple):
    """A live bill as the plan of the same item reads it."""

    number: str
    charge_object: str
    first: date
    last: date
    reading_id: int | None
    opening_id: int | None
    carried_id: int | None = None


class Ledger:
    """The live bills of one item in one building, by what they charge; of older ones only the last billed day.

    `kind` is the kind of period in which the item is billed.
    """

    def __init__(self, rows: Sequence[Billed], older: Mapping[str, date] | None = None, kind: str = "quarter") -> None:
        """Sort the bills by their days."""
        self._older, self._kind = older or {}, kind
        self._by_object: dict[str, list[Billed]] = {}
        for row in sorted(rows, key=lambda each: each.first):
            self._by_object.setdefault(row.charge_object, []).append(row)

    def of(self, charge_object: str) -> list[Billed]:
        """The bills of one charge object, the earliest first."""
        return self._by_object.get(charge_object, [])

    def knows(self, charge_object: str) -> bool:
        """Whether anything of a charge object was ever billed."""
        return charge_object in self._by_object or charge_object in self._older

    def exact(self, charge_object: str, days: Span) -> bool:
        """Whether exactly these days are billed."""
        return any((bill.first, bill.last) == (days.first, days.last) for bill in self.of(charge_object))

    def obstacle(self, charge_object: str, days: Span) -> tuple[str, dict[str, str]] | None:
        """What stands against billing these days: other days of them are billed, or days before are not (P16)."""
        last = self._older.get(charge_object)
        for bill in self.of(charge_object):
            if bill.first <= days.last and bill.last >= days.first:
                return "overlap", {"number": bill.number}
            # of a former system's books only what was open came over: days missing before it mean nothing
            if bill.carried_id is None and bill.last < days.first and (last is None or bill.last > last):
                last = bill.last
        if last is not None and days.first > next_day(self._kind, last):
            return "gap", {"day": f"{last:%Y-%m-%d}"}
        return None
