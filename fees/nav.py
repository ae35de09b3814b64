"""Navigation entries of fees and cash."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fees.counting.models import Difference
from fees.payins.models import PayIn
from fees.slips.models import READERS, PaySlip
from fees.slips.rules import TAKERS
from fees.waivers.models import Waiver, WaiverState
from parkservice.accounts.rights import may, parks_with
from parkservice.ui.nav import NavItem, register

SEES = ("cash.keep", "cash.view")


def _to_confirm(request: Any) -> QuerySet[PayIn] | None:
    """Pay-ins that wait for the count of finance."""
    if not may(request.user, "cash.confirm", request.park):
        return None
    return PayIn.objects.waiting().filter(park=request.park)


def _differences(request: Any) -> QuerySet[Difference] | None:
    """Differences that wait for a decision."""
    if not may(request.user, "cash.decide", request.park):
        return None
    return Difference.objects.unsettled().filter(park=request.park)


def _to_decide(request: Any) -> Any:
    """Waivers that others proposed; nothing is asked for people who decide none."""
    if request.park is None or request.park.pk not in parks_with(request.user, "waivers.decide"):
        return None
    waiting = Waiver.objects.filter(park=request.park, state=WaiverState.PROPOSED)
    return waiting.exclude(proposed_by_id=request.user.pk)


def _slips(request: Any) -> QuerySet[PaySlip] | None:
    """Slips that wait at the till, for those who take money."""
    if not any(may(request.user, perm, request.park) for perm in TAKERS):
        return None
    return PaySlip.objects.waiting().filter(park=request.park)


register(
    NavItem("cash", _("Till"), "money", "fees:till", TAKERS, 10),
    NavItem("cash", _("Slips to pay"), "send", "fees:slips", READERS, 12, count=_slips),
    NavItem("cash", _("Receipts"), "money", "fees:receipts", ("receipts.view",), 20),
    NavItem("cash", _("Deposits"), "key", "fees:deposits", ("deposits.view",), 22),
    NavItem("money", _("Waivers"), "scale", "fees:waivers", ("waivers.view",), 24, count=_to_decide),
    NavItem("money", _("Disputed bills"), "rise", "fees:disputes", ("waivers.view",), 26),
)
register(NavItem("cash", _("Cash drawer"), "cash", "fees:drawers", SEES, order=14))
register(NavItem("cash", _("Pay-ins"), "send", "fees:pay_ins", SEES, order=15, count=_to_confirm))
register(NavItem("cash", _("Cash differences"), "scale", "fees:differences", SEES, order=16, count=_differences))
register(NavItem("cash", _("Safe check"), "lock", "fees:safes", ("safe.view",), order=17))
register(NavItem("cash", _("Cash month"), "calendar", "fees:month", SEES, order=18))
