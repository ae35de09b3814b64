"""The computation of a bill in words: "1,286.50 m² × 3.80 × 3" (domain 3.1 to 3.5). Only data is kept on the bill."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from parkservice.kit.money import yuan

SENTENCES = {
    "area": _("%(quantity)s m² × %(price)s × %(months)s"),
    "area_days": _("%(month)s: %(quantity)s m² × %(price)s × %(days)s/%(of)s days"),
    "area_half": _("%(month)s: %(quantity)s m² × %(price)s × 1/2"),
    "terminals": _("%(price)s × %(quantity)s terminals × %(months)s"),
    "terminals_days": _("%(month)s: %(price)s × %(quantity)s terminals × %(days)s/%(of)s days"),
    "monthly": _("%(price)s × %(months)s"),
    "monthly_days": _("%(month)s: %(price)s × %(days)s/%(of)s days"),
    "season": _("%(quantity)s m² × %(price)s"),
    "season_days": _("%(quantity)s m² × %(price)s × %(days)s/%(of)s days"),
    "season_stopped": _("%(quantity)s m² × %(price)s × %(percent)s %% (heating stopped)"),
    "season_days_stopped": _("%(quantity)s m² × %(price)s × %(days)s/%(of)s days × %(percent)s %% (heating stopped)"),
    "meter": _("(%(current)s − %(previous)s) × %(multiplier)s = %(usage)s, × %(price)s"),
    "meter_rolled": _("(%(current)s + %(turn)s − %(previous)s) × %(multiplier)s = %(usage)s, × %(price)s"),
    "usage": _("(%(current)s − %(previous)s) × %(multiplier)s = %(usage)s"),
    "usage_rolled": _("(%(current)s + %(turn)s − %(previous)s) × %(multiplier)s = %(usage)s"),
    "loss": _("master %(master)s − meters of units %(subs)s = shared %(loss)s, × %(price)s"),
    "tier": _("%(quantity)s × %(price)s"),
    "share": _("%(amount)s × %(weight)s / %(total)s"),
    "fixed": _("%(price)s × %(quantity)s"),
    "late_fee": _("%(principal)s × %(rate)s %% × %(days)s days, %(from)s to %(to)s"),
    "passed_on": _("%(amount)s passed on from the supplier"),
    "carried": _("%(amount)s billed by the former system − %(paid)s paid there"),
}
#: Numbers that are amounts or prices: at least two places. Areas too are written with two.
TWO_PLACES = frozenset({"price", "amount", "part", "paid", "principal"})
AREAS = ("area", "season")
PLAIN = frozenset({"month", "months", "days", "of", "percent", "from", "to", "rate"})


def sentences(explanation: Mapping[str, Any]) -> list[str]:
    """Each step of a bill's computation as a sentence in the language of the moment."""
    return [sentence(row) for row in explanation.get("steps", [])]


def in_one_line(explanation: Mapping[str, Any], amount: Decimal | None = None) -> str:
    """The whole computation in one line, what a single charge is for first, with the result when it is given."""
    line = " + ".join(sentences(explanation))
    told = f"{line} = {yuan(amount)}" if line and amount is not None else line
    return " · ".join(filter(None, (explanation.get("what"), told)))


def sentence(row: Mapping[str, str]) -> str:
    """One step as a sentence."""
    kind = row["kind"]
    numbers = {name: _written(kind, name, value) for name, value in row.items() if name != "kind"}
    return str(SENTENCES[kind]) % numbers


def _written(kind: str, name: str, value: str) -> str:
    """A number with its thousands parted; prices, amounts and areas with at least two places."""
    if name in PLAIN:
        return value
    number = Decimal(value)
    least = 2 if name in TWO_PLACES or (name == "quantity" and kind.startswith(AREAS)) else 0
    places = max(least, -int(number.as_tuple().exponent))
    return f"{number:,.{places}f}"
