"""The requests for more time on the record page, with the old date and what was decided."""

from typing import TYPE_CHECKING

from complaints.casework.panels import Panel, register

if TYPE_CHECKING:
    from complaints.casework.page import RecordPage


def requests(page: "RecordPage") -> Panel | None:
    """The card of the requests, for those who work on the complaint."""
    if not page.full:
        return None
    rows = list(page.complaint.extensions.select_related("by", "decided_by"))
    page.complaint.__dict__["open_extension"] = next((row for row in rows if row.decided_at is None), None)
    return Panel("complaints/extensions/_requests.html", rows) if rows else None


register(requests, place=61)
