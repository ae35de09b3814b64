"""What the duties of the complaint field read with: the common clock, the queue, days (duties.md)."""

from dataclasses import replace
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from parkservice.accounts.duties import ORDER, Status
from parkservice.accounts.readings import Limit, Reading, once_per_board
from parkservice.accounts.roles import Role
from parkservice.kit import clock

__all__ = ["CASEWORKERS", "Limit", "Reading", "once_per_board", "queue", "start_of", "worst"]

CASEWORKERS = (Role.OFFICER, Role.MANAGER)


def queue(**query: str) -> str:
    """The queue of complaints with a filter."""
    return f"{reverse('complaints:queue')}?{urlencode(query)}"


def start_of(day: date) -> datetime:
    """The first moment of a local day."""
    return clock.combine(day)


def worst(*statuses: Status, quiet: str = "") -> Status:
    """One status over several: the worst one speaks, with the figures of all; `quiet` is said where none has one."""
    first = min(statuses, key=lambda status: ORDER.index(status.state))
    figure = _(" · ").join(filter(None, (status.figure for status in statuses)))
    return replace(first, figure=figure, sentence=first.sentence if figure or not quiet else quiet)
