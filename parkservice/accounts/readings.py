"""The common reading of duties that are limits: how many wait, which ends first, whether one has ended already.

Several duties read the same rows: what is marked `once_per_board` is read once while one board is read.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parkservice.accounts.duties import Status
from parkservice.kit import clock, worktime
from parkservice.kit.text import shorten
from parkservice.parks.calendar import calendar_for
from parkservice.parks.models import Park
from parkservice.ui.words import span_text, when_text

Found = TypeVar("Found")
#: Characters of a matter that a tile shows.
SHORT = 20
#: What was read for the board that is being read; None outside of one.
_read: ContextVar[dict[Any, Any] | None] = ContextVar("read", default=None)


@contextmanager
def one_board() -> Iterator[None]:
    """While this lasts, what is marked `once_per_board` is read once for the same people; one inside shares with it."""
    if _read.get() is not None:
        yield
        return
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def once_per_board(read: Callable[..., Found]) -> Callable[..., Found]:
    """Mark a reading of some people in a park, `read(people, park, …)`, that several duties share."""

    @wraps(read)
    def shared(people: Sequence[Any], park: Park, *more: Any) -> Found:
        found = _read.get()
        if found is None:
            return read(people, park, *more)
        key = (read, tuple(user.pk for user in people), park.pk, *more)
        if key not in found:
            found[key] = read(people, park, *more)
        kept: Found = found[key]
        return kept

    return shared


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
            detail = span_text(over, working=True, day_minutes=calendar.minutes_per_day) if over else ""
            sentence = _("Was due %(when)s: %(matter)s") % when
            return Status("missed", figure, sentence, self.url, self.action, detail, first.due)
        sentence = _("Next limit %(when)s: %(matter)s") % when
        today = sum(1 for row in rows if row.due < clock.combine(day + timedelta(days=1)))
        detail = ngettext("%(n)d due today", "%(n)d due today", today) % {"n": today} if today else ""
        state: Any = "due" if today and self.last_day else self.open_state
        return Status(state, figure, sentence, self.url, self.action, detail, first.due)
