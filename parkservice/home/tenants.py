"""A tenant's own page: my companies and units, what was sent, whom to call (design sections 4 and 6).

Own is what I sent, or what one of its contacts sent in my company's name; a unit alone shows nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.choices import OPEN_STATES
from complaints.duplicates.sharing import leading
from complaints.intake import way
from complaints.models import Complaint, Suggestion
from complaints.suggestions.models import SuggestionState
from parkservice.accounts.models import User
from parkservice.estate import tenure
from parkservice.estate.models import Customer
from parkservice.parks.models import Park

#: Matters that are not settled, and settled ones, that the page shows.
OPEN_ROWS, SETTLED_ROWS = 50, 10
#: What is open, and what was merged into one that is.
GOES_ON = Q(state__among=OPEN_STATES) | Q(merged_into__state__among=OPEN_STATES)
READ = ("park", "unit", "officer", "article")
OPEN_IDEAS = (SuggestionState.RECORDED, SuggestionState.REPORTED)


@dataclass(frozen=True)
class Matter:
    """One thing that was sent, in the words of the tracking page."""

    words: str
    number: str
    url: str
    icon: str
    heading: str
    sent_at: datetime
    sender: str
    unit: str
    tone: str
    deadline: way.Deadline | None


@dataclass(frozen=True)
class TenantPage:
    """What the page shows; `open` oldest deadline first, `settled` newest first."""

    customers: list[Customer]
    open: list[Matter]
    settled: list[Matter]
    invites: bool


def page_of(user: User, park: Park) -> TenantPage:
    """Read the page of one account in one park."""
    cases = (
        Complaint.objects.visible_to(user)
        .filter(park=park)
        .select_related(*READ, *(f"merged_into__{one}" for one in READ))
    )
    ideas = Suggestion.objects.visible_to(user).filter(park=park).select_related("park", "unit", "officer")
    pending = cases.filter(GOES_ON).order_by("next_due", "-id")[:OPEN_ROWS]
    waiting = ideas.filter(state__in=OPEN_IDEAS).order_by("-received_at")[:OPEN_ROWS]
    done = [
        *cases.exclude(GOES_ON).order_by("-received_at")[:SETTLED_ROWS],
        *ideas.exclude(state__in=OPEN_IDEAS).order_by("-received_at")[:SETTLED_ROWS],
    ]
    done.sort(key=lambda row: row.received_at, reverse=True)
    return TenantPage(
        customers=list(tenure.customers_of(user).filter(park=park).with_units().order_by("name")),
        open=[_matter(row, user) for row in (*pending, *waiting)],
        settled=[_matter(row, user) for row in done[:SETTLED_ROWS]],
        invites=tenure.inviting_for(user).filter(park=park).exists(),
    )


def _matter(row: Any, user: User) -> Matter:
    deadline = way.deadline(row)
    is_complaint = isinstance(row, Complaint)
    return Matter(
        words=(row.matter if is_complaint else "") or row.content,
        number=row.number,
        url=reverse("complaints:track_case", args=[row.track_code]),
        icon="chat" if is_complaint else "suggestion",
        heading=way.heading(row),
        sent_at=row.received_at,
        sender=_("sent by me") if row.sent_by_id == user.pk else row.sender_name,
        unit=row.unit.code if row.unit else "",
        tone=deadline.tone if deadline else leading(row).tone if is_complaint else "",
        deadline=deadline,
    )
