"""Signing that the safe is locked, and telling the manager when nobody did (O8; domain 4, step 8; M10)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from fees.cashdesk.models import Drawer, Safe
from fees.safes.models import SafeAlarm, SafeCheck
from parkservice.accounts.models import User
from parkservice.accounts.rights import may, people_with
from parkservice.accounts.roles import Role
from parkservice.journal.steps import note
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell
from parkservice.paperwork.numbers import next_number
from parkservice.parks import thresholds
from parkservice.parks.calendar import calendar_for
from parkservice.parks.models import Park
from parkservice.tasks.moves import must

#: After a gap the tick looks back so many days: who hears of older ones can do nothing about them.
LOOK_BACK = 7


@transaction.atomic
def check_safe(*, safe: Safe, actor: User, locked: bool, scrambled: bool, agrees: bool, remark: str = "") -> SafeCheck:
    """Sign that the safe is locked, its dial scrambled, and whether the contents agree; last thing of the day (O8).

    The code is never asked for. Contents that do not agree go to the manager. Raises PermissionDenied for people who
    keep no cash in the park, RuleViolation for a safe that is not locked or not scrambled, or without words about what
    does not agree.
    """
    must(may(actor, "cash.keep", safe.park))
    if not (locked and scrambled):
        raise RuleViolation(_("Lock the safe and scramble its dial, then sign."), "not_locked")
    if not agrees and not remark.strip():
        raise RuleViolation(_("Write what does not agree."), "no_remark")
    made = SafeCheck.objects.create(
        park=safe.park,
        number=next_number(safe.park, "BX"),
        safe=safe,
        day=clock.today(),
        locked=locked,
        scrambled=scrambled,
        agrees=agrees,
        remark=remark.strip(),
        checker=actor,
        at=clock.now(),
    )
    note(made, actor, "cash.safe_checked", data={"safe": safe.name, "number": made.number}, text=made.remark)
    if not agrees:
        _tell_managers(safe, "inbox.cash_safe_wrong", made, remark=made.remark, name=actor.name)
    return made


def _tell_managers(safe: Safe, verb: str, subject: SafeCheck | SafeAlarm, **data: str) -> None:
    told = people_with(safe.park, Role.MANAGER)
    tell(recipients=told, park=safe.park, verb=verb, subject=subject, data={"safe": safe.name, **data})


def alarm_moment(park: Park, day: date) -> datetime | None:
    """Return when a missing check alarms the manager: some time after the desk closes; None on a free day."""
    calendar = calendar_for(park)
    if not calendar.works(day):
        return None
    late = timedelta(minutes=thresholds.value(park, "safe_alarm_minutes", day))
    return clock.combine(day, calendar.hours[-1][1]) + late


def missed_days(safe: Safe, last: date) -> Iterator[date]:
    """Yield the working days up to `last` whose check is missing, the oldest first; only days with a drawer in it."""
    now = clock.now()
    checked = set(SafeCheck.objects.filter(safe=safe, day__lte=last).values_list("day", flat=True))
    kept = list(Drawer.objects.filter(safe=safe).values_list("starts", "ends"))
    for ago in range(LOOK_BACK, -1, -1):
        day = last - timedelta(days=ago)
        moment = alarm_moment(safe.park, day)
        used = any(starts <= day and (ends is None or ends >= day) for starts, ends in kept)
        if used and moment is not None and moment <= now and day not in checked:
            yield day


def alarm() -> None:
    """Tell the manager of each working day whose check is missing (18:30), once, however often or late it runs."""
    safes: Iterable[Safe] = Safe.objects.filter(is_active=True, drawers__isnull=False).distinct().select_related("park")
    for safe in safes:
        for day in missed_days(safe, clock.today()):
            _alarm_once(safe, day)


@transaction.atomic
def _alarm_once(safe: Safe, day: date) -> None:
    made, new = SafeAlarm.objects.get_or_create(safe=safe, day=day, defaults={"at": clock.now()})
    if new:
        _tell_managers(safe, "inbox.cash_safe_missing", made, day=day.isoformat())
