"""The pay-in slip (缴款单) on paper: by denomination, in capitals, with two signatures (domain 4, step 5)."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from fees.cashdesk.papers import amounts
from fees.payins.models import PayIn
from parkservice.accounts.models import User
from parkservice.kit.money import capital
from parkservice.paperwork import kinds
from parkservice.paperwork.models import Paper
from parkservice.paperwork.papers import print_copy

SLIP = "cash_payin"
kinds.register(kinds.PaperKind(SLIP, _("Cash pay-in slip")))


def print_slip(*, row: PayIn, actor: User) -> Paper:
    """Issue the slip; a second print is counted."""
    return print_copy(kind=SLIP, subject=row, park=row.park, number=row.number, data=data(row), actor=actor)


def data(row: PayIn) -> dict[str, Any]:
    """Return what the slip says."""
    return {
        "officer": row.collector.name,
        "day": row.day.isoformat(),
        "for_day": row.for_day.isoformat(),
        "amount": amounts(row.amount),
        "capital": capital(row.amount),
        "notes": [[name, str(pieces), amounts(Decimal(name) * pieces)] for name, pieces in row.notes.items()],
    }
