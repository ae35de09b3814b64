"""The statement of account as its page shows it: one row for each document, with what it is for and its link."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from fees.billing.models import Bill
from fees.billing.periods import period_text
from fees.ledger.statement import Charge, Kind, Line, Statement
from fees.waivers.models import Waiver
from parkservice.accounts.models import User
from parkservice.accounts.rights import scope
from parkservice.parks.models import speaks_english

#: The page that a document opens; a taken-back receipt stands for its reversal.
_PAGES = {
    Kind.BILL: "fees:bill",
    Kind.END: "fees:bill",
    Kind.WAIVER: "fees:waiver",
    Kind.RECEIPT: "fees:receipt",
    Kind.REVERSAL: "fees:receipt",
}


@dataclass(frozen=True)
class Row:
    """One document: what it is for in words, and where it opens, empty for who may not open it."""

    day: date
    kind: Any
    number: str
    url: str
    about: str
    what: str
    amount: Decimal
    balance: Decimal


class Ways:
    """Where documents of a customer open, as far as a reader of the statement may open them; asked once for all."""

    def __init__(self, user: User, statement: Statement) -> None:
        self.user, self.statement = user, statement
        self.pages = {kind: reverse(name, args=[0]).replace("/0/", "/{}/") for kind, name in _PAGES.items()}

    @cached_property
    def bills(self) -> set[int]:
        """Keys of the bills that open."""
        customer = self.statement.customer
        if customer.park_id in scope(self.user, "bills.view").parks:
            return set(self.statement.charges)
        return set(Bill.objects.visible_to(self.user).filter(customer=customer).values_list("pk", flat=True))

    @cached_property
    def waivers(self) -> set[int]:
        """Keys of the waivers that open."""
        rows = Waiver.objects.visible_to(self.user).filter(customer=self.statement.customer)
        return set(rows.values_list("pk", flat=True))

    def to(self, kind: Kind, key: int) -> str:
        """The address of a document; whoever reads the statement reads its receipts."""
        if (kind in (Kind.BILL, Kind.END) and key not in self.bills) or (
            kind == Kind.WAIVER and key not in self.waivers
        ):
            return ""
        return self.pages[kind].format(key)


def rows(statement: Statement, ways: Ways) -> Iterator[Row]:
    """Each document once, with its sum over the bills that it is about, and the balance after it."""
    named: dict[int, str] = {}  # a bill, its receipt and its waiver are about the same
    for _key, found in groupby(statement.lines, key=lambda line: (line.kind, line.document)):
        lines = list(found)
        last = lines[-1]
        about, what = _about(lines, statement, named)
        total = sum((line.amount for line in lines), Decimal(0))
        yield Row(
            last.day, last.kind.label, last.number, ways.to(last.kind, last.document), about, what, total, last.balance
        )


def movements(statement: Statement, ways: Ways) -> Iterator[Row]:
    """The changes of the prepayment."""
    for entry in statement.movements:
        url = ways.to(Kind.RECEIPT, entry.receipt_id) if entry.receipt_id else ""
        number, kind = entry.document.number, entry.get_kind_display()
        yield Row(entry.day, kind, number, url, "", "", entry.amount, entry.balance)


def _about(lines: list[Line], statement: Statement, named: dict[int, str]) -> tuple[str, str]:
    """Item, unit and period of the one bill that a document is about, and what for; of several their number."""
    if len(lines) > 1:
        return ngettext("%(n)d bill", "%(n)d bills", len(lines)) % {"n": len(lines)}, ""
    bill = lines[0].bill
    charge = statement.charges[bill]
    if bill not in named:
        named[bill] = _named(charge)
    return named[bill], charge.what or ""


def _named(charge: Charge) -> str:
    name = charge.name_en if speaks_english() else charge.name_zh
    period = period_text(charge.kind, charge.first, charge.last)
    return " · ".join(filter(None, (name, charge.unit, period)))
