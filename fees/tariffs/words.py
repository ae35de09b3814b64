"""Prices in words: 3.80, or each step with its limit."""

from decimal import Decimal

from django.utils.translation import gettext as _

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
    parts = []
    for tier in tariff.steps:
        price = number_text(tier.price)
        words = _("up to %(limit)s: %(price)s") if tier.upto is not None else _("above: %(price)s")
        parts.append(words % {"limit": plain_text(tier.upto or Decimal(0)), "price": price})
    return _("; ").join(parts)


def unit_text(item: FeeItem) -> str:
    """What the price is for: m² and month, each unit read, each terminal and month."""
    return {
        Basis.AREA: _("per m² and season") if item.period == "year" else _("per m² and month"),
        Basis.METER: _("per unit read"),
        Basis.TIER: _("per unit read"),
        Basis.PER_TERMINAL: _("per terminal and month"),
        Basis.FIXED: _("each") if item.period == "once" else _("per month"),
        Basis.MANUAL: "",
    }[Basis(item.basis)]
