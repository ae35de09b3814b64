"""The card on the record page with what the park office said (A3, A5)."""

from django.db.models import OuterRef

from complaints.casework import panels
from complaints.casework.page import RecordPage
from complaints.casework.panels import Panel
from complaints.casework.sight import Sight
from complaints.office.models import OfficeWord


def words(page: RecordPage) -> Panel | None:
    """What the park office said, for those who work with the complaint and for the park office itself."""
    if page.sight not in (Sight.FULL, Sight.RESULT) or not panels.any_of(page.complaint, "office_words"):
        return None
    said = list(page.complaint.office_words.order_by("-at", "-id"))
    return Panel("complaints/office/_card.html", said) if said else None


panels.register(words, place=40)
panels.hint("office_words", lambda: OfficeWord.objects.filter(complaint=OuterRef("pk")))
