"""Navigation entries of prepayments paid back."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fees.paybacks.models import PaybackRequest, PaybackState
from parkservice.accounts.rights import may
from parkservice.ui.nav import NavItem, register


def _waiting(request: Any) -> QuerySet[PaybackRequest] | None:
    """What waits for an approval of this person, or for finance to pay."""
    states = [PaybackState.REQUESTED] if may(request.user, "paybacks.decide", request.park) else []
    states += [PaybackState.APPROVED] if may(request.user, "deposits.pay", request.park) else []
    if not states:
        return None
    rows = PaybackRequest.objects.filter(park=request.park, state__in=states)
    return rows.exclude(requested_by_id=request.user.pk)


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
