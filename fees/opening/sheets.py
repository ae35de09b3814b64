"""What the columns of the workbook mean: opening balances, bills and payments of before (G4)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fees.billing.due import DueField
from fees.billing.parts import MOST
from fees.deposits.models import DepositKind
from fees.opening.models import ListName, RowKind
from fees.tariffs.models import Basis, FeeItem, Period
from parkservice.estate.imports.sheets import Column, Sheet, few, plain_word
from parkservice.estate.models import Customer, Occupancy, Unit
from parkservice.kit import clock
from parkservice.kit.money import AmountField, yuan
from parkservice.kit.text import LineField
from parkservice.parks.models import Park

FEN = Decimal("0.01")
NUMBER = 24
ZERO = Decimal("0.00")
#: What former systems call it.
ALSO = {
    **dict.fromkeys(("欠缴", "应收", "应收款", "待缴"), RowKind.OWED),
    **dict.fromkeys(("预交", "预收", "预付", "预收款"), RowKind.PREPAYMENT),
    "保证金": RowKind.DEPOSIT,
}
Stay = tuple[int, int, date, date | None]


@dataclass
class Known:
    """What a park has, and what the rows that were read so far said; one for all lists of a file."""

    park: Park
    customers: dict[str, list[Customer]] = field(default_factory=lambda: defaultdict(list))
    units: dict[str, Unit] = field(default_factory=dict)
    items: dict[str, FeeItem] = field(default_factory=dict)
    stays: dict[int, list[Stay]] = field(default_factory=lambda: defaultdict(list))
    charged: dict[tuple[str, int], list[tuple[date, date, str]]] = field(default_factory=lambda: defaultdict(list))
    bills: dict[str, dict[str, Any]] = field(default_factory=dict)
    owed: set[str] = field(default_factory=set)
    paid: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))

    @classmethod
    def of(cls, park: Park) -> "Known":
        """Read customers, units, fee items and main occupancies, in four statements."""
        known = cls(park)
        for customer in Customer.objects.filter(park=park):
            for word in {plain_word(customer.name), plain_word(customer.uscc), plain_word(customer.name_en)} - {""}:
                known.customers[word].append(customer)
        known.units = {plain_word(unit.code): unit for unit in Unit.objects.filter(park=park)}
        for item in FeeItem.objects.filter(park=park):
            known.items |= {plain_word(word): item for word in (item.code, item.name_zh, item.name_en)}
        rows = Occupancy.objects.filter(unit__park=park, main=True)
        for pk, unit_id, who, starts, ends in rows.values_list("pk", "unit_id", "customer_id", "starts", "ends"):
            known.stays[unit_id].append((pk, who, starts, ends))
        return known

    def customer(self, text: str) -> Customer:
        """Return who is meant by a name or credit code. Raises ValidationError for nobody, and for several."""
        found = self.customers.get(plain_word(text), [])
        if not found:
            raise ValidationError(_("No customer has this name or credit code. Add the customer first."))
        if len(found) > 1:
            raise ValidationError(_("Several customers have this name. Write the credit code."))
        return found[0]

    def charge_object(self, values: dict[str, Any]) -> str:
        """Return what a billing run would call the same charge, so that it is not billed again; "" where unknown."""
        item, unit = values["item"], values.get("unit")
        if unit is None or item.basis != Basis.AREA or item.period == Period.ONCE:
            return ""
        for pk, customer, starts, ends in self.stays[unit.pk]:
            covers = starts <= values["period_from"] and (ends is None or ends >= values["period_to"])
            if customer == values["customer"].pk and covers:
                return f"occupancy:{pk}"
        return ""


def _amount() -> Column:
    field_ = AmountField(min_value=FEN, max_value=MOST)
    return Column("amount", gettext_lazy("Amount in yuan"), "1286.50", field_, required=True, narrow=True)


def _number(key: str, label: Any, example: str, *, required: bool = False) -> Column:
    return Column(key, label, example, LineField(max_length=NUMBER), required=required, narrow=True)


def _day(key: str, label: Any, example: str, *, required: bool = False) -> Column:
    return Column(key, label, example, forms.DateField(), required=required, narrow=True)


def _due(*, required: bool = False) -> Column:
    field_ = DueField(past=True)
    return Column("due", gettext_lazy("Due day"), "2025-12-15", field_, required=required, narrow=True)


class _Rows(Sheet):
    """What the lists have in common: every row is a new one of a customer."""

    words: ClassVar[tuple[str, ...]] = ()

    def __init__(self, known: Known) -> None:
        super().__init__(known.park)
        self.known = known
        label = gettext_lazy("Customer, by name or credit code")
        self.customer = Column("customer", label, "云帆精密（虚构）", LineField(max_length=100), required=True)
        unknown = gettext_lazy("There is no unit with this code. Check it.")
        self.unit = Column("unit", gettext_lazy("Unit code"), "A-301", words=known.units, unknown=unknown, narrow=True)
        offered = tuple(dict.fromkeys(known.items.values()))
        self.item = Column("item", gettext_lazy("Fee item"), "物业管理费", words=known.items, offered=offered)

    def find(self, values: dict[str, Any]) -> None:
        """Nothing is there yet; the customer is named. Raises ValidationError where nobody, or several, could be."""
        values["customer"] = self.known.customer(values["customer"])

    def complete(self, values: dict[str, Any]) -> dict[str, Any]:
        """As the values stand."""
        return values

    def charged(self, values: dict[str, Any]) -> dict[str, str]:
        """What stands against a bill: its number, its days, or another row for the same days."""
        number, first, last = values["number"], values["period_from"], values["period_to"]
        if last < first:
            return {"period_to": _("The last day lies before the first day.")}
        if _could_become_ours(number):
            return {"number": _("Our own bills are numbered like this. Put a letter before it.")}
        if number in self.known.owed or number in self.known.bills:
            return {"number": _("This number is in the file twice: a bill stands in one list only.")}
        values["charge_object"] = self.known.charge_object(values)
        same = self.known.charged[(values["charge_object"], values["item"].pk)] if values["charge_object"] else []
        for begins, ends, other in same:
            if begins <= last and ends >= first:
                said = {"number": other}
                return {"period_from": _("The bill %(number)s of this file is for the same days.") % said}
        same.append((first, last, number))
        return {}


def _could_become_ours(number: str) -> bool:
    """Whether a number of our own series may still come out as this one."""
    return number.upper().startswith("ZD-")


class OpeningSheet(_Rows):
    """What is open on the day of the change: owed per fee item and period, paid ahead, held as deposits."""

    kind, title, words = ListName.OPENING.value, "期初余额 opening", ("期初", "opening")
    kinds = [(kind.value, kind.label) for kind in (RowKind.OWED, RowKind.PREPAYMENT, RowKind.DEPOSIT)]

    def __init__(self, known: Known) -> None:
        super().__init__(known)
        what = few("kind", gettext_lazy("What is open"), self.kinds)
        words = {**(what.words or {}), **{plain_word(word): kind.value for word, kind in ALSO.items()}}
        self.columns = (
            self.customer,
            Column("kind", what.label, "欠费", words=words, offered=what.offered, required=True),
            _number("number", gettext_lazy("Number of the bill or deposit receipt"), "FY20251203"),
            self.item,
            self.unit,
            _day("period_from", pgettext_lazy("period", "From"), "2025-10-01"),
            _day("period_to", pgettext_lazy("period", "To"), "2025-12-31"),
            _due(),
            few("deposit_kind", gettext_lazy("Deposit for"), DepositKind.choices),
            _day("day", gettext_lazy("Deposit received on"), "2024-05-06"),
            _amount(),
        )

    def key(self, values: dict[str, Any]) -> Any:
        """One prepayment for a customer, one row for a number."""
        if values["kind"] == RowKind.PREPAYMENT:
            return values["kind"], values["customer"].pk
        return values["kind"], values.get("number", ""), values["customer"].pk if not values.get("number") else 0

    def check(self, row: Any, values: dict[str, Any]) -> dict[str, str]:
        """Each kind needs its own columns."""
        needed = {
            RowKind.OWED.value: ("number", "item", "period_from", "period_to", "due"),
            RowKind.DEPOSIT.value: ("number", "deposit_kind"),
        }.get(values["kind"], ())
        missing = {name: _("This is still empty. Please fill it in.") for name in needed if not values.get(name)}
        if missing:
            return missing
        if values.get("day") and values["day"] > clock.today():
            return {"day": _("This day lies ahead.")}
        if values["kind"] != RowKind.OWED:
            return {}
        wrong = self.charged(values)
        if not wrong:
            self.known.owed.add(values["number"])
        return wrong


class BillSheet(_Rows):
    """Bills of before, paid or not; what is open on one is what the list of payments leaves."""

    kind, title, words = ListName.BILLS.value, "历史账单 bills", ("账单", "bills")

    def __init__(self, known: Known) -> None:
        super().__init__(known)
        item = Column(
            "item", self.item.label, self.item.example, words=known.items, offered=self.item.offered, required=True
        )
        self.columns = (
            self.customer,
            _number("number", gettext_lazy("Number of the bill"), "FY20250917", required=True),
            item,
            self.unit,
            _day("period_from", pgettext_lazy("period", "From"), "2025-07-01", required=True),
            _day("period_to", pgettext_lazy("period", "To"), "2025-09-30", required=True),
            _day("day", pgettext_lazy("bill", "Issued on"), "2025-07-05", required=True),
            _due(required=True),
            _amount(),
        )

    def key(self, values: dict[str, Any]) -> Any:
        """The number."""
        return values["number"]

    def check(self, row: Any, values: dict[str, Any]) -> dict[str, str]:
        """As for what is owed; it was issued before today."""
        if values["day"] > clock.today():
            return {"day": _("This day lies ahead.")}
        wrong = self.charged(values)
        if not wrong:
            self.known.bills[values["number"]] = values
        return wrong


class PaymentSheet(_Rows):
    """Payments of before, each for a bill of the list of bills or without one."""

    kind, title, words = ListName.PAYMENTS.value, "历史收款 payments", ("收款", "payments")

    def __init__(self, known: Known) -> None:
        super().__init__(known)
        self.columns = (
            self.customer,
            _number("number", gettext_lazy("Number of the receipt"), "SJ250801", required=True),
            _number("bill_number", gettext_lazy("For the bill"), "FY20250917"),
            _day("day", gettext_lazy("Paid on"), "2025-08-01", required=True),
            Column("method", gettext_lazy("Paid by"), "转账", LineField(max_length=40)),
            _amount(),
        )

    def key(self, values: dict[str, Any]) -> Any:
        """A receipt settles a bill once."""
        return values["number"], values.get("bill_number", "")

    def check(self, row: Any, values: dict[str, Any]) -> dict[str, str]:
        """The bill is in the file, of the same customer, and no more is paid than it is about."""
        if values["day"] > clock.today():
            return {"day": _("This day lies ahead.")}
        name = values.get("bill_number")
        if not name:
            return {}
        bill = self.known.bills.get(name)
        if bill is None:
            return {"bill_number": _("No right row of the list of bills has this number. Add it, or leave this empty.")}
        if bill["customer"].pk != values["customer"].pk:
            return {"bill_number": _("This bill is another customer's.")}
        left = bill["amount"] - self.known.paid[name]
        if values["amount"] > left:
            said = {"left": yuan(left)}
            return {"amount": _("Only %(left)s of the bill is left. What is over goes to the opening balances.") % said}
        self.known.paid[name] += values["amount"]
        return {}


SHEETS: tuple[type[_Rows], ...] = (OpeningSheet, BillSheet, PaymentSheet)


def sheet_named(title: str) -> type[_Rows] | None:
    """Return the list that a title of a workbook's sheet names, in either language; None for any other sheet."""
    plain = plain_word(title)
    return next((sheet for sheet in SHEETS if any(word in plain for word in sheet.words)), None)


def sheet_totalled(expected: Mapping[str, tuple[int, Decimal]]) -> type[_Rows]:
    """Return the list that a file without titles is: the only one of which a check total is written.

    Raises ValidationError when there are several.
    """
    named = [sheet for sheet in SHEETS if expected.get(sheet.kind, (0, ZERO))[0]]
    if len(named) != 1:
        raise ValidationError(
            _("A CSV file holds one list. Write the check total of that list alone, or send the Excel template.")
        )
    return named[0]
