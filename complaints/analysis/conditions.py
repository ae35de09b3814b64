"""What each figure of the month counts, once for the figure and for the list that it opens (domain 3.9).

Unfounded and withdrawn complaints count in the workload, not in the rates of quality; a merged one is a mention of
another. Satisfied is 4 or 5 of 5, by the complainant's own word, else by what the return visit heard.
"""

from datetime import date, datetime

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from complaints.choices import State, Validity
from complaints.returnvisits.queries import NEEDED
from parkservice.kit import clock

#: What is held for a look counts once it is released, what was rejected never.
REGISTERED = ~Q(state=State.MERGED) & Q(held=False)
UNFOUNDED = REGISTERED & Q(validity=Validity.UNFOUNDED)
VALID = REGISTERED & ~Q(validity=Validity.UNFOUNDED) & ~Q(state=State.WITHDRAWN)
#: Only somebody who left a way to reach them can be contacted.
REACHABLE = VALID & Q(acknowledge_due__isnull=False)
CLOSED = VALID & Q(state=State.CLOSED)
TO_VISIT = CLOSED & NEEDED
SATISFIED_FROM = 4

#: Name in an address → condition and the words of its chip; for rows of `returnvisits.queries.counted`.
FIGURES = {
    "registered": (REGISTERED, _("Registered")),
    "valid": (VALID, _("Valid")),
    "unfounded": (UNFOUNDED, _("Unfounded")),
    "reachable": (REACHABLE, _("To be contacted")),
    "contacted": (REACHABLE & Q(acknowledged_at__lte=F("acknowledge_due")), _("Contacted in time")),
    "closed": (CLOSED, _("Closed")),
    "on_time": (CLOSED & Q(resolved_at__lte=F("resolve_due")), _("Settled in time")),
    "late": (CLOSED & Q(resolved_at__gt=F("resolve_due")), _("Settled too late")),
    "to_visit": (TO_VISIT, _("Return visit needed")),
    "visited": (TO_VISIT & Q(visited_at__isnull=False), _("Return visit made")),
    "rated": (CLOSED & Q(counted__isnull=False), _("Rated")),
    "satisfied": (CLOSED & Q(counted__gte=SATISFIED_FROM), _("Satisfied")),
    "repeat": (VALID & Q(repeat_of__isnull=False), _("Repeated")),
}


def first_of(month: str) -> date | None:
    """Return the first day of a month as addresses write it (2026-10); None for anything else."""
    try:
        return datetime.strptime(month, "%Y-%m").date()  # noqa: DTZ007 - a month has no time zone
    except ValueError:
        return None


def following(month: date, step: int = 1) -> date:
    """Return the first day of the month `step` months later."""
    return clock.months_later(month.replace(day=1), step)


def within(field: str, month: date) -> Q:
    """Return the condition that a moment lies in a month of local time."""
    ends = clock.combine(following(month))
    return Q(**{f"{field}__gte": clock.combine(month), f"{field}__lt": ends})
