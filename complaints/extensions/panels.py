"""The requests for more time on the record page, with the old date and what was decided."""

from typing import TYPE_CHECKING

from django.db.models import OuterRef

from complaints.casework.panels import Panel, any_of, hint, register
from complaints.extensions.models import Extension

if TYPE_CHECKING:
    from complaints.casework.page import RecordPage


def requests(page: "RecordPage") -> Panel | None:
    """The card of the requests, for those who work on the complaint."""
    if not page.full:
        return None
    if not any_of(page.complaint, "extensions"):
        page.complaint.__dict__["open_extension"] = None
        return None
    rows = list(page.complaint.extensions.select_related("by", "decided_by"))
    page.complaint.__dict__["open_extension"] = next((row for row in rows if row.decided_at is None), None)
    return Panel("complaints/extensions/_requests.html", rows) if rows else None


register(requests, place=61)
hint("extensions", lambda: Extension.objects.filter(complaint=OuterRef("pk")))
