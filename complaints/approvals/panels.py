"""The card on the record page that shows what was proposed and what became of it (P3)."""

from complaints.casework import panels
from complaints.casework.page import RecordPage
from complaints.casework.panels import Panel


def proposals(page: RecordPage) -> Panel | None:
    """The proposals of a service-quality or major complaint, newest first, for those who work with it."""
    if not page.full or not page.complaint.needs_approval:
        return None
    rows = list(page.complaint.proposals.select_related("by", "decided_by").order_by("-at", "-id"))
    return Panel("complaints/approvals/_card.html", rows) if rows else None


panels.register(proposals, place=10)
