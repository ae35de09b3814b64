"""What would become of each row of a bank's file: a new line, one that is there already, or a mistake that is named.

A line is known again by the number that the bank gave it, and where there is none by day, amount, payer, reference and
its place among equal lines; also when one file carried the numbers and the other did not.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fees.bank.models import BankAccount, BankLine
from fees.bank.sheets import BY_KEY
from parkservice.estate.imports.checking import NEW, SAME, WRONG, Outcome

Content = tuple[Any, ...]
ZERO = Decimal(0)


def check(
    account: BankAccount, headings: Sequence[str], rows: Sequence[Any], columns: Mapping[str, str]
) -> list[Outcome]:
    """Say for every row what would become of it; `columns` maps our columns to headings of the file."""
    places = {key: list(headings).index(heading) for key, heading in columns.items()}
    outcomes = []
    for number, cells in rows:
        known = {key: cells[place] if place < len(cells) else "" for key, place in places.items()}
        outcome = Outcome(number, known)
        _read(outcome)
        outcomes.append(outcome)
    _recognise(account, [outcome for outcome in outcomes if not outcome.errors])
    return outcomes


def _read(outcome: Outcome) -> None:
    """Read the cells, each mistake beside its own; money in and out become one amount."""
    said: dict[str, Any] = {}
    for key, text in outcome.cells.items():
        column = BY_KEY[key]
        try:
            value = column.read(text)
        except ValidationError as error:
            outcome.errors[key] = error.messages[0]
            continue
        if value is None and column.required:
            outcome.errors[key] = _("This is still empty. Please fill it in.")
        said[key] = value
    if outcome.errors:
        return
    came, went = said.pop("credit", None) or ZERO, said.pop("debit", None) or ZERO
    if came and went:
        outcome.errors["credit"] = _("Money in and money out in one row. A line of the bank is one of them.")
        return
    amount = said.get("amount") if "amount" in said else came - went
    if not amount:
        outcome.errors["amount"] = _("No amount. Take the row out of the file, or write its amount.")
        return
    texts = {key: said.get(key) or "" for key in ("payer", "payer_account", "reference", "bank_id")}
    outcome.values = {**texts, "day": said["day"], "amount": amount}


def _content(values: Mapping[str, Any]) -> Content:
    return values["day"], values["amount"], values["payer"], values["reference"]


def _mark(*parts: Any) -> str:
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()


def identity_of(values: Mapping[str, Any], place: int) -> str:
    """Return the mark of a line: the bank's number with the amount, else its content and place among equal lines."""
    if values["bank_id"]:
        return _mark("id", values["bank_id"], values["amount"])
    return _mark("content", *_content(values), place)


def _recognise(account: BankAccount, outcomes: Sequence[Outcome]) -> None:
    """Tell new lines from those that are there; the same number twice in one file is a mistake."""
    there = _Known(account, outcomes)
    seen: dict[str, int] = {}
    for outcome in outcomes:
        values = outcome.values
        if there.has(values):
            outcome.action = SAME
            continue
        values["identity"] = identity_of(values, there.place)
        if values["identity"] in seen:
            outcome.errors["bank_id"] = _("The same as row %(n)d. Keep one of them.") % {"n": seen[values["identity"]]}
            outcome.action = WRONG
            continue
        seen[values["identity"]] = outcome.number
        outcome.action = NEW


class _Known:
    """The lines of an account in the days of a file: by number, and counted by content with and without one."""

    def __init__(self, account: BankAccount, outcomes: Sequence[Outcome]) -> None:
        self.numbers: set[tuple[str, Decimal]] = set()
        self.plain: Counter[Content] = Counter()
        self.all: Counter[Content] = Counter()
        self.met: Counter[tuple[bool, Content]] = Counter()
        self.place = 0
        for values in self._stored(account, outcomes):
            self.all[_content(values)] += 1
            if values["bank_id"]:
                self.numbers.add((values["bank_id"], values["amount"]))
            else:
                self.plain[_content(values)] += 1

    @staticmethod
    def _stored(account: BankAccount, outcomes: Sequence[Outcome]) -> Iterator[dict[str, Any]]:
        days = [outcome.values["day"] for outcome in outcomes]
        if not days:
            return iter(())
        rows = BankLine.objects.filter(account=account, day__gte=min(days), day__lte=max(days)).order_by()
        return rows.values("day", "amount", "payer", "reference", "bank_id").iterator(2000)

    def has(self, values: Mapping[str, Any]) -> bool:
        """Whether the row is there; `place` then tells which of several equal ones it is."""
        content, numbered = _content(values), bool(values["bank_id"])
        if numbered and (values["bank_id"], values["amount"]) in self.numbers:
            return True
        self.met[numbered, content] += 1
        self.place = self.met[numbered, content]
        return self.place <= (self.plain if numbered else self.all)[content]
