"""The card on the record page with what the park office said (A3, A5)."""

from complaints.casework import panels
from complaints.casework.page import RecordPage
from complaints.casework.panels import Panel
from complaints.casework.sight import Sight


def words(page: RecordPage) -> Panel | None:
    """What the park office said, for those who work with the complaint and for the park office itself."""
    if page.sight not in (Sight.FULL, Sight.RESULT):
        return None
    said = list(page.complaint.office_words.order_by("-at", "-id"))
    return Panel("complaints/office/_card.html", said) if said else None


panels.register(words, place=40)
