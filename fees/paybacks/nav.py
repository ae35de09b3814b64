"""Navigation entries of prepayments paid back."""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fees.paybacks.models import PaybackRequest
from fees.paybacks.queries import TO_DECIDE, TO_PAY
from parkservice.ui.nav import NavItem, register


def _waiting(request: Any) -> QuerySet[PaybackRequest] | None:
    """What waits for an approval of this person, or to be paid by them."""
    found = [rows for queue in (TO_DECIDE, TO_PAY) if (rows := queue.shown(request)) is not None]
    return reduce(or_, found) if found else None


register(
    NavItem(
        "cash",
        _("Prepayments back"),
        "undo",
        "fees:paybacks",
        ("deposits.view", "paybacks.decide"),
        order=23,
        count=_waiting,
    )
)
