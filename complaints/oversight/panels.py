"""The card on the record page with observations of the duty room (P1)."""

from django.db.models import OuterRef

from complaints.casework import panels
from complaints.casework.page import RecordPage
from complaints.casework.panels import Panel
from complaints.oversight.models import Observation


def observations(page: RecordPage) -> Panel | None:
    """Observations about this complaint, for those who observe and those who answer."""
    if not panels.any_of(page.complaint, "observations"):
        return None
    seen = Observation.objects.visible_to(page.user).filter(complaint=page.complaint)
    rows = list(seen.select_related("by", "answered_by"))
    return Panel("complaints/oversight/_card.html", rows) if rows else None


panels.register(observations, place=50)
panels.hint("observations", lambda: Observation.objects.filter(complaint=OuterRef("pk")))
