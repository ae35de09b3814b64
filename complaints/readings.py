"""What the duties of the complaint field read with: the common clock, the queue, days (duties.md)."""

from dataclasses import replace
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from parkservice.accounts.duties import ORDER, Status
from parkservice.accounts.readings import Limit, Reading
from parkservice.accounts.roles import Role
from parkservice.kit import clock

__all__ = ["CASEWORKERS", "Limit", "Reading", "queue", "start_of", "worse", "worst"]

CASEWORKERS = (Role.OFFICER, Role.MANAGER)


def queue(**query: str) -> str:
    """The queue of complaints with a filter."""
    return f"{reverse('complaints:queue')}?{urlencode(query)}"


def start_of(day: date) -> datetime:
    """The first moment of a local day."""
    return clock.combine(day)


def worst(*statuses: Status) -> Status:
    """One status over several: the worst one speaks, the figures of all that have one stand together."""
    first = min(statuses, key=lambda status: ORDER.index(status.state))
    figure = _(" · ").join(filter(None, (status.figure for status in statuses)))
    return replace(first, figure=figure)


def worse(one: Status, other: Status, quiet: str) -> Status:
    """The worse of two readings, with the figures of both; `quiet` where neither has one."""
    chosen = min(one, other, key=lambda status: ORDER.index(status.state))
    figure = _(" · ").join(filter(None, (one.figure, other.figure)))
    return replace(chosen, figure=figure, sentence=chosen.sentence if figure else quiet)
