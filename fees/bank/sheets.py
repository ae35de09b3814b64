"""What the columns of a bank's file mean, and how its cells are read: every bank names and orders them otherwise (O6).

The headings are looked for below the lines that banks write above them; sums at the end are passed over.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parkservice.estate.imports.reading import Table
from parkservice.estate.imports.sheets import Column, plain_heading
from parkservice.kit import clock
from parkservice.kit.money import AmountField, parse_amount
from parkservice.kit.text import LineField

#: Lines above the headings that are looked through.
ABOVE = 30
MOST = Decimal("9999999999.99")
EARLIEST = date(2000, 1, 1)
#: How the last lines of a file begin that are no payments.
SUMS = ("合计", "总计", "小计", "本页", "总笔数", "借方笔数", "贷方笔数", "total")
_DAY = re.compile(r"(20[0-9]{2})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?(?:[ T].*)?")


class DayField(forms.Field):
    """A day as banks write it: 2026-03-31, 2026/3/31, 20260331, 2026年3月31日, with or without a time."""

    def to_python(self, value: Any) -> date | None:
        """The day. Raises ValidationError for none, and for one that lies ahead."""
        match = _DAY.fullmatch(str(value).strip())
        try:
            day = datetime(*map(int, match.groups())).date() if match else None  # noqa: DTZ001 - a day of the bank
        except ValueError:
            day = None
        if day is None or day < EARLIEST:
            raise ValidationError(_("Write the day as 2026-03-31."))
        if day > clock.today():
            raise ValidationError(_("This day lies ahead. A bank books no day to come."))
        return day


class SumColumn(Column):
    """A sum of money in ordinary digits; a bank may write ¥ or + before it."""

    def read(self, text: str) -> Any:
        """The amount in yuan; None for an empty cell. Raises ValidationError, also for full-width digits."""
        plain = text.strip().lstrip("+¥￥ ")
        return super().read(plain) if plain.isascii() else parse_amount(plain)


_IN_OR_OUT = AmountField(min_value=Decimal(0), max_value=MOST)
#: The columns that a file may have, in the order of the form.
COLUMNS: tuple[Column, ...] = (
    Column("day", gettext_lazy("Day of the bank"), field=DayField(), required=True, narrow=True),
    SumColumn(
        "amount",
        gettext_lazy("Amount, minus for money that went out"),
        field=AmountField(min_value=-MOST, max_value=MOST),
    ),
    SumColumn("credit", gettext_lazy("Money in (credit)"), field=_IN_OR_OUT),
    SumColumn("debit", gettext_lazy("Money out (debit)"), field=_IN_OR_OUT),
    Column("payer", gettext_lazy("Name of the payer"), field=LineField(max_length=100)),
    Column("payer_account", gettext_lazy("Account of the payer"), field=LineField(max_length=40), narrow=True),
    Column("reference", gettext_lazy("Reference of the payer"), field=LineField(max_length=300)),
    Column("bank_id", gettext_lazy("Number of the bank"), field=LineField(max_length=64), narrow=True),
)
BY_KEY = {column.key: column for column in COLUMNS}
#: How banks call each column, the best word first.
WORDS: Mapping[str, tuple[str, ...]] = {
    "day": ("交易日期", "交易日", "记账日期", "入账日期", "交易时间", "入账时间", "日期", "date", "transaction date"),
    "amount": ("交易金额", "发生额", "金额", "amount"),
    "credit": ("贷方金额", "贷方发生额", "收入金额", "收入", "贷方", "转入金额", "credit", "money in"),
    "debit": ("借方金额", "借方发生额", "支出金额", "支出", "借方", "转出金额", "debit", "money out"),
    "payer": (
        "对方户名",
        "对方名称",
        "对方账户名称",
        "对方单位名称",
        "付款人名称",
        "付款人",
        "对方单位",
        "payer",
        "name",
    ),
    "payer_account": ("对方账号", "对方账户", "付款人账号", "对方帐号", "account of the payer", "payer account"),
    "reference": ("附言", "交易附言", "用途", "摘要", "备注", "reference", "description"),
    "bank_id": ("交易流水号", "流水号", "交易流水", "交易编号", "回单编号", "transaction id", "transaction number"),
}


def guess(headings: Sequence[str]) -> dict[str, str]:
    """Return which heading each column has, as far as its word is known."""
    plain = {plain_heading(heading): heading for heading in reversed(headings) if heading}
    found = {key: next((plain[word] for word in words if word in plain), "") for key, words in WORDS.items()}
    if found["credit"] or found["debit"]:
        found["amount"] = ""
    return {key: heading for key, heading in found.items() if heading}


def below_headings(table: Table) -> Table:
    """Return the table that begins at the headings; the first line stays where none looks like headings.

    Sums at the end are left out. Raises ValidationError when nothing is left.
    """
    lines = [(0, table.headings), *table.rows]
    place = next((n for n, (_number, cells) in enumerate(lines[:ABOVE]) if _are_headings(cells)), 0)
    rows = [(number, cells) for number, cells in lines[place + 1 :] if not _is_sum(cells)]
    if not rows:
        raise ValidationError(_("The file has no lines below its headings. Fetch it from the bank once more."))
    return Table(lines[place][1], rows)


def _are_headings(cells: Sequence[str]) -> bool:
    known = guess(cells)
    return "day" in known and bool({"amount", "credit", "debit"} & set(known))


def _is_sum(cells: Sequence[str]) -> bool:
    first = next((cell for cell in cells if cell), "").casefold()
    return first.startswith(SUMS)


def fingerprint_of(headings: Sequence[str]) -> str:
    """Return the mark by which files with the same headings are known again."""
    return hashlib.sha256(json.dumps([plain_heading(heading) for heading in headings]).encode()).hexdigest()


def refuse_columns(columns: Mapping[str, str], headings: Sequence[str]) -> dict[str, str]:
    """Return what is wrong with a choice of columns, by column; empty when rows can be read with it."""
    wrong = {}
    for key, heading in columns.items():
        if heading not in headings:
            wrong[key] = _("The file has no such column. Choose one of its headings.")
        elif list(headings).count(heading) > 1:
            wrong[key] = _("The column “%(name)s” is there twice. Keep one.") % {"name": heading}
    if "day" not in columns:
        wrong["day"] = _("Choose the column with the day.")
    parted = "credit" in columns or "debit" in columns
    if parted and "amount" in columns:
        wrong["amount"] = _("Either one column with the amount, or one for money in and one for money out.")
    elif not parted and "amount" not in columns:
        wrong["amount"] = _("Choose the column with the amount, or those for money in and money out.")
    chosen = list(columns.values())
    for key, heading in columns.items():
        if chosen.count(heading) > 1:
            wrong.setdefault(key, _("One column is chosen twice."))
    return wrong
