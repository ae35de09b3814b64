"""The card that tells through whose hands a complaint went (A5)."""

from dataclasses import dataclass

from complaints.casework.page import RecordPage
from complaints.casework.panels import Panel, register
from complaints.handovers import rules
from complaints.handovers.models import Handover


@dataclass(frozen=True)
class Hands:
    """The hand-overs of one complaint, newest first, and why there are no more."""

    rows: list[Handover]
    count: int
    stopped: str


def card(page: RecordPage) -> Panel | None:
    """Every hand-over with its answer, for those who work on the complaint; nothing before the first one."""
    complaint = page.complaint
    if not page.full or not (complaint.handover_count or complaint.handover_refusals or complaint.asked_officer_id):
        return None
    rows = complaint.handovers.select_related("officer", "receiver").order_by("-asked_at", "-id")
    stopped = rules.stopped(complaint) if complaint.is_open else ""
    return Panel("complaints/handovers/_card.html", Hands(list(rows), complaint.handover_count, stopped), side=True)


register(card, place=20)
