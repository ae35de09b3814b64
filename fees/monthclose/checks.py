"""What must be true before a month closes, each with its figures (O3, O6; domain 4, "Month close steps"; M8)."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from fees.cashdesk import periods
from fees.cashdesk import sheet as sums
from fees.cashdesk.models import Drawer, JournalLine, LineKind
from fees.cashdesk.sources import books
from fees.counting.models import WATCHED, CashCount, Difference
from fees.dayclose.reading import month_entries
from fees.monthclose.models import MonthClose, MonthReopening, MonthSign
from fees.monthclose.queries import never_closed
from fees.payins.models import CheckResult, PayIn, PayInCheck
from parkservice.kit import clock
from parkservice.parks.models import Park


def last_of(month: date) -> date:
    """Return the last day of a month."""
    return month.replace(day=monthrange(month.year, month.month)[1])


@dataclass(frozen=True)
class Check:
    """One condition of the close: whether it holds, and a sentence that says what to do when it does not."""

    code: str
    title: str
    holds: bool
    sentence: str = ""


@dataclass
class MonthBooks:
    """The books of one park and month, read once; `month` is its first day."""

    park: Park
    month: date

    @property
    def last(self) -> date:
        """The last day of the month."""
        return last_of(self.month)

    @cached_property
    def drawers(self) -> list[Drawer]:
        """The drawers that were kept in the month."""
        kept = Drawer.objects.filter(park=self.park, starts__lte=self.last).exclude(ends__lt=self.month)
        return list(kept.select_related("officer", "park").order_by("pk"))

    @cached_property
    def entries(self) -> list[sums.Entry]:
        """The movements of the month, with the sums of the year before it and what was brought in."""
        return [each for drawer in self.drawers for each in month_entries(drawer, self.month, self.last)]

    @cached_property
    def inside(self) -> list[sums.Entry]:
        """The movements of the month."""
        return [each for each in self.entries if each.day >= self.month and not each.is_opening]

    @cached_property
    def sheet(self) -> sums.MonthSheet:
        """Days, 本月合计 and 本年累计 of all drawers."""
        return sums.month_sheet(self.entries, self.month, self.last)

    @cached_property
    def three_way(self) -> sums.Compared:
        """Journal, receipts and customer ledgers (step 2)."""
        found = books()
        receipts = found.receipts(self.park, self.month, self.last)
        return sums.three_way(self.inside, receipts, found.ledgers(self.park, self.month, self.last))

    @cached_property
    def pay_ins(self) -> sums.Compared:
        """Pay-ins of the journal and what finance confirmed (step 3)."""
        rows = PayInCheck.objects.filter(
            result=CheckResult.CONFIRMED, pay_in__park=self.park, pay_in__day__range=(self.month, self.last)
        )
        return sums.pay_ins(self.inside, dict(rows.values_list("pay_in__number", "counted")))

    @cached_property
    def deposits(self) -> sums.Compared:
        """The list of deposits and the deposit ledger (step 4)."""
        return sums.Compared("deposits", books().deposits(self.park, self.last))

    @cached_property
    def closes(self) -> list[MonthClose]:
        """The versions of the close, the first one first."""
        found = MonthClose.objects.filter(park=self.park, month=self.month)
        return list(found.select_related("by", "reopening__asked_by", "reopening__agreed_by").order_by("number"))

    @property
    def reopening(self) -> MonthReopening | None:
        """The reopening of the last version, asked for or agreed."""
        return getattr(self.closes[-1], "reopening", None) if self.closes else None

    @property
    def is_closed(self) -> bool:
        """Whether the month is closed, and not open for a correcting version."""
        return bool(self.closes) and (self.reopening is None or self.reopening.agreed_by_id is None)

    @property
    def next_number(self) -> int:
        """The number of the version that would be closed now."""
        return len(self.closes) + 1

    @cached_property
    def signs(self) -> list[MonthSign]:
        """The officers' signatures under the version that would be closed now."""
        found = MonthSign.objects.filter(month__park=self.park, month__month=self.month)
        return list(found.filter(version=self.next_number).select_related("by"))

    @cached_property
    def differences(self) -> list[Difference]:
        """Differences that were found in the month."""
        return list(Difference.objects.filter(park=self.park, day__range=(self.month, self.last)).order_by("pk"))

    @cached_property
    def waiting(self) -> list[str]:
        """Numbers of pay-ins of the month that finance has not confirmed."""
        found = PayIn.objects.waiting().filter(park=self.park, day__range=(self.month, self.last))
        return list(found.order_by("pk").values_list("number", flat=True))

    @cached_property
    def corrections(self) -> list[JournalLine]:
        """Later lines that take back lines of this month."""
        inside = {"reverses__day__range": (self.month, self.last), "day__gt": self.last}
        return list(JournalLine.objects.filter(park=self.park, **inside).order_by("pk"))

    def unwatched(self) -> list[Drawer]:
        """Drawers that moved in the month and were never counted before a witness (step 6)."""
        counted = CashCount.objects.filter(park=self.park, purpose__in=WATCHED, day__range=(self.month, self.last))
        done = set(counted.values_list("drawer_id", flat=True))
        return [drawer for drawer in self.moved if drawer.pk not in done]

    @cached_property
    def moved(self) -> list[Drawer]:
        """Drawers that have lines in the month."""
        rows = JournalLine.objects.filter(park=self.park, day__range=(self.month, self.last))
        rows = rows.exclude(kind=LineKind.OPENING)
        ids = set(rows.values_list("drawer_id", flat=True).distinct())
        return [drawer for drawer in self.drawers if drawer.pk in ids]

    def unclosed(self) -> list[Drawer]:
        """Drawers with a day of the month that is not closed; on its last day all that are kept (step 1)."""
        today = clock.today()
        return [
            drawer
            for drawer in self.drawers
            if ((open_day := periods.open_day(drawer)) is not None and open_day <= self.last)
            or (today <= self.last and (drawer.closed_through or date.min) < self.last and drawer.ends is None)
        ]

    def earlier_open(self) -> date | None:
        """The first earlier month that was opened and never closed."""
        row = never_closed(self.park, self.month).first()
        return row.month if row else None


