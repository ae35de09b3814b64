"""What the duties of the complaint field read with: the common clock, the queue, days (duties.md)."""

from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse

from parkservice.accounts.readings import Limit, Reading
from parkservice.accounts.roles import GRANTS, Role
from parkservice.kit import clock

__all__ = ["CASEWORKERS", "WRITERS", "Limit", "Reading", "queue", "start_of"]

CASEWORKERS = (Role.OFFICER, Role.MANAGER)
WRITERS = tuple(role for role in Role if "complaints.act" in GRANTS[role])


def queue(**query: str) -> str:
    """The queue of complaints with a filter."""
    return f"{reverse('complaints:queue')}?{urlencode(query)}"


def start_of(day: date) -> datetime:
    """The first moment of a local day."""
    return clock.combine(day)
