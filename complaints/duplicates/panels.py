"""The card about the same matter: what it was merged into, what was merged into it, and what is likely the same."""

from dataclasses import dataclass

from django.db.models import OuterRef

from complaints.casework.models import Complaint
from complaints.casework.page import RecordPage
from complaints.casework.panels import Panel, any_of, hint, register
from complaints.duplicates.likely import likely_same
from complaints.duplicates.sharing import merged
from parkservice.kit.text import mask_phone


@dataclass(frozen=True)
class Joined:
    """A merged complaint with its sender as those who work on it know them."""

    complaint: Complaint
    sender: str


@dataclass(frozen=True)
class Same:
    """What is known about the same matter."""

    into: Complaint | None
    joined: list[Joined]
    likely: list[Complaint]


def card(page: RecordPage) -> Panel | None:
    """The card for those who work on it; nothing where the matter stands alone."""
    if not page.full:
        return None
    mine = page.complaint
    others = merged(mine) if any_of(mine, "merged") else []
    joined = [Joined(other, _sender(other)) for other in others]
    same = Same(mine.merged_into, joined, likely_same(mine, page.user) if mine.is_open else [])
    return Panel("complaints/duplicates/_card.html", same, side=True) if same.into or joined or same.likely else None


def _sender(other: Complaint) -> str:
    return f"{other.salutation} {mask_phone(other.phone)}".strip()


register(card, place=10)
hint("merged", lambda: Complaint.objects.filter(merged_into=OuterRef("pk")))