def checks(found: MonthBooks) -> Iterator[Check]:
    """Yield the conditions in the order of the procedure."""
    earlier, unclosed = found.earlier_open(), _names(found.unclosed())
    yield Check("earlier", _("Earlier months are closed"), earlier is None, _close_first(earlier))
    over = clock.today() >= found.last
    yield Check("over", _("The month is over"), over, _("Close it on its last day or later."))
    yield Check("days", _("All days are closed"), not unclosed, _("Not closed: %(names)s.") % {"names": unclosed})
    titles = {
        "three_way": _("Journal, receipts and customer ledgers agree"),
        "pay_ins": _("Pay-ins and finance's list agree"),
        "deposits": _("Deposit list and deposit ledger agree"),
    }
    for compared in (found.three_way, found.pay_ins, found.deposits):
        sentence = _("They lie %(off)s yuan apart. Find the row and correct it.") % {"off": compared.off}
        yield Check(compared.name, titles[compared.name], compared.agrees, sentence)
    waiting = {"numbers": _(", ").join(found.waiting)}
    yield Check("confirmed", _("All pay-ins are confirmed"), not found.waiting, _("Waiting: %(numbers)s.") % waiting)
    unsettled = _(", ").join(row.number for row in found.differences if not row.decided_by_id)
    yield Check(
        "differences",
        _("Differences are explained and decided"),
        not unsettled,
        _("Not decided: %(numbers)s.") % {"numbers": unsettled},
    )
    unwatched = _names(found.unwatched())
    yield Check(
        "counted", _("Counted before a witness"), not unwatched, _("Not counted: %(names)s.") % {"names": unwatched}
    )
    signed = {sign.drawer_id for sign in found.signs}
    unsigned = _names([drawer for drawer in found.moved if drawer.pk not in signed])
    yield Check("signed", _("Officers have signed"), not unsigned, _("Not signed: %(names)s.") % {"names": unsigned})


def _close_first(earlier: date | None) -> str:
    return _("Close %(month)s first.") % {"month": f"{earlier:%Y-%m}" if earlier else ""}


def _names(drawers: list[Drawer]) -> str:
    return _(", ").join(drawer.officer.display_name for drawer in drawers)


def plain(found: MonthBooks) -> dict[str, Any]:
    """Return the sheet of the month as it is stored and sealed: amounts as text, only what never changes later.

    Its corrections are those known at the close; later ones belong to the next version.
    """
    made = found.sheet
    return {
        "opening": f"{made.opening:f}",
        "closing": f"{made.closing:f}",
        "month": _totals(made.of_month),
        "year": _totals(made.of_year),
        "days": [[f"{row.day}", f"{row.receipts:f}", f"{row.payments:f}", f"{row.balance:f}"] for row in made.days],
        "items": {name: f"{amount:f}" for name, amount in sums.by_item(found.inside).items()},
        "compared": {
            compared.name: {name: f"{amount:f}" for name, amount in compared.sums.items()}
            for compared in (found.three_way, found.pay_ins, found.deposits)
        },
        "differences": [[row.number, f"{row.amount:f}"] for row in found.differences],
        "corrections": [
            [line.drawer_id, line.position, line.number, f"{line.day}", f"{line.change:f}"]
            for line in found.corrections
        ],
    }


def _totals(both: sums.Totals) -> list[str]:
    return [f"{both.receipts:f}", f"{both.payments:f}"]
