"""Navigation entries of dunning."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fees.dunning.lists import to_send
from fees.dunning.models import DunningNotice
from parkservice.ui.nav import NavItem, register


def _waiting(request: Any) -> QuerySet[DunningNotice]:
    """Notices of the park shown that this person reads and somebody has to deliver."""
    return DunningNotice.objects.visible_to(request.user).filter(to_send(request), park=request.park)


register(NavItem("money", _("Dunning notices"), "bell", "fees:notices", ("arrears.view",), order=52, count=_waiting))
