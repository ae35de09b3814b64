"""Navigation entry of the bank's lines."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fees.bank.models import BankLine
from parkservice.accounts.rights import may
from parkservice.ui.nav import NavItem, register


def _waiting(request: Any) -> QuerySet[BankLine] | None:
    """Lines that wait, for those who match them."""
    if not may(request.user, "bank.match", request.park):
        return None
    return BankLine.objects.waiting().filter(park=request.park)


register(NavItem("cash", _("Bank lines"), "swap", "fees:bank_lines", ("bank.view",), order=21, count=_waiting))
