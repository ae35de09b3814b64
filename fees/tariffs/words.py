"""Prices in words: 3.80, or each step with its limit."""

from decimal import Decimal

from django.utils.translation import gettext as _

from fees.meters.models import UNITS, MeterKind
from fees.tariffs.models import Basis, FeeItem, Tariff

LEAST_PLACES = 2


def number_text(value: Decimal | None) -> str:
    """A price or limit with the places that it has, two at least for a price of less: 3.80, 0.865."""
    if value is None:
        return "—"
    places = max(LEAST_PLACES, -int(value.normalize().as_tuple().exponent))
    return f"{value:,.{places}f}"


def plain_text(value: Decimal) -> str:
    """A limit without needless places: 45."""
    return f"{value.normalize():,f}"


def price_text(tariff: Tariff) -> str:
    """The price, or its steps in one line."""
    if not tariff.steps:
        return number_text(tariff.price)
    parts, below = [], None
    for tier in tariff.steps:
        if tier.upto is None:
            words = _("above %(from)s: %(price)s")
        else:
            words = _("up to %(limit)s: %(price)s") if below is None else _("%(from)s–%(limit)s: %(price)s")
        limits = {"from": plain_text(below or Decimal(0)), "limit": plain_text(tier.upto or Decimal(0))}
        parts.append(words % {**limits, "price": number_text(tier.price)})
        below = tier.upto
    return _("; ").join(parts)


def whole_text(tariff: Tariff) -> str:
    """The price with what it is for: 3.80 per m² and month."""
    return f"{price_text(tariff)} {unit_text(tariff.item)}".strip()


def unit_text(item: FeeItem) -> str:
    """What the price is for: m² and month, kWh or m³ read, each terminal and month."""
    return {
        Basis.AREA: _("per m² and season") if item.period == "year" else _("per m² and month"),
        Basis.METER: _read(item),
        Basis.TIER: _read(item),
        Basis.PER_TERMINAL: _("per terminal and month"),
        Basis.FIXED: _("each") if item.period == "once" else _("per month"),
        Basis.MANUAL: "",
    }[Basis(item.basis)]


def _read(item: FeeItem) -> str:
    """What a meter of the item counts; the share of a loss is counted as the meters themselves."""
    kind = item.code.removesuffix("_loss")
    return _("per %(measure)s") % {"measure": UNITS[MeterKind(kind)]} if kind in UNITS else _("per unit read")
