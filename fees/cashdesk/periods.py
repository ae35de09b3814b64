"""Months and days of the books: which one is written into, and which one is closed (M8; domain 4).

Locks are taken in one order everywhere: month, drawer, bills by id, number series (design section 8).
"""

from datetime import date, timedelta

from django.db import connection
from django.utils.translation import gettext as _

from fees.cashdesk.models import Drawer, Month
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.parks.calendar import calendar_for
from parkservice.parks.models import Park

_MONTH = 'SELECT "id", "park_id", "month" FROM "fees_month" WHERE "park_id" = %s AND "month" = %s'


def first_of(day: date) -> date:
    """Return the day that stands for the month of a day."""
    return day.replace(day=1)


def hold(*, park: Park, day: date) -> Month:
    """Share the month of a day with other writers, and open it when nobody has; in a transaction, before other locks.

    Writers never wait for each other here, only for `hold_alone`. A new row dated in a month needs its month opened by
    this function, else the database refuses it.
    """
    found = _shared(park, day)
    if found is None:  # of two first writers both insert, one insert is ignored by the database
        Month.objects.bulk_create([Month(park=park, month=first_of(day))], ignore_conflicts=True)
        found = _shared(park, day)
    if found is None:
        raise RuntimeError("A month that was opened is there.")
    return found


def hold_alone(*, park: Park, day: date) -> Month:
    """Lock a month so that nobody writes into it, once those have ended who do; opened first when nobody has.

    For what sums a month up, and for what must not happen twice in a park. Call it as `hold`, and not after it.
    """
    Month.objects.bulk_create([Month(park=park, month=first_of(day))], ignore_conflicts=True)
    return Month.objects.select_for_update(of=("self",)).get(park=park, month=first_of(day))


def _shared(park: Park, day: date) -> Month | None:
    """The month under a shared lock, which Django has no words for; SQLite has one writer anyway."""
    lock = " FOR SHARE" if connection.vendor == "postgresql" else ""
    return next(iter(Month.objects.raw(f"{_MONTH}{lock}", [park.pk, first_of(day)])), None)


def lock_drawer(drawer_id: int) -> Drawer:
    """Lock a drawer by its key and read it as it is now; call inside a transaction, after `hold`."""
    return Drawer.objects.select_for_update(of=("self",)).get(pk=drawer_id)


def next_day(drawer: Drawer, day: date) -> date:
    """Return the working day that follows: what comes in after a close is dated there."""
    calendar = calendar_for(drawer.park)
    day += timedelta(days=1)
    while not calendar.works(day):
        day += timedelta(days=1)
    return day


def open_day(drawer: Drawer) -> date | None:
    """Return the day that has lines and is not closed yet; None when everything is closed."""
    return None if drawer.last_day is None or is_closed(drawer, drawer.last_day) else drawer.last_day


def is_closed(drawer: Drawer, day: date) -> bool:
    """Whether a drawer's day is closed."""
    return drawer.closed_through is not None and drawer.closed_through >= day


def working_day(drawer: Drawer) -> date:
    """Return the day on which documents of the close are dated: the open one, else today, once closed the next one."""
    today = clock.today()
    return open_day(drawer) or (next_day(drawer, today) if is_closed(drawer, today) else today)


def lock_working_day(drawer: Drawer) -> tuple[Drawer, date]:
    """Lock the month of the day that the officer works on, then the drawer; return the drawer as it is, and the day.

    Raises RuleViolation when the day was closed meanwhile, or is closed for today.
    """
    day = working_day(Drawer.objects.select_related("park").get(pk=drawer.pk))
    hold(park=drawer.park, day=day)
    held = lock_drawer(drawer.pk)
    if working_day(held) != day or day > clock.today():
        raise RuleViolation(_("This day is closed. Go on tomorrow."), "day_closed")
    return held, day


def posting_day(drawer: Drawer) -> date:
    """Return the day on which money that comes now is dated: today, or the next day once today is closed.

    Raises RuleViolation while an earlier day is open, or after today's takings were handed in.
    """
    today, begun = clock.today(), open_day(drawer)
    if begun is not None and begun < today:
        said = {"day": begun.isoformat()}
        raise RuleViolation(_("%(day)s is not closed yet. Close it first, then take money again.") % said, "day_open")
    if begun is not None and drawer.handed_in is not None and drawer.handed_in >= begun:
        raise RuleViolation(
            _("The cash of the day is handed in. Close the day; what comes now goes to the next day."), "handed_in"
        )
    return working_day(drawer)


def refuse_other_day(drawer: Drawer, day: date) -> None:
    """Raises RuleViolation for a day on which nothing can be dated any more, or not yet."""
    right = posting_day(drawer)
    if day < right:
        said = {"day": right.isoformat()}
        raise RuleViolation(_("This day is closed, it goes to the next day: %(day)s.") % said, "day_closed")
    if day > right:
        raise RuleViolation(_("This day has not begun. Date it today."), "future_day")
