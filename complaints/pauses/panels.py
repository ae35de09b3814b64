"""The waits of a complaint on its record page: since when, for what, how long (peers 12: the computation is shown)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import OuterRef

from complaints.casework.panels import Panel, any_of, hint, register
from complaints.pauses.models import Pause
from parkservice.parks.calendar import calendar_for
from parkservice.ui.words import span_text

if TYPE_CHECKING:
    from complaints.casework.page import RecordPage


@dataclass(frozen=True)
class Line:
    """One wait with its length in words; empty while it lasts."""

    pause: Pause
    span: str
    working: str


def waits(page: "RecordPage") -> Panel | None:
    """The card of the waits, for those who work on the complaint."""
    if not page.full or not any_of(page.complaint, "pauses"):
        return None
    day = calendar_for(page.complaint.park).minutes_per_day
    lines = [
        Line(each, span_text(each.natural_minutes), span_text(each.working_minutes, working=True, day_minutes=day))
        for each in page.complaint.pauses.select_related("by")
    ]
    return Panel("complaints/pauses/_waits.html", lines) if lines else None


register(waits, place=60)
hint("pauses", lambda: Pause.objects.filter(complaint=OuterRef("pk")))
