"""The cash journal of a month on paper, and its summary (现金日记账; domain 4, step 7).

Each page begins with 承前页 and ends with 过次页, the figures of the month so far; a single red rule stands under
本月合计, a double one under the year's last 本年累计, and 结转下年 after it.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from fees.cashdesk.models import Drawer, JournalLine, LineKind
from fees.cashdesk.papers import amounts, line_rows
from fees.cashdesk.sheet import month_sheet
from fees.dayclose.reading import month_entries
from fees.monthclose.checks import MonthBooks
from fees.monthclose.models import MonthClose, MonthSign
from parkservice.accounts.models import User
from parkservice.paperwork import kinds
from parkservice.paperwork.models import Paper
from parkservice.paperwork.papers import print_copy

MONTH = "cash_journal"
kinds.register(kinds.PaperKind(MONTH, _("Cash journal of the month")))
#: Lines on a page, the carried ones not counted.
ROOM = 24
DECEMBER = 12


def print_month(*, close: MonthClose, actor: User) -> Paper:
    """Issue journal and summary of a closed month; a second print is counted."""
    number = f"XJ-{close.month:%Y-%m}-V{close.number}"
    return print_copy(kind=MONTH, subject=close, park=close.park, number=number, data=data(close), actor=actor)


def data(close: MonthClose) -> dict[str, Any]:
    """Return what the paper says; its words are those of the books, in Chinese."""
    found, sheet = MonthBooks(close.park, close.month), close.sheet
    compared = sheet["compared"]
    return {
        "month": f"{close.month.year} 年 {close.month.month} 月",
        "version": str(close.number),
        "journals": [journal(found, drawer) for drawer in found.moved],
        "month_sums": [amounts(each) for each in sheet["month"]],
        "year_sums": [amounts(each) for each in sheet["year"]],
        "closing": amounts(sheet["closing"]),
        "year_ends": close.month.month == DECEMBER,
        "days": [[day, *(amounts(each) for each in rest)] for day, *rest in sheet["days"]],
        "items": [[name, amounts(amount)] for name, amount in sheet["items"].items()],
        "three_way": [amounts(compared["three_way"][name]) for name in ("journal", "receipts", "ledgers")],
        "pay_ins": [amounts(compared["pay_ins"][name]) for name in ("journal", "finance")],
        "differences": [[number, amounts(amount)] for number, amount in sheet["differences"]],
        "corrections": line_rows(corrections(found, close)) if close.number > 1 else [],
        "officers": [sign.by.name for sign in _signs(close)],
        "finance": close.by.name,
        "hash": close.hash,
    }


def journal(found: MonthBooks, drawer: Drawer) -> dict[str, Any]:
    """Return the journal of one drawer in a month, page by page, with its sums."""
    sheet = month_sheet(month_entries(drawer, found.month, found.last), found.month, found.last)
    lines = drawer.lines.filter(day__range=(found.month, found.last)).select_related("entered_by").order_by("position")
    return {
        "officer": drawer.officer.name,
        "opening": amounts(sheet.opening),
        "pages": pages(lines, sheet.opening),
        "month_sums": [amounts(sheet.of_month.receipts), amounts(sheet.of_month.payments)],
        "year_sums": [amounts(sheet.of_year.receipts), amounts(sheet.of_year.payments)],
        "closing": amounts(sheet.closing),
    }


def corrections(found: MonthBooks, close: MonthClose) -> list[JournalLine]:
    """Return the corrections that a version of the close lists: those known when it was made."""
    known = {(drawer, position) for drawer, position, *_said in close.sheet["corrections"]}
    return [line for line in found.corrections if (line.drawer_id, line.position) in known]


def _signs(close: MonthClose) -> Iterable[MonthSign]:
    return close.period.signs.filter(version=close.number).select_related("by")


def pages(lines: Iterable[JournalLine], opening: Decimal) -> list[dict[str, Any]]:
    """Return the lines page by page, each with what is carried onto it and from it: received, paid, balance."""
    rows = list(lines)
    made, received, paid, balance = [], Decimal(0), Decimal(0), opening
    for start in range(0, max(len(rows), 1), ROOM):
        part = rows[start : start + ROOM]
        before = [amounts(received), amounts(paid), amounts(balance)]
        moved = [line for line in part if line.kind != LineKind.OPENING]
        received += sum((line.receipt for line in moved), Decimal(0))
        paid += sum((line.payment for line in moved), Decimal(0))
        balance += sum((line.change for line in moved), Decimal(0))
        after = [amounts(received), amounts(paid), amounts(balance)]
        made.append({"rows": line_rows(part), "before": before if start else [], "after": after})
    made[-1]["after"] = []
    return made
