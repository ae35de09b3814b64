"""The sums that are compared, each with the rows that make it (O6; domain 4, "Month close steps" 2 to 5).

A figure adds up one column of the rows of one kind. All figures of a kind are read in one statement, and the list
behind a figure asks for the same rows.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fees.cashdesk.models import JournalLine, LineKind, Pot
from fees.cashdesk.sheet import ZERO
from fees.cashdesk.spans import DEPOSITED, FOUND, PAID_IN, REFUNDED, TAKEN, Span
from fees.counting.models import Difference
from fees.ledger import cashrows
from fees.ledger.models import Allocation
from fees.payins.models import CheckResult, PayIn, PayInCheck
from fees.tariffs.models import FeeItem
from parkservice.kit.money import MoneyField, total

Rows = Callable[[Span], "QuerySet[Any]"]
CHANGE = F("receipt") - F("payment")


@dataclass(frozen=True)
class Kind:
    """Rows of one model: how they are found, where their document number and their drawer are named."""

    rows: Rows
    number: str = "number"
    drawer: str = "drawer"
    day: str = "day"


def _lines(span: Span) -> QuerySet[JournalLine]:
    return JournalLine.objects.filter(span.rows()).exclude(kind=LineKind.OPENING)


def _confirmed(span: Span) -> QuerySet[PayInCheck]:
    return PayInCheck.objects.filter(span.rows("pay_in__"), result=CheckResult.CONFIRMED)


KINDS: Mapping[str, Kind] = {
    "lines": Kind(_lines),
    "receipts": Kind(cashrows.taken),
    "reversals": Kind(cashrows.undone, "receipt__number", "receipt__drawer"),
    "deposits": Kind(cashrows.held),
    "refunds": Kind(cashrows.refunded),
    "paybacks": Kind(cashrows.paid_back),
    "pay_ins": Kind(lambda span: PayIn.objects.filter(span.rows())),
    "checks": Kind(_confirmed, "pay_in__number", "pay_in__drawer", "pay_in__day"),
    "found": Kind(lambda span: Difference.objects.filter(span.rows())),
    "moved": Kind(lambda span: Difference.objects.filter(_moved(span)), day="moved__day"),
    "held": Kind(cashrows.deposits_held),
    "came": Kind(cashrows.deposits_received),
    "went": Kind(cashrows.deposits_settled, "deposit__number"),
}


def _moved(span: Span) -> Q:
    return Q(park=span.park, moved__day__range=(span.first, span.last)) & span.in_drawers()


@dataclass(frozen=True)
class Figure:
    """One sum: which rows of which kind, which column, and whether it is added or taken off."""

    code: str
    label: str | Promise
    kind: str
    column: Any
    q: Q | None = None
    sign: int = 1

    def rows(self, span: Span) -> QuerySet[Any]:
        """The rows that make it, those of nothing left out."""
        found = KINDS[self.kind].rows(span)
        return found.filter(self.q) if self.q is not None else found

    def by(self, span: Span, path: str) -> QuerySet[Any]:
        """Its sum for each value of a path, without its sign."""
        return self.rows(span).order_by().values_list(path).annotate(sum=total(self.column))

    def counted(self, span: Span) -> QuerySet[Any]:
        """The rows, each with what it adds to the figure as `in_figure`."""
        column = F(self.column) if isinstance(self.column, str) else self.column
        return self.rows(span).annotate(in_figure=_signed(column, self.sign))


def _signed(column: Any, sign: int) -> Any:
    return Value(ZERO, MoneyField()) - column if sign < 0 else column + Value(ZERO, MoneyField())


RECEIVED = ~Q(receipt=0)
FIGURES = {
    figure.code: figure
    for figure in (
        Figure("all", _("All receipts of the cash journal"), "lines", "receipt", RECEIVED),
        Figure("refills", _("Refills of the float"), "lines", "receipt", RECEIVED & ~TAKEN & ~FOUND, -1),
        Figure("surplus", _("Differences that were found"), "lines", "receipt", RECEIVED & FOUND, -1),
        Figure("receipts", _("Cash receipts"), "receipts", "amount"),
        Figure("undone", _("Voided or reversed"), "reversals", "amount", sign=-1),
        Figure("deposits", _("Deposits in cash"), "deposits", "amount"),
        Figure("ahead", _("Paid ahead"), "receipts", "surplus", ~Q(surplus=0)),
        Figure(
            "ahead_undone",
            _("Paid ahead, taken back"),
            "reversals",
            "receipt__surplus",
            ~Q(receipt__surplus=0),
            -1,
        ),
        Figure("line_deposits", _("Deposits in the cash journal"), "lines", "receipt", DEPOSITED),
        Figure("held", _("List of deposits held"), "held", "amount"),
        Figure("came", _("Deposits received"), "came", "amount"),
        Figure("back", _("Refunded"), "went", "refunded", ~Q(refunded=0), -1),
        Figure("kept", _("Withheld"), "went", "withheld", ~Q(withheld=0), -1),
        Figure("takings", _("Takings of the cash journal"), "lines", CHANGE, TAKEN),
        Figure(
            "takings_found",
            _("Differences in the takings"),
            "lines",
            CHANGE,
            Q(pot=Pot.TAKINGS) & ~TAKEN & ~PAID_IN,
        ),
        Figure("pay_ins", _("Pay-in slips"), "pay_ins", "amount"),
        Figure("line_pay_ins", _("Pay-ins of the cash journal"), "lines", "payment", PAID_IN),
        Figure("confirmed", _("Counted by finance"), "checks", "counted"),
        Figure("line_refunds", _("Refunds in the cash journal"), "lines", "payment", REFUNDED & ~Q(payment=0)),
        Figure("refunds", _("Refunds from the float"), "refunds", "refunded"),
        Figure("paybacks", _("Prepayments paid back from the float"), "paybacks", "amount"),
        Figure("line_undone", _("Reversals of the cash journal"), "lines", "receipt", Q(kind=LineKind.REVERSAL)),
        Figure("line_found", _("Differences in the cash journal"), "lines", CHANGE, FOUND),
        Figure("found", _("Differences found"), "found", "amount"),
        Figure("moved", _("Made good or given back"), "moved", "amount", sign=-1),
    )
}


@dataclass(frozen=True)
class Sum:
    """What a figure comes to in yuan, with its sign, and of how many rows."""

    amount: Decimal = ZERO
    rows: int = 0


def sums(span: Span, codes: Iterable[str]) -> Mapping[str, Sum]:
    """Return the sums of some figures: one statement for each kind of rows."""
    wanted = [FIGURES[code] for code in dict.fromkeys(codes)]
    found: dict[str, Sum] = {}
    for name, kind in KINDS.items():
        figures = [figure for figure in wanted if figure.kind == name]
        if not figures:
            continue
        asked: dict[str, Any] = {f"{figure.code}_rows": Count("pk", filter=figure.q) for figure in figures}
        asked |= {f"{figure.code}_sum": total(figure.column, where=figure.q) for figure in figures}
        row = kind.rows(span).order_by().aggregate(**asked)
        for figure in figures:
            amount = figure.sign * row[f"{figure.code}_sum"]
            found[figure.code] = Sum(amount, row[f"{figure.code}_rows"])
    return found


def item_sums(span: Span) -> Mapping[int, tuple[str, Sum]]:
    """Return what the lines of the receipts brought to the customer accounts, by fee item: its name and its sum."""
    found: dict[int, Sum] = {}
    older = ~Q(receipt__day__range=(span.first, span.last))  # a line that came and went is one row
    for rows, sign, once in ((cashrows.settled(span), 1, None), (cashrows.reopened(span), -1, older)):
        number = Count("pk", filter=once)
        grouped = rows.order_by().values_list("bill__item").annotate(sum=total("amount"), rows=number)
        for item, amount, lines in grouped:
            before = found.get(item, Sum())
            found[item] = Sum(before.amount + sign * amount, before.rows + lines)
    items = FeeItem.objects.filter(pk__in=found).order_by("order", "code")
    return {item.pk: (item.name, found[item.pk]) for item in items}


def item_rows(span: Span, item: int) -> QuerySet[Allocation]:
    """Return the lines of receipts for one fee item, each with what it adds as `in_figure`; what was taken back: 0."""
    taken = Q(receipt__in=cashrows.taken(span))
    undone = Q(receipt__in=cashrows.undone(span).values("receipt_id"))
    nothing, days = Value(ZERO, MoneyField()), (span.first, span.last)
    came = Case(When(receipt__day__range=days, then=F("amount")), default=nothing, output_field=MoneyField())
    went = Case(When(receipt__reversal__day__range=days, then=F("amount")), default=nothing, output_field=MoneyField())
    return Allocation.objects.filter(taken | undone, bill__item=item).annotate(in_figure=came - went)
