"""Which price counts for whom on which day: contract with unit, contract, kind of space, everybody (domain 2.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from fees.billing.charges import PriceSpan, Span
from fees.tariffs.models import FeeItem, Tariff


def scope_key(*, unit_kind: str = "", customer_id: int | None = None, unit_id: int | None = None) -> str:
    """Name for whom a price is: one word for each key that the database keeps apart."""
    if customer_id is not None:
        return f"customer:{customer_id}" + (f"/unit:{unit_id}" if unit_id is not None else "")
    return f"kind:{unit_kind}" if unit_kind else ""


@dataclass(frozen=True)
class Rate(Span):
    """A price that counts on these days."""

    tariff: Tariff


class PriceBook:
    """The released prices of one item over some days, read by one statement.

    `mark` tells two states of them apart; `contracts` says whether somebody has a price of their own.
    """

    def __init__(self, item: FeeItem, span: Span) -> None:
        """Read every price of the item that counts on one of the days."""
        rows = Tariff.objects.counting().filter(item=item, valid_from__lte=span.last).exclude(valid_to__lt=span.first)
        self._by_key: dict[str, list[Tariff]] = {}
        for row in rows.order_by("valid_from"):
            self._by_key.setdefault(row.scope_key, []).append(row)
        self.mark = tuple(sorted((row.pk, row.valid_to or span.last) for some in self._by_key.values() for row in some))
        self.contracts = any(key.startswith("customer:") for key in self._by_key)
        self._asked: dict[tuple[str, int | None, int | None, Span], list[Rate]] = {}
        self._cut: dict[tuple[tuple[str, ...], Span], list[Rate]] = {}

    def rates(
        self, span: Span, *, unit_kind: str = "", customer_id: int | None = None, unit_id: int | None = None
    ) -> list[Rate]:
        """Return the prices that count for somebody, in order of days; days without a price are left out.

        Of several the nearest counts: customer and unit, customer, kind of space, everybody.
        """
        if not self.contracts:
            customer_id = unit_id = None
        asked = (unit_kind, customer_id, unit_id, span)
        if asked not in self._asked:
            self._asked[asked] = self._rates(span, unit_kind, customer_id, unit_id)
        return self._asked[asked]

    def _rates(self, span: Span, unit_kind: str, customer_id: int | None, unit_id: int | None) -> list[Rate]:
        wanted = (
            scope_key(customer_id=customer_id, unit_id=unit_id) if customer_id and unit_id else None,
            scope_key(customer_id=customer_id) if customer_id else None,
            scope_key(unit_kind=unit_kind),
            "",
        )
        keys = tuple(dict.fromkeys(key for key in wanted if key is not None and key in self._by_key))
        if (keys, span) not in self._cut:
            self._cut[keys, span] = self._overlay(keys, span)
        return self._cut[keys, span]

    def _overlay(self, keys: Sequence[str], span: Span) -> list[Rate]:
        """Lay the prices over each other, the nearest first; each takes the days that are still free."""
        free, found = [span], []
        for tariff in (row for key in keys for row in self._by_key[key]):
            holds = Span(tariff.valid_from, tariff.valid_to or span.last)
            found += [Rate(both.first, both.last, tariff) for gap in free if (both := gap.within(holds))]
            free = [rest for gap in free for rest in _without(gap, holds)]
        return sorted(found, key=lambda rate: rate.first)


def _without(span: Span, taken: Span) -> list[Span]:
    """The days of a span that others have not taken."""
    if span.within(taken) is None:
        return [span]
    day = timedelta(days=1)
    ends = [Span(span.first, taken.first - day)] if span.first < taken.first else []
    return ends + ([Span(taken.last + day, span.last)] if taken.last < span.last else [])


def price_spans(rates: Sequence[Rate]) -> list[PriceSpan]:
    """The rates as the computation takes them; those in steps are left out."""
    return [PriceSpan(rate.first, rate.last, rate.tariff.price) for rate in rates if rate.tariff.price is not None]
