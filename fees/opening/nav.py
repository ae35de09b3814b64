"""Navigation entries of the books of a former system."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fees.opening.models import READERS, OpeningImport, OpeningState
from parkservice.accounts.rights import may
from parkservice.ui.nav import NavItem, register


def _waiting(request: Any) -> QuerySet[OpeningImport] | None:
    """What waits for this person's release."""
    if not may(request.user, "opening.release", request.park):
        return None
    rows = OpeningImport.objects.filter(park=request.park)
    asked = rows.filter(state=OpeningState.UNDOING).exclude(undo_asked_by_id=request.user.pk)
    return rows.filter(state=OpeningState.SENT).exclude(sent_by_id=request.user.pk) | asked


register(NavItem("money", _("Carry-over"), "upload", "fees:openings", READERS, order=90, count=_waiting))
