"""The common reading of duties that are limits: how many wait, which ends first, whether one has ended already."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parkservice.accounts.duties import Status
from parkservice.kit import clock, worktime
from parkservice.kit.text import shorten
from parkservice.parks.calendar import calendar_for
from parkservice.parks.models import Park
from parkservice.ui.words import span_text, when_text

#: Characters of a matter that a tile shows.
SHORT = 20


@dataclass(frozen=True)
class Limit:
    """One thing that has to be done by a moment, and what it is about."""

    due: datetime
    matter: str


@dataclass(frozen=True)
class Reading:
    """The common reading of a clock: how many wait, which one ends first, and whether one has ended already.

    `figure` counts what waits; `open_state` is the state when nothing is late: "open" turns into "due" on the last day.
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
        today = sum(1 for row in rows if row.due < clock.combine(day + timedelta(days=1)))
        detail = ngettext("%(n)d due today", "%(n)d due today", today) % {"n": today} if today else ""
        state: Any = "due" if today and self.last_day else self.open_state
        return Status(state, figure, sentence, self.url, self.action, detail, first.due)
