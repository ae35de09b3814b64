"""The duties of the cash desk and how they stand (O3, O7, O8): read from the records, never ticked."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Exists, Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from fees.cashdesk import periods
from fees.cashdesk.models import Drawer, JournalLine, LineKind
from fees.monthclose.models import MonthClose
from fees.payins.models import PayIn
from fees.safes.models import SafeCheck
from fees.safes.services import alarm_moment
from parkservice.accounts.duties import Duty, State, Status
from parkservice.accounts.models import User
from parkservice.accounts.readings import once_per_board
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from parkservice.kit.money import yuan
from parkservice.parks import thresholds
from parkservice.parks.models import Park
from parkservice.ui.words import when_text

#: How long before the alarm the safe check is due.
BEFORE = timedelta(hours=2)


@once_per_board
def drawers_kept(people: Sequence[User], park: Park, day: date) -> dict[int, Drawer]:
    """The drawers of some people by officer; who keeps none has nothing to do."""
    rows = Drawer.objects.current(day).filter(park=park, officer__in=list(people)).select_related("park", "safe")
    return {drawer.officer_id: drawer for drawer in rows}


def _none(url: str) -> Status:
    return Status("nothing", "", _("You keep no cash drawer."), url)


def _ended(park: Park, day: date) -> datetime | None:
    """When the day is over for cash: an hour after the desk closes."""
    return alarm_moment(park, day)


def handed_in(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """O7: takings confirmed by finance, or nothing taken / takings in the drawer / not by the evening.

    What stays or comes in after the close of the day is a matter of the next one.
    """
    kept = drawers_kept(people, park, day)
    waiting = list(PayIn.objects.waiting().filter(drawer__in=list(kept.values())).values_list("drawer_id", flat=True))
    return {
        user.pk: _handed_in(kept[user.pk], kept[user.pk].pk in waiting, park, day)
        if user.pk in kept
        else _none(reverse("fees:drawers"))
        for user in people
    }


def _handed_in(drawer: Drawer, waits: bool, park: Park, day: date) -> Status:
    url, begun, over = reverse("fees:close", args=[drawer.pk]), periods.open_day(drawer), _ended(park, day)
    if begun is not None and begun < day:
        sentence = _("%(day)s is not closed. Close it before you take money again.") % {"day": begun.isoformat()}
        return Status("missed", yuan(drawer.takings), sentence, url, _("Close the day"), due=clock.combine(begun))
    if waits:
        return Status("open", _("1 pay-in"), _("Finance has not confirmed it yet."), reverse("fees:pay_ins"))
    if not drawer.takings:
        return Status("done", "", _("No takings are left in the drawer."), url)
    if periods.is_closed(drawer, day) or (begun is not None and begun > day):
        sentence = _("The day is closed. %(amount)s of takings go to finance on the next working day.")
        return Status("done", yuan(drawer.takings), sentence % {"amount": yuan(drawer.takings)}, url)
    late = over is not None and clock.now() >= over
    state: State = "missed" if late else "due"
    said = {"amount": yuan(drawer.takings)}
    sentence = _("%(amount)s of takings go to finance today.") % said
    return Status(state, yuan(drawer.takings), sentence, url, _("Close the day"), due=over)


def safe_checked(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """O8: the safe checked today / from two hours before the alarm / nobody did by then."""
    kept, over = drawers_kept(people, park, day), _ended(park, day)
    checks = SafeCheck.objects.filter(safe__in={drawer.safe_id for drawer in kept.values()}, day=day)
    checked = dict(checks.order_by("safe").values("safe").annotate(last=Max("at")).values_list("safe", "last"))
    url = reverse("fees:safes")
    return {
        user.pk: _safe(checked.get(kept[user.pk].safe_id), over, url) if user.pk in kept else _none(url)
        for user in people
    }


def _safe(checked: datetime | None, over: datetime | None, url: str) -> Status:
    if checked is not None:
        return Status("done", "", _("The safe was checked %(when)s.") % {"when": when_text(checked)}, url)
    if over is None:
        return Status("nothing", "", _("Today is no working day."), url)
    action, now = _("Check the safe"), clock.now()
    if now >= over:
        return Status("missed", "", _("Nobody checked the safe; the manager was told."), url, action, due=over)
    if now >= over - BEFORE:
        return Status("due", "", _("Lock it, scramble its dial, sign."), url, action, due=over)
    return Status("nothing", "", _("Before you leave: lock it, scramble its dial, sign."), url, action)


def month_closed(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """O3: last month closed / from its end / after the day that the park sets."""
    month = periods.first_of(periods.first_of(day) - timedelta(days=1))
    url = f"{reverse('fees:month')}?month={month:%Y-%m}"
    lines = JournalLine.objects.filter(park=park, day__gte=month, day__lt=periods.first_of(day))
    moved = Exists(lines.exclude(kind=LineKind.OPENING))
    closed = Exists(MonthClose.objects.filter(park=park, month=month))
    is_closed, has_moved = Park.objects.filter(pk=park.pk).values_list(closed, moved).get()
    said = {"month": f"{month:%Y-%m}"}
    if is_closed:
        status = Status("done", "", _("%(month)s is closed.") % said, url)
    elif not has_moved:
        status = Status("nothing", "", _("No cash moved in %(month)s.") % said, url)
    else:
        last = thresholds.value(park, "cash_month_days", day)
        state: State = "due" if day.day <= last else "missed"
        sentence = _("Sign and close %(month)s by day %(day)d.") % {**said, "day": last}
        due = clock.combine(day.replace(day=last) + timedelta(days=1))
        status = Status(state, said["month"], sentence, url, pgettext("cash", "See the month"), due=due)
    return {user.pk: status for user in people}


DUTIES = [
    Duty(
        "O3",
        (Role.OFFICER, Role.FINANCE),
        "month",
        gettext_lazy("Close the cash journal of last month"),
        gettext_lazy("Cash month"),
        "fees:month",
        month_closed,
    ),
    Duty(
        "O7",
        (Role.OFFICER,),
        "day",
        gettext_lazy("Hand in the cash to finance every day"),
        gettext_lazy("Pay-in"),
        "fees:drawers",
        handed_in,
    ),
    Duty(
        "O8",
        (Role.OFFICER,),
        "day",
        gettext_lazy("Check the safe before leaving"),
        gettext_lazy("Safe"),
        "fees:safes",
        safe_checked,
    ),
]
