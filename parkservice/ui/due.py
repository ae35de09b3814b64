"""A time limit made ready for the page: words first, colour and bar as decoration.

Tone: none below 80 % of the limit, due from 80 % or when it ends today, miss after it; a paused clock has no bar.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from parkservice.kit import clock
from parkservice.ui import words

NEAR = 80  # percent of a limit from which it is near, where a park has set no other


@dataclass(frozen=True)
class Due:
    """What ui/due.html shows: the remaining or passed time, the moment, the bar in percent (None: no bar)."""

    text: str
    small: str
    tone: str
    icon: str
    percent: int | None = None


def running(
    *,
    at: datetime,
    total: int,
    left: int,
    label: str = "",
    working: bool = True,
    day_minutes: int = words.WORKDAY_MINUTES,
    near: int = NEAR,
) -> Due:
    """A limit that runs: `total` and `left` in minutes, `left` below 0 once it is missed; `working` tells opening time.

    `label` says what is due, for example "Resolution".
    """
    span = words.span_text(abs(left), working=working, day_minutes=day_minutes)
    when = words.when_text(at)
    if left < 0 or at < clock.now():
        # Nothing of the opening hours has passed since: "0 min over" would only puzzle.
        text = _("%(span)s over") % {"span": span} if left else _("time is up")
        return Due(text, _with(label, _("was %(when)s") % {"when": when}), "miss", "miss", 100)
    percent = 100 * (total - left) // total if total > 0 else 100
    is_near = percent >= near or clock.local(at).date() == clock.today()
    text = _("%(span)s left") % {"span": span}
    return Due(text, _with(label, when), "due" if is_near else "", "clock", max(0, min(100, percent)))


def paused(*, until: datetime | None = None, reason: str = "") -> Due:
    """A clock that stands still."""
    small = _("to %(when)s") % {"when": words.day_text(until)} if until else ""
    return Due(_("Clock paused"), _with(small, reason), "", "pause")


def met(*, text: str, small: str = "") -> Due:
    """A limit that was kept: the words say what was done and how long it took."""
    return Due(text, small, "done", "done")


def _with(first: str, second: str) -> str:
    """Two parts with a dot between; either may be missing."""
    return " · ".join(part for part in (first, second) if part)
