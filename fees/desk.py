"""What waits about money for one person, for their desk: all counts in one statement, the drawer, who must be urged."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, IntegerField, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fees.arrears.debtors import debtors, urged
from fees.arrears.queries import seen_by
from fees.bank import queries as bank
from fees.billing.records import BillReversal
from fees.billing.records import ReversalState as BillReversalState
from fees.cashdesk import periods
from fees.cashdesk.duties import drawers_kept
from fees.cashdesk.models import Drawer, Month
from fees.counting import queries as counting
from fees.deposits import queries as deposits
from fees.dunning.models import DunningNotice, NoticeState
from fees.invoices import queries as invoices
from fees.ledger.models import ReversalRequest, ReversalState
from fees.meters.models import Meter
from fees.meters.queries import quarter_to_read, unread, window
from fees.monthclose import queries as monthclose
from fees.opening import queries as opening
from fees.paybacks import queries as paybacks
from fees.payins import queries as payins
from fees.queues import Queue
from fees.safes.models import SafeAlarm
from fees.slips import queries as slips
from fees.tariffs.models import Tariff, TariffState
from fees.waivers import queries as waivers
from parkservice.accounts.models import User
from parkservice.accounts.rights import may, scope
from parkservice.estate.models import Customer
from parkservice.kit import clock
from parkservice.parks.models import Park

#: Debtors on the desk; the list has them all.
ROWS = 5
#: Rows that are named one by one.
NAMES = 12
#: For how long a missed safe check stands on the manager's desk.
ALARMS = timedelta(days=7)


@dataclass(frozen=True)
class Waiting:
    """One kind of thing that waits: which rows for whom, the list that opens, and how each row is named, if at all."""

    label: Any
    icon: str
    tone: str
    queue: Queue
    url_name: str
    query: str = ""
    name: Callable[[Any], "Named"] | None = None

    @property
    def url(self) -> str:
        """The list."""
        return reverse(self.url_name) + self.query


@dataclass(frozen=True)
class Named:
    """One row that waits: its name and its page."""

    text: str
    url: str


@dataclass(frozen=True)
class Line:
    """One kind of thing that waits, how much of it, and the first rows of a kind whose rows have names."""

    what: Waiting
    count: int
    names: list[Named]

    @property
    def url(self) -> str:
        """What opens: the first row with a name, else the list."""
        return self.names[0].url if self.names else self.what.url


@dataclass(frozen=True)
class Money:
    """What the desk shows about fees and cash; `not_closed` is an earlier day of the drawer that is still open."""

    lines: list[Line]
    drawer: Drawer | None
    not_closed: date | None
    debtors: list[Any] | None


def _meters(user: User, park: Park) -> QuerySet[Meter]:
    reach = scope(user, "meters.read")
    mine = Meter.objects.filter(park=park, unit__isnull=False, ends__isnull=True)
    if park.pk not in reach.parks:
        mine = mine.filter(building_id__in=reach.buildings)
    return unread(mine, window(park, quarter_to_read(park).last))


def _receipts(user: User, park: Park) -> QuerySet[ReversalRequest]:
    """Requests of others about money that others took; of earlier days only for those who reverse."""
    rows = ReversalRequest.objects.filter(park=park, state=ReversalState.ASKED).exclude(asked_by=user)
    rows = rows.exclude(receipt__received_by=user)
    return rows if may(user, "receipts.reverse", park) else rows.filter(receipt__day__gte=clock.today())


def _bill_reversals(user: User, park: Park) -> QuerySet[BillReversal]:
    return BillReversal.objects.filter(park=park, state=BillReversalState.ASKED).exclude(asked_by=user)


def _tariffs(user: User, park: Park) -> QuerySet[Tariff]:
    return Tariff.objects.filter(park=park, state=TariffState.PROPOSED).exclude(proposed_by=user)


def _legal(user: User, park: Park) -> QuerySet[DunningNotice]:
    return DunningNotice.objects.filter(park=park, state=NoticeState.ASKED).exclude(asked_by=user)


def _alarms(_user: User, park: Park) -> QuerySet[SafeAlarm]:
    return SafeAlarm.objects.filter(safe__park=park, day__gte=clock.today() - ALARMS)


def _month(row: Month) -> Named:
    return Named(f"{row}", f"{reverse('fees:month')}?month={row}")


_TARIFFS = Queue(("tariffs.release",), _tariffs)
_RECEIPTS = Queue(("receipts.void", "receipts.reverse"), _receipts)
_BILLS = Queue(("bills.reverse",), _bill_reversals)
_LEGAL = Queue(("dunning.approve",), _legal)
_ALARMS = Queue(("cash.decide",), _alarms)
# Officers read; leaders may, and see it on the board.
_METERS = Queue(("cash.keep",), _meters)
WAITING = (
    Waiting(_("Slips at the till"), "send", "due", slips.TO_TAKE, "fees:slips"),
    Waiting(_("Pay-ins to count"), "cash", "due", payins.TO_COUNT, "fees:pay_ins"),
    Waiting(_("Months to close"), "calendar", "due", monthclose.TO_CLOSE, "fees:month", name=_month),
    Waiting(_("Refunds to pay"), "key", "due", deposits.TO_PAY, "fees:deposits", "?view=approved"),
    Waiting(_("Prepayments to pay back"), "undo", "due", paybacks.TO_PAY, "fees:paybacks", "?view=approved"),
    Waiting(_("Lines of the bank to match"), "list", "due", bank.TO_MATCH, "fees:bank_lines"),
    Waiting(_("Tax invoices to record"), "bill", "due", invoices.TO_RECORD, "fees:invoices"),
    Waiting(_("Prices to release"), "list", "rise", _TARIFFS, "fees:tariffs"),
    Waiting(_("Waivers to decide"), "scale", "rise", waivers.TO_DECIDE, "fees:waivers"),
    Waiting(_("Receipts to take back"), "undo", "rise", _RECEIPTS, "fees:receipts", "?view=waiting"),
    Waiting(_("Bills to reverse"), "undo", "rise", _BILLS, "fees:bills", "?view=reversal"),
    Waiting(_("Refunds to approve"), "key", "rise", deposits.TO_DECIDE, "fees:deposits", "?view=asked"),
    Waiting(_("Prepayments to approve"), "undo", "rise", paybacks.TO_DECIDE, "fees:paybacks"),
    Waiting(_("Carry-overs to decide"), "upload", "rise", opening.TO_DECIDE, "fees:openings"),
    Waiting(_("Cash differences to decide"), "scale", "rise", counting.TO_DECIDE, "fees:differences"),
    Waiting(_("Legal routes to approve"), "rise", "rise", _LEGAL, "fees:notices", "?view=asked"),
    Waiting(_("Missed safe checks"), "lock", "miss", _ALARMS, "fees:safes"),
    Waiting(_("Meters to read"), "chart", "due", _METERS, "fees:routes"),
)

#: What the counter settles in passing: it has a card of money only while some of it waits.
COUNTER = {each for each in WAITING if each.queue is deposits.TO_DECIDE}


def money_of(user: User, park: Park) -> Money | None:
    """Read what waits for a person; None for people who have nothing to do with fees and cash."""
    kinds = {each: rows for each in WAITING if (rows := each.queue.rows(user, park)) is not None}
    lines = _counted(kinds, park) if kinds else []
    if not kinds or (kinds.keys() <= COUNTER and not lines):
        return None
    drawer = drawers_kept([user], park, clock.today()).get(user.pk) if may(user, "cash.keep", park) else None
    begun = periods.open_day(drawer) if drawer is not None else None
    not_closed = begun if begun is not None and begun < clock.today() else None
    collects = may(user, "cash.keep", park) and may(user, "dunning.send", park)
    return Money(lines, drawer, not_closed, _debtors(user, park) if collects else None)


def _counted(kinds: dict[Waiting, QuerySet[Any]], park: Park) -> list[Line]:
    """Count every kind in one statement; what does not wait is left out."""
    counts = {f"n{place}": _count(rows) for place, rows in enumerate(kinds.values())}
    found: Any = Park.objects.filter(pk=park.pk).values(**counts).get()
    numbers = [found[name] for name in counts]
    return [
        Line(each, number, _names(each, kinds[each])) for each, number in zip(kinds, numbers, strict=True) if number
    ]


def _names(kind: Waiting, rows: QuerySet[Any]) -> list[Named]:
    return [kind.name(row) for row in rows[:NAMES]] if kind.name is not None else []


def _count(rows: QuerySet[Any]) -> Coalesce:
    """How many rows there are, as a part of another statement."""
    all_of = rows.order_by().annotate(one=Value(1)).values("one")
    return Coalesce(Subquery(all_of.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


def _debtors(user: User, park: Park) -> list[Any]:
    """Those of my buildings who must be urged, who owe most first."""
    which = seen_by(user, park)
    bills = urged(which).order_by().values("pk")
    return list(debtors(Customer.objects.all(), which, Q(pk__in=bills)).order_by("-owed", "pk")[:ROWS])
