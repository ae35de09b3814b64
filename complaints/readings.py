"""How the duties of the complaint field read clocks: what waits, what ends first, what has ended (duties.md)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.intake.services import shorten
from parkservice.accounts.duties import Status
from parkservice.accounts.roles import GRANTS, Role
from parkservice.kit import clock, worktime
from parkservice.parks.calendar import calendar_for
from parkservice.parks.models import Park
from parkservice.ui.words import span_text, when_text

#: Characters of a matter that a tile shows.
SHORT = 20
CASEWORKERS = (Role.OFFICER, Role.MANAGER)
WRITERS = tuple(role for role in Role if "complaints.act" in GRANTS[role])


@dataclass(frozen=True)
class Limit:
    """One thing that has to be done by a moment, and what it is about."""

    due: datetime
    matter: str


def queue(**query: str) -> str:
    """The queue of complaints with a filter."""
    return f"{reverse('complaints:queue')}?{urlencode(query)}"


def start_of(day: date) -> datetime:
    """The first moment of a local day."""
    return clock.combine(day)


@dataclass(frozen=True)
class Reading:
    """The common reading of a clock: how many wait, which one ends first, and whether one has ended already.

    `figure` counts what waits; `today` is the state when nothing is late: "open" turns into "due" on the last day.
    """

    figure: Callable[[int], str]
    quiet: str
    url: str
    action: str
    open_state: str = "open"
    last_day: bool = True

    def status(self, limits: Iterable[Limit], park: Park, day: date) -> Status:
        """How a duty with these limits stands at this moment."""
        rows = sorted(limits, key=lambda limit: limit.due)
        if not rows:
            return Status("nothing", "", self.quiet, self.url)
        first, now = rows[0], clock.now()
        figure = self.figure(len(rows))
        when = {"when": when_text(first.due), "matter": shorten(first.matter, SHORT)}
        if first.due < now:
            calendar = calendar_for(park)
            over = worktime.working_minutes(first.due, now, calendar)
            detail = span_text(over, working=True, day_minutes=calendar.minutes_per_day)
            sentence = _("Was due %(when)s: %(matter)s") % when
            return Status("missed", figure, sentence, self.url, self.action, detail, first.due)
        sentence = _("Next limit %(when)s: %(matter)s") % when
        today = sum(1 for row in rows if row.due < start_of(day + timedelta(days=1)))
        detail = ngettext("%(n)d due today", "%(n)d due today", today) % {"n": today} if today else ""
        state: Any = "due" if today and self.last_day else self.open_state
        return Status(state, figure, sentence, self.url, self.action, detail, first.due)
