"""The card on the record page that shows return visits and the quality check (domain 2.1)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from complaints.casework import panels
from complaints.casework.page import RecordPage
from complaints.casework.panels import Panel
from complaints.choices import State
from complaints.returnvisits.queries import days_for, due_at, may_visit


@dataclass(frozen=True)
class Card:
    """Visits newest first, the quality checks, and until when the next visit is due and whether I may make it."""

    visits: list[Any]
    checks: list[Any]
    due: datetime | None
    mine: bool


def visits(page: RecordPage) -> Panel | None:
    """The return visits of a complaint for those who work with it; nothing before there is a result."""
    complaint = page.complaint
    if not page.full or (complaint.state not in (State.RESOLVED, State.CLOSED) and not complaint.reopened_count):
        return None
    waits = complaint.state == State.RESOLVED and complaint.needs_visit and complaint.visited_at is None
    due = due_at(complaint, days_for(complaint.park)) if waits else None
    rows = list(complaint.return_visits.select_related("by").order_by("-at", "-id"))
    mine = waits and complaint.told_complainant and may_visit(complaint, page.user)
    if not rows and not waits and not complaint.checked:
        return None
    return Panel("complaints/returnvisits/_card.html", Card(rows, complaint.checked, due, mine))


panels.register(visits, place=20)
