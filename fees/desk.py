"""What waits about money for one person, for their desk: all counts in one statement, the drawer, who must be urged."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, IntegerField, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fees.arrears.debtors import debtors, urged
from fees.arrears.queries import seen_by
from fees.bank.models import BankLine
from fees.billing.records import BillReversal
from fees.billing.records import ReversalState as BillReversalState
from fees.cashdesk import periods
from fees.cashdesk.models import Drawer, JournalLine, LineKind, Month
from fees.counting.models import Difference, DifferenceState
from fees.deposits.models import RefundRequest, RefundState
from fees.dunning.models import DunningNotice, NoticeState
from fees.invoices.models import TaxInvoice
from fees.ledger.models import ReversalRequest, ReversalState
from fees.meters.models import Meter
from fees.meters.queries import quarter_to_read, unread, window
from fees.monthclose.models import MonthClose
from fees.opening.models import OpeningImport, OpeningState
from fees.paybacks.models import PaybackRequest, PaybackState
from fees.payins.models import PayIn
from fees.safes.models import SafeAlarm
from fees.slips.models import PaySlip
from fees.tariffs.models import Tariff, TariffState
from fees.waivers.models import Waiver, WaiverState
from parkservice.accounts.models import User
from parkservice.accounts.rights import may, scope
from parkservice.estate.models import Customer
from parkservice.kit import clock
from parkservice.parks.models import Park

#: Debtors on the desk; the list has them all.
ROWS = 5
#: For how long a missed safe check stands on the manager's desk.
ALARMS = timedelta(days=7)


@dataclass(frozen=True)
class Waiting:
    """One kind of thing that waits: for whom by right, which rows, and the list that opens."""

    label: Any
    icon: str
    tone: str
    perms: tuple[str, ...]
    rows: Callable[[User, Park], QuerySet[Any]]
    url_name: str
    query: str = ""

    @property
    def url(self) -> str:
        """The list."""
        return reverse(self.url_name) + self.query


@dataclass(frozen=True)
class Line:
    """One kind of thing that waits, and how much of it."""

    what: Waiting
    count: int


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


def _refunds(user: User, park: Park) -> QuerySet[RefundRequest]:
    rows = RefundRequest.objects.filter(park=park, state=RefundState.REQUESTED)
    return rows.exclude(requested_by=user)


def _payouts(user: User, park: Park) -> QuerySet[RefundRequest]:
    rows = RefundRequest.objects.filter(park=park, state=RefundState.APPROVED)
    return rows.exclude(Q(requested_by=user) | Q(decided_by=user))


def _months(_user: User, park: Park) -> QuerySet[Month]:
    """Last month, when cash moved in it and nobody closed it (O3)."""
    first = periods.first_of(clock.today())
    last = periods.first_of(first - timedelta(days=1))
    moved = JournalLine.objects.filter(park=park, day__gte=last, day__lt=first).exclude(kind=LineKind.OPENING)
    rows = Month.objects.filter(Exists(moved), park=park, month=last)
    return rows.exclude(pk__in=MonthClose.objects.filter(park=park).values("period_id"))


def _bill_reversals(user: User, park: Park) -> QuerySet[BillReversal]:
    return BillReversal.objects.filter(park=park, state=BillReversalState.ASKED).exclude(asked_by=user)


def _differences(user: User, park: Park) -> QuerySet[Difference]:
    rows = Difference.objects.filter(park=park, state=DifferenceState.EXPLAINED)
    return rows.exclude(Q(officer=user) | Q(witness=user))


def _waivers(user: User, park: Park) -> QuerySet[Waiver]:
    return Waiver.objects.filter(park=park, state=WaiverState.PROPOSED).exclude(proposed_by=user)


def _tariffs(user: User, park: Park) -> QuerySet[Tariff]:
    return Tariff.objects.filter(park=park, state=TariffState.PROPOSED).exclude(proposed_by=user)


def _legal(user: User, park: Park) -> QuerySet[DunningNotice]:
    return DunningNotice.objects.filter(park=park, state=NoticeState.ASKED).exclude(asked_by=user)


def _slips(_user: User, park: Park) -> QuerySet[PaySlip]:
    return PaySlip.objects.waiting().filter(park=park)


def _pay_ins(user: User, park: Park) -> QuerySet[PayIn]:
    return PayIn.objects.waiting().filter(park=park).exclude(collector=user)


def _invoices(_user: User, park: Park) -> QuerySet[TaxInvoice]:
    return TaxInvoice.objects.all().waiting().filter(park=park)


def _alarms(_user: User, park: Park) -> QuerySet[SafeAlarm]:
    return SafeAlarm.objects.filter(safe__park=park, day__gte=clock.today() - ALARMS)


def _bank_lines(_user: User, park: Park) -> QuerySet[BankLine]:
    return BankLine.objects.waiting().filter(park=park)


def _paybacks(user: User, park: Park) -> QuerySet[PaybackRequest]:
    rows = PaybackRequest.objects.filter(park=park, state=PaybackState.REQUESTED)
    return rows.exclude(requested_by=user)


def _paybacks_due(user: User, park: Park) -> QuerySet[PaybackRequest]:
    rows = PaybackRequest.objects.filter(park=park, state=PaybackState.APPROVED)
    return rows.exclude(Q(requested_by=user) | Q(decided_by=user))


def _carry_overs(user: User, park: Park) -> QuerySet[OpeningImport]:
    sent = Q(state=OpeningState.SENT) & ~Q(sent_by=user)
    return OpeningImport.objects.filter(sent | Q(state=OpeningState.UNDOING) & ~Q(undo_asked_by=user), park=park)


_VOIDS = ("receipts.void", "receipts.reverse")
WAITING = (
    Waiting(_("Slips at the till"), "send", "due", ("receipts.cash",), _slips, "fees:slips"),
    Waiting(_("Pay-ins to count"), "cash", "due", ("cash.confirm",), _pay_ins, "fees:pay_ins"),
    Waiting(_("Months to close"), "calendar", "due", ("cash.close",), _months, "fees:month"),
    Waiting(_("Refunds to pay"), "key", "due", ("deposits.pay",), _payouts, "fees:deposits", "?view=approved"),
    Waiting(_("Prepayments to pay back"), "undo", "due", ("deposits.pay",), _paybacks_due, "fees:paybacks"),
    Waiting(_("Lines of the bank to match"), "list", "due", ("bank.match",), _bank_lines, "fees:bank_lines"),
    Waiting(_("Tax invoices to record"), "bill", "due", ("invoices.record",), _invoices, "fees:invoices"),
    Waiting(_("Prices to release"), "list", "rise", ("tariffs.release",), _tariffs, "fees:tariffs"),
    Waiting(_("Waivers to decide"), "scale", "rise", ("waivers.decide",), _waivers, "fees:waivers"),
    Waiting(_("Receipts to take back"), "undo", "rise", _VOIDS, _receipts, "fees:receipts", "?view=waiting"),
    Waiting(_("Bills to reverse"), "undo", "rise", ("bills.reverse",), _bill_reversals, "fees:bills", "?view=reversal"),
    Waiting(_("Refunds to approve"), "key", "rise", ("deposits.decide",), _refunds, "fees:deposits", "?view=asked"),
    Waiting(_("Prepayments to approve"), "undo", "rise", ("paybacks.decide",), _paybacks, "fees:paybacks"),
    Waiting(_("Carry-overs to decide"), "upload", "rise", ("opening.release",), _carry_overs, "fees:openings"),
    Waiting(_("Cash differences to decide"), "scale", "rise", ("cash.decide",), _differences, "fees:differences"),
    Waiting(_("Legal routes to approve"), "rise", "rise", ("dunning.approve",), _legal, "fees:notices", "?view=asked"),
    Waiting(_("Missed safe checks"), "lock", "miss", ("cash.decide",), _alarms, "fees:safes"),
    # Officers read; leaders may, and see it on the board.
    Waiting(_("Meters to read"), "chart", "due", ("cash.keep",), _meters, "fees:routes"),
)


def money_of(user: User, park: Park) -> Money | None:
    """Read what waits for a person; None for people who have nothing to do with fees and cash."""
    kinds = [each for each in WAITING if any(may(user, perm, park) for perm in each.perms)]
    if not kinds:
        return None
    drawer = Drawer.objects.kept_by(user, park).first() if may(user, "cash.keep", park) else None
    begun = periods.open_day(drawer) if drawer is not None else None
    not_closed = begun if begun is not None and begun < clock.today() else None
    collects = may(user, "cash.keep", park) and may(user, "dunning.send", park)
    return Money(_counted(kinds, user, park), drawer, not_closed, _debtors(user, park) if collects else None)


def _counted(kinds: list[Waiting], user: User, park: Park) -> list[Line]:
    """Count every kind in one statement; what does not wait is left out."""
    counts = {f"n{place}": _count(kind.rows(user, park)) for place, kind in enumerate(kinds)}
    found = Park.objects.filter(pk=park.pk).values(**counts).get()
    lines = [Line(kind, found[f"n{place}"]) for place, kind in enumerate(kinds)]
    return [line for line in lines if line.count]


def _count(rows: QuerySet[Any]) -> Coalesce:
    """How many rows there are, as a part of another statement."""
    all_of = rows.order_by().annotate(one=Value(1)).values("one")
    return Coalesce(Subquery(all_of.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


def _debtors(user: User, park: Park) -> list[Any]:
    """Those of my buildings who must be urged, who owe most first."""
    which = seen_by(user, park)
    bills = urged(which).order_by().values("pk")
    return list(debtors(Customer.objects.all(), which, Q(pk__in=bills)).order_by("-owed", "pk")[:ROWS])
