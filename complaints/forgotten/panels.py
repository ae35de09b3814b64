"""The card on the record page with the complainant's calls that it was forgotten (peers 3, no. 10)."""

from typing import TYPE_CHECKING

from django.db.models import OuterRef

from complaints.casework.panels import Panel, any_of, hint, register
from complaints.casework.sight import Sight
from complaints.forgotten.models import Forgotten

if TYPE_CHECKING:
    from complaints.casework.page import RecordPage


def called(page: "RecordPage") -> Panel | None:
    """The card of those calls, for those who work on the complaint and the duty room."""
    if not (page.full or page.sight is Sight.MASKED) or not any_of(page.complaint, "forgotten"):
        return None
    rows = list(page.complaint.called_forgotten.all())
    return Panel("complaints/forgotten/_card.html", rows) if rows else None


register(called, place=20)
hint("forgotten", lambda: Forgotten.objects.filter(complaint=OuterRef("pk")))
