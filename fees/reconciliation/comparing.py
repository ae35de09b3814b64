"""Cash journal = receipts = customer accounts = deposits = pay-ins: what is compared, and what lies apart (O6; M3, M9).

The journal, the documents and the accounts are written together, so every difference is zero by construction; whatever
is not is waiting for somebody (finance's count, the refill of a float) or wrong.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fees.cashdesk.sheet import ZERO
from fees.cashdesk.spans import Span
from fees.counting.models import Difference
from fees.ledger import cashrows
from fees.reconciliation.figures import FIGURES, KINDS, Sum, item_sums, sums
from fees.reconciliation.standings import Standing, standings
from parkservice.kit.money import total

#: A part of a side that is no figure: a fee item, or what a drawer held.
ITEM, STANDING = "item", "standing"


@dataclass(frozen=True)
class Plan:
    """One side of a comparison: its name, its figures, whether the fee items belong to it, what of the drawers does."""

    label: Promise
    figures: tuple[str, ...] = ()
    items: bool = False
    standing: tuple[str, Promise] | None = None


@dataclass(frozen=True)
class Comparison:
    """Two sums that must be the same; `sentence` says what to do when they are not.

    `by_drawer`: document by document there is nothing to compare, drawer by drawer there is. `whole_park`: asked only
    where no drawer is chosen.
    """

    code: str
    title: Promise
    left: Plan
    right: Plan
    sentence: Promise
    by_drawer: bool = False
    whole_park: bool = False


RECEIPTS = Plan(_("Valid cash receipts"), ("receipts", "undone", "deposits"))
WRONG = _("A row is wrong. Open the difference, and tell finance and the manager its number.")
COMPARISONS = (
    Comparison(
        "receipts",
        _("Cash journal and receipts"),
        Plan(_("Cash journal, without refills and differences"), ("all", "refills", "surplus")),
        RECEIPTS,
        WRONG,
    ),
    Comparison(
        "accounts",
        _("Receipts and customer accounts"),
        RECEIPTS,
        Plan(_("Customer accounts"), ("ahead", "ahead_undone", "deposits"), items=True),
        WRONG,
    ),
    Comparison(
        "deposits",
        _("Deposits in cash"),
        Plan(_("Cash journal"), ("line_deposits",)),
        Plan(_("Deposit receipts"), ("deposits",)),
        WRONG,
    ),
    Comparison(
        "held",
        _("Deposits held"),
        Plan(_("List of deposits"), ("held",)),
        Plan(_("Deposit ledger"), ("came", "back", "kept")),
        WRONG,
        whole_park=True,
    ),
    Comparison(
        "takings",
        _("Takings and pay-in slips"),
        Plan(_("To be handed in"), ("takings", "takings_found"), standing=("brought", _("Carried from before"))),
        Plan(_("Handed in"), ("pay_ins",), standing=("left", _("Still in the drawer"))),
        WRONG,
        by_drawer=True,
    ),
    Comparison(
        "pay_ins",
        _("Pay-ins and finance"),
        Plan(_("Cash journal"), ("line_pay_ins",)),
        Plan(_("Confirmed by finance"), ("confirmed",)),
        _("Finance has not confirmed every pay-in. Open the difference to see which."),
    ),
    Comparison(
        "refunds",
        _("Refunds from the float"),
        Plan(_("Cash journal"), ("line_refunds",)),
        Plan(_("Refund documents"), ("refunds", "paybacks")),
        WRONG,
    ),
    Comparison(
        "float",
        _("Float"),
        Plan(_("Handed out"), standing=("handed_out", _("Handed out"))),
        Plan(_("By the cash journal"), standing=("float_balance", _("By the cash journal"))),
        _("The float is not whole: ask finance to refill it."),
        by_drawer=True,
    ),
    Comparison(
        "undone",
        _("Voided and reversed receipts"),
        Plan(_("Cash journal"), ("line_undone",)),
        Plan(_("Voids and reversals"), ("undone",)),
        WRONG,
    ),
    Comparison(
        "found",
        _("Shortages and overages"),
        Plan(_("Cash journal"), ("line_found",)),
        Plan(_("Difference documents"), ("found", "moved")),
        WRONG,
    ),
)


@dataclass(frozen=True)
class Part:
    """What a side is made of: its words, its sum in yuan, and how many rows; `kind` and `key` name the rows."""

    label: str | Promise
    sum: Sum
    kind: str
    key: str


@dataclass(frozen=True)
class Side:
    """One side as it came out."""

    label: Promise
    parts: tuple[Part, ...]

    @property
    def amount(self) -> Decimal:
        """Its sum in yuan."""
        return sum((part.sum.amount for part in self.parts), ZERO)

    @property
    def shown(self) -> tuple[Part, ...]:
        """The parts that say something; the first one when none does."""
        return tuple(part for part in self.parts if part.sum.rows or part.sum.amount) or self.parts[:1]


@dataclass(frozen=True)
class Compared:
    """A comparison as it came out."""

    plan: Comparison
    left: Side
    right: Side

    @property
    def off(self) -> Decimal:
        """The left side less the right one, in yuan."""
        return self.left.amount - self.right.amount

    @property
    def agrees(self) -> bool:
        """Whether both are the same to the fen."""
        return self.off == 0


class Reconciliation:
    """The books of some days and drawers, read once."""

    def __init__(self, span: Span) -> None:
        """Nothing is read before it is asked for."""
        self.span = span

    @cached_property
    def plans(self) -> list[Comparison]:
        """What is compared for this choice of drawers."""
        return [plan for plan in COMPARISONS if self.span.drawers is None or not plan.whole_park]

    @cached_property
    def rows(self) -> list[Compared]:
        """Every comparison with both sums."""
        return [Compared(plan, self._side(plan.left), self._side(plan.right)) for plan in self.plans]

    @cached_property
    def apart(self) -> list[Compared]:
        """Those that do not agree."""
        return [row for row in self.rows if not row.agrees]

    @cached_property
    def open_differences(self) -> list[Difference]:
        """Shortages and overages of these drawers that nobody has decided, the oldest first, whenever they were found.

        The days do not limit them: what is open is open.
        """
        found = Difference.objects.unsettled().filter(self.span.in_drawers(), park=self.span.park)
        return list(found.filter(day__lte=self.span.last).select_related("officer").order_by("day", "pk"))

    @cached_property
    def standings(self) -> list[Standing]:
        """What each drawer held."""
        return standings(self.span)

    @cached_property
    def _sums(self) -> Mapping[str, Sum]:
        return sums(self.span, (code for plan in self.plans for code in (*plan.left.figures, *plan.right.figures)))

    @cached_property
    def _items(self) -> Mapping[int, tuple[str, Sum]]:
        return item_sums(self.span)

    def _side(self, plan: Plan) -> Side:
        return Side(plan.label, tuple(self._parts(plan)))

    def _parts(self, plan: Plan) -> Iterator[Part]:
        if plan.standing is not None:
            name, label = plan.standing
            amounts = [getattr(each, name) for each in self.standings]
            yield Part(label, Sum(sum(amounts, ZERO), sum(1 for amount in amounts if amount)), STANDING, name)
        if plan.items:
            for pk, (name, found) in self._items.items():
                yield Part(name, found, ITEM, str(pk))
        for code in plan.figures:
            figure = FIGURES[code]
            yield Part(figure.label, self._sums[code], figure.kind, code)


@dataclass(frozen=True)
class Pair:
    """One document, or one drawer, with what either side says, in yuan."""

    key: str | int
    left: Decimal
    right: Decimal

    @property
    def off(self) -> Decimal:
        """How far they lie apart."""
        return self.left - self.right


def pairs(span: Span, plan: Comparison) -> list[Pair]:
    """Compare document by document, or drawer by drawer: what two sums hide that happen to be the same shows here."""
    left, right = _by_key(span, plan, plan.left), _by_key(span, plan, plan.right)
    return [Pair(key, left.get(key, ZERO), right.get(key, ZERO)) for key in sorted({*left, *right})]


def _by_key(span: Span, plan: Comparison, side: Plan) -> Mapping[str | int, Decimal]:
    found: defaultdict[str | int, Decimal] = defaultdict(Decimal)
    for figure in (FIGURES[code] for code in side.figures):
        kind = KINDS[figure.kind]
        for key, amount in figure.by(span, kind.drawer if plan.by_drawer else kind.number):
            found[key] += figure.sign * amount
    if side.items:
        for rows, sign in ((cashrows.settled(span), 1), (cashrows.reopened(span), -1)):
            for key, amount in rows.order_by().values_list("receipt__number").annotate(sum=total("amount")):
                found[key] += sign * amount
    if side.standing is not None:
        for each in standings(span):
            found[each.drawer.pk] += getattr(each, side.standing[0])
    return found


def plan_of(code: str) -> Comparison | None:
    """Return the comparison of a code; None when there is none."""
    return next((plan for plan in COMPARISONS if plan.code == code), None)


def title_of(code: str) -> str:
    """Return the name of something open: that of the comparison, or the number of the document."""
    plan = plan_of(code)
    return str(plan.title) if plan else code
