"""The sheet of a closed day on paper, with the head of the journal and places to sign (domain 4; M18)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from fees.cashdesk.papers import amounts, line_rows
from fees.dayclose.models import DayClose
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.paperwork import kinds
from parkservice.paperwork.models import Paper
from parkservice.paperwork.papers import print_copy

DAY = "cash_day"
kinds.register(kinds.PaperKind(DAY, _("Cash day sheet")))


def may_print(close: DayClose, user: User) -> bool:
    """The officer of the drawer, and who looks after the cash of the park."""
    return close.drawer.officer_id == user.pk or may(user, "cash.view", close)


def print_sheet(*, close: DayClose, actor: User) -> Paper:
    """Issue the sheet of a closed day; a second print is counted."""
    return print_copy(
        kind=DAY,
        subject=close,
        park=close.park,
        number=f"RJ-{close.drawer_id}-{close.day}",
        data=data(close),
        actor=actor,
    )


def data(close: DayClose) -> dict[str, Any]:
    """Return what the paper says; its words are those of the books, in Chinese."""
    sheet = close.sheet
    lines = close.drawer.lines.filter(day=close.day).select_related("entered_by").order_by("position")
    return {
        "officer": close.drawer.officer.name,
        "day": close.day.isoformat(),
        "opening": amounts(sheet["opening"]),
        "lines": line_rows(lines),
        "day_sums": [amounts(sheet["of_day"][name]) for name in ("receipts", "payments")],
        "month_sums": [amounts(sheet["of_month"][name]) for name in ("receipts", "payments")],
        "year_sums": [amounts(sheet["of_year"][name]) for name in ("receipts", "payments")],
        "closing": amounts(sheet["closing"]),
        "items": [[name, amounts(amount)] for name, amount in sheet["items"].items()],
        "count": close.count.number,
        "counted": amounts(close.count.total),
        "pay_in": close.pay_in.number if close.pay_in else "",
        "paid_in": amounts(sheet["paid_in"]),
        "carried": amounts(close.carried) if close.carried else "",
        "safe": close.safe_check.number,
        "books": str(close.unused_books),
        "head": close.head,
    }
