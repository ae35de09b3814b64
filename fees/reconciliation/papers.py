"""A signed reconciliation on paper (对账单): both sums of every comparison, what was open, two signatures (O6)."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from fees.cashdesk.papers import amounts
from fees.reconciliation.models import WeekSignature
from fees.reconciliation.pages import statement_open, statement_rows
from parkservice.accounts.models import User
from parkservice.kit import clock
from parkservice.paperwork import kinds
from parkservice.paperwork.models import Paper
from parkservice.paperwork.papers import print_copy

KIND = "reconciliation"
kinds.register(kinds.PaperKind(KIND, _("Signed reconciliation")))


def print_signature(*, row: WeekSignature, actor: User) -> Paper:
    """Issue the signed statement; a second print is counted."""
    return print_copy(kind=KIND, subject=row, park=row.park, number=str(row), data=data(row), actor=actor)


def data(row: WeekSignature) -> dict[str, Any]:
    """Return what the paper says; its words are those of the books, in Chinese."""
    with translation.override("zh-hans"):
        return {
            "officer": row.officer.name,
            "week": row.week.isoformat(),
            "days": f"{row.first.isoformat()} — {row.last.isoformat()}",
            "version": str(row.number),
            "signed": f"{clock.local(row.at):%Y-%m-%d %H:%M}",
            "rows": [
                [title, amounts(left), amounts(right), amounts(off)]
                for title, left, right, off in statement_rows(row.statement)
            ],
            "open": [
                [each["title"], each["day"], amounts(each["amount"]), each["note"]]
                for each in statement_open(row.statement)
            ],
            "hash": row.hash,
        }
