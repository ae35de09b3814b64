"""Which document a line of the bank may be, or whose payment: proposals with their reasons, never more (O6).

Computed for many lines in a fixed number of statements. Strong is a proposal in which the amount and a name or number
agree, and that stands alone on both sides; everything else is for a person to look at.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from itertools import chain, groupby
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from fees.bank.documents import CUSTOMER, KINDS, RECEIPT, Kind
from fees.bank.matches import BankMatch
from fees.bank.models import BankLine
from fees.billing.models import Bill
from parkservice.estate.models import Customer, Occupancy
from parkservice.kit.text import fold
from parkservice.parks.models import Park
from parkservice.parks.thresholds import value

RETURN = "return"
AMOUNT, NAME, NUMBER, UNIT = "amount", "name", "number", "unit"
#: Codes in a reference: numbers of bills and documents and codes of units with their hyphens; credit codes.
CODES = re.compile(r"[0-9A-Z]+(?:-[0-9A-Z]+)+|[0-9A-Z]{18}")
#: How long after a transfer its return may arrive.
RETURN_DAYS = 60
MOST_PARTS = 8
#: So many bills of a customer, the oldest, one line may pay at once.
MOST_BILLS = 24


@dataclass(frozen=True)
class Proposal:
    """One answer to what a line may be, with the reasons that speak for it, in the order of their weight.

    `document` is there already, of the kind that `kind` names, or it is a receipt whose transfer came back (RETURN);
    else the line pays the `bills` of `customer` (CUSTOMER), all of each, or with none named the oldest first.
    """

    kind: str
    reasons: tuple[str, ...]
    document: Any = None
    customer: Customer | None = None
    bills: tuple[Bill, ...] = ()
    owed: Decimal = Decimal(0)
    strong: bool = False

    @property
    def document_kind(self) -> Kind:
        """The kind of its document; a transfer that came back is about a receipt."""
        return KINDS[RECEIPT if self.kind == RETURN else self.kind]

    @property
    def choice(self) -> str:
        """What the page sends when somebody confirms it."""
        if self.document is not None:
            return f"{self.kind}:{self.document.pk}"
        return ":".join([self.kind, str(self.customer.pk if self.customer else 0), *(str(b.pk) for b in self.bills)])

    @property
    def target(self) -> tuple[str, int | None, tuple[int, ...]]:
        """What two lines must not both have."""
        if self.document is not None:
            return self.kind, self.document.pk, ()
        return self.kind, self.customer.pk if self.customer else None, tuple(bill.pk for bill in self.bills)

    @property
    def weight(self) -> tuple[bool, bool, int]:
        """The order of the proposals of one line: a document that is there before a receipt that would be written."""
        return self.strong, self.kind != CUSTOMER, len(self.reasons)


def proposals(park: Park, lines: Sequence[BankLine]) -> dict[int, list[Proposal]]:
    """Return the proposals of waiting lines of a park by line, the best first; a line without any is left out."""
    if not lines:
        return {}
    documents, payers = _Documents(park, lines), _Payers(park, lines)
    found = {line.pk: [*documents.of(line), *payers.of(line)] for line in lines}
    alone = Counter(each.target for offers in found.values() for each in offers if each.strong)
    return {pk: _ordered(offers, alone) for pk, offers in found.items() if offers}


def _ordered(offers: list[Proposal], alone: Counter[Any]) -> list[Proposal]:
    """Strong stays only what stands alone: one best answer of the line, of which no other line is the best."""
    there = any(each.strong for each in offers if each.kind == RECEIPT)  # it has paid what the customer owed
    best = [each for each in offers if each.strong and not (there and each.kind == CUSTOMER)]
    best = [each for each in best if NUMBER in each.reasons] or best  # a number that is named says more than a name
    doubt = len(best) > 1
    judged = [replace(each, strong=each in best and not doubt and alone[each.target] == 1) for each in offers]
    return sorted(judged, key=lambda each: each.weight, reverse=True)


def plain_name(text: str) -> str:
    """Return a name as it is compared: width, case and white space do not matter."""
    return fold(text).replace(" ", "")


def codes_in(text: str) -> list[str]:
    """Return what may be numbers of documents, codes of units or credit codes in the words of a payer."""
    found = CODES.findall(unicodedata.normalize("NFKC", text).upper())
    return list(dict.fromkeys(chain.from_iterable(_pieces(code) for code in found)))


def _pieces(code: str) -> list[str]:
    """A code and the codes inside it: people glue them together, as in A-301-2026Q1."""
    parts = code.split("-")[:MOST_PARTS]
    ends = range(len(parts), 1, -1)
    return ["-".join(parts[first:last]) for first in range(len(parts)) for last in ends if last - first > 1] or [code]


class _Documents:
    """The documents at the bank that no line has yet, and the receipts whose transfer may have come back."""

    def __init__(self, park: Park, lines: Sequence[BankLine]) -> None:
        self.park, self.lines = park, lines
        self.days = timedelta(days=value(park, "bank_match_days"))
        self.by_amount: defaultdict[Decimal, list[tuple[Kind, Any]]] = defaultdict(list)
        self.returnable: defaultdict[Decimal, list[Any]] = defaultdict(list)
        for kind in KINDS.values():
            sign = 1 if kind.comes_in else -1
            linked = Exists(BankMatch.objects.live().filter(**{kind.name: OuterRef("pk")}))
            for document in self._read(kind, sign, self.days).exclude(linked):
                self.by_amount[sign * kind.amount_of(document)].append((kind, document))
        came_back = Exists(BankLine.objects.returning().filter(returned=OuterRef("pk")))
        for receipt in self._read(KINDS[RECEIPT], -1, timedelta(days=RETURN_DAYS)).exclude(came_back):
            self.returnable[-receipt.amount].append(receipt)

    def _read(self, kind: Kind, sign: int, back: timedelta) -> QuerySet[Any]:
        """Documents of the sums of the lines that came in, or went out, and so many days before them; oldest first."""
        lines = [line for line in self.lines if line.amount * sign > 0]
        if not lines:
            return kind.model._default_manager.none()  # noqa: SLF001 - known as a class only
        days = [line.day for line in lines]
        rows = kind.at_bank(self.park.pk).filter(
            **kind.counting,
            **{f"{kind.money}__in": {abs(line.amount) for line in lines}},
            day__gte=min(days) - back,
            day__lte=max(days) + self.days,
        )
        return rows.select_related(kind.customer).order_by("day", "pk")

    def of(self, line: BankLine) -> Iterable[Proposal]:
        """What a line may be of the documents that are there."""
        for kind, document in self.by_amount[line.amount]:
            if abs(line.day - document.day) <= self.days:
                signs = _signs(line, kind, document)
                yield Proposal(kind.name, (AMOUNT, *signs), document, kind.customer_of(document), strong=bool(signs))
        for receipt in self.returnable[line.amount]:
            if timedelta(0) <= line.day - receipt.day <= timedelta(days=RETURN_DAYS):
                signs = _signs(line, KINDS[RECEIPT], receipt)
                yield Proposal(RETURN, (AMOUNT, *signs), receipt, receipt.customer)


def _signs(line: BankLine, kind: Kind, document: Any) -> list[str]:
    """What beside the amount says that a line is a document; money goes out to the payee and to nobody else."""
    customer = kind.customer_of(document) if kind.comes_in else None
    names = {plain_name(name) for name in (kind.party_of(document), customer.name if customer else "") if name}
    number = document.number in codes_in(line.reference) or line.bank_id in document.reference.split()
    return [NUMBER] * number + [NAME] * (plain_name(line.payer) in names)


class _Payers:
    """The customers whose name, bill, unit or credit code stands in some lines, with their open bills."""

    def __init__(self, park: Park, lines: Sequence[BankLine]) -> None:
        lines = [line for line in lines if line.amount > 0]
        self.codes = {line.pk: codes_in(line.reference) for line in lines}
        every = set(chain.from_iterable(self.codes.values()))
        bills = Bill.objects.owed().filter(park=park, number__in=every)
        self.billed = dict(bills.values_list("number", "customer_id"))
        living = Occupancy.objects.current().filter(unit__park=park, unit__code__in=every, main=True)
        self.living = dict(living.values_list("unit__code", "customer_id"))
        names = set(chain.from_iterable(_spellings(line.payer) for line in lines if line.payer))
        customers = Customer.objects.filter(park=park)
        self.customers = {row.pk: row for row in customers.filter(name__in=names)}
        self.customers |= {row.pk: row for row in customers.filter(uscc__in=every).exclude(uscc="")}
        ids = {*self.billed.values(), *self.living.values()} - set(self.customers)
        self.customers |= {row.pk: row for row in customers.filter(pk__in=ids)}
        self.named: defaultdict[str, list[int]] = defaultdict(list)
        for row in self.customers.values():
            self.named[plain_name(row.name)].append(row.pk)
        self.coded = {row.uscc: row.pk for row in self.customers.values() if row.uscc}
        self.owed: defaultdict[int, list[Bill]] = defaultdict(list)
        owed = Bill.objects.owed().filter(customer__in=list(self.customers)).select_related("item")
        for bill in owed.order_by("due", "pk"):
            self.owed[bill.customer_id].append(bill)

    def of(self, line: BankLine) -> Iterable[Proposal]:
        """Whose payment a line may be, and which bills it pays."""
        if line.amount < 0:
            return
        for customer, signs in self._signs(line).items():
            bills = self._bills(line, customer)
            reasons = (AMOUNT, *signs) if bills else tuple(signs)
            strong = bool(bills) and bool({NAME, NUMBER} & set(signs))
            owed = sum((bill.open_amount for bill in self.owed[customer]), Decimal(0))
            yield Proposal(CUSTOMER, reasons, customer=self.customers[customer], bills=bills, owed=owed, strong=strong)

    def _signs(self, line: BankLine) -> dict[int, list[str]]:
        """The customers whom a line names, each with what names them."""
        found: defaultdict[int, list[str]] = defaultdict(list)
        pointing = ((self.billed, NUMBER), (self.coded, NUMBER), (self.living, UNIT))
        for known, sign in pointing:
            for code in self.codes[line.pk]:
                if code in known and sign not in found[known[code]]:
                    found[known[code]].append(sign)
        for customer in self.named[plain_name(line.payer)] if line.payer else []:
            found[customer].append(NAME)
        return {pk: signs for pk, signs in found.items() if signs}

    def _bills(self, line: BankLine, customer: int) -> tuple[Bill, ...]:
        """The bills that a line pays to the fen: the one that it names, the oldest of its amount, or those of some
        due days that follow each other, the oldest and the most of them first.
        """
        owed = self.owed[customer]
        fitting = [bill for bill in owed if bill.open_amount == line.amount]
        called = [bill for bill in fitting if bill.number in self.codes[line.pk]]
        if called or fitting:
            return ((called or fitting)[0],)
        days = [tuple(bills) for _due, bills in groupby(owed[:MOST_BILLS], key=lambda bill: bill.due)]
        for first in range(len(days)):
            for last in range(len(days), first, -1):
                bills = tuple(chain.from_iterable(days[first:last]))
                if sum(bill.open_amount for bill in bills) == line.amount:
                    return bills
        return ()


def _spellings(name: str) -> set[str]:
    """How one name may be kept: with brackets of either width."""
    narrow = unicodedata.normalize("NFKC", name)
    return {name, narrow, narrow.replace("(", "（").replace(")", "）")}
