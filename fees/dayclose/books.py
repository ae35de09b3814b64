"""The data invariants of closed days and pay-ins, made anew from the lines (reliability section 2: M8, M9, M10)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When, Window
from django.db.models.functions import Lag

from fees.cashdesk.books import TAKINGS, running
from fees.cashdesk.models import Drawer, JournalLine
from fees.cashdesk.sheet import PAY_IN
from fees.counting.models import WATCHED, CashCount, Difference
from fees.counting.services import worth
from fees.dayclose.models import Consent, DayClose
from fees.dayclose.reading import plain, same, sheet_of
from fees.payins.models import CheckResult, PayIn, PayInCheck
from fees.safes.models import SafeCheck
from parkservice.journal.books import check
from parkservice.kit.money import MoneyField
from parkservice.paperwork.models import NumberSeries

CHUNK = 2000


@check("M8-days", "A closed day is as it was closed: sheet, seal and lines agree, and nothing is dated inside since.")
def days() -> Iterator[str]:
    """Make every sheet and seal anew."""
    for close in DayClose.objects.select_related("drawer__officer").order_by("pk").iterator(CHUNK):
        if close.seal() != close.hash:
            yield f"{close}: the seal is broken"
        elif not same(plain(sheet_of(close.drawer, close.day), close.drawer), close.sheet):
            yield f"{close}: the lines add up to another sheet"
        last = JournalLine.objects.filter(drawer=close.drawer, day__lte=close.day).order_by("-position").first()
        if last is None or (last.position, last.hash) != (close.position, close.head):
            yield f"{close}: its last line is not the one that was closed"
    for drawer in Drawer.objects.select_related("officer"):
        last_day = DayClose.objects.filter(drawer=drawer).order_by("-day").values_list("day", flat=True).first()
        if drawer.ends is None and drawer.closed_through != last_day:
            yield f"{drawer}: says closed through {drawer.closed_through}, the closes end on {last_day}"


@check("M8-order", "Lines of the cash journal never go back to an earlier day.")
def order() -> Iterator[str]:
    """Compare the day of each line with that of the line before it."""
    before: Any = Window(Lag("day"), partition_by=["drawer_id"], order_by=["position"])
    rows = JournalLine.objects.annotate(before=before).filter(day__lt=F("before"))
    for line in rows.select_related("drawer__officer").order_by("drawer_id", "position"):
        yield f"{line.drawer}: line {line.position} goes back to {line.day}"


@check("M9", "All takings went to finance in full, and what finance counted is a row by another person.")
def handed_in() -> Iterator[str]:
    """Follow the takings of every drawer: after each pay-in nothing is left, and each has its document."""
    amounts = dict(PayIn.objects.values_list("line_id", "amount"))
    # summed over all lines, kept for those of pay-ins
    left = Case(When(number__startswith=f"{PAY_IN}-", then=running(TAKINGS)), output_field=MoneyField())
    rows = JournalLine.objects.annotate(left=left).filter(left__isnull=False).order_by("drawer_id", "position")
    for pk, number, payment, takings in rows.values_list("pk", "number", "payment", "left"):
        if takings:
            yield f"{number}: {takings} yuan of the takings were not handed in"
        if amounts.pop(pk, None) != payment:
            yield f"{number}: slip and journal do not agree"
    for number in PayIn.objects.filter(line_id__in=amounts).values_list("number", flat=True):
        yield f"{number}: no line of the journal"
    for number in PayInCheck.objects.exclude(
        ~Q(by=F("pay_in__collector")), collector=F("pay_in__collector"), expected=F("pay_in__amount")
    ).values_list("pay_in__number", flat=True):
        yield f"{number}: confirmed by its collector, or for another sum"
    doubled = PayIn.objects.annotate(times=Count("checks", filter=Q(checks__result=CheckResult.CONFIRMED)))
    for number in doubled.filter(times__gt=1).values_list("number", flat=True):
        yield f"{number}: confirmed twice"


@check("M9-counts", "Every count is the sum of its notes, and every difference posted what its count found.")
def counts() -> Iterator[str]:
    """Add the notes of every count, pay-in and check; compare differences with their lines."""
    for number, notes, total in CashCount.objects.values_list("number", "notes", "total").iterator(CHUNK):
        if worth(notes) != total:
            yield f"{number}: the notes add up to {worth(notes)}, not {total}"
    for number, notes, total in PayIn.objects.values_list("number", "notes", "amount").iterator(CHUNK):
        if worth(notes) != total:
            yield f"{number}: the notes add up to {worth(notes)}, not {total}"
    for row in Difference.objects.select_related("count", "line"):
        posted = row.line.change
        if row.is_split:  # the rest of a shortage that took both pots
            rest = JournalLine.objects.filter(drawer=row.drawer_id, number=row.rest_number).first()
            posted += rest.change if rest else 0
        if not row.amount == row.count.off == posted or row.line.number != row.number:
            yield f"{row.number}: count, difference and journal do not agree"


@check("M5-payins", "Numbers of pay-ins have no gap, and end where their series does.")
def pay_in_numbers() -> Iterator[str]:
    """Follow the serials of each park and year from the first one."""
    last: dict[tuple[int, str], int] = {}
    rows = PayIn.objects.order_by("park_id", "number").values_list("park_id", "number")
    for park_id, number in rows.iterator(CHUNK):
        year, serial = number.rsplit("-", 2)[1:]
        if int(serial) != last.get((park_id, year), int(serial) - 1) + 1:
            yield f"{number}: a gap before it"
        last[park_id, year] = int(serial)
    for series in NumberSeries.objects.filter(prefix=PAY_IN):
        if last.get((series.park_id, str(series.year)), series.last) != series.last:
            yield f"{series}: the last number is {series.last}, the last pay-in another one"


@check("M15-cash", "Nobody decides on their own difference or watches their own count or lets their own cash stay.")
def cash_by_two() -> Iterator[str]:
    """Name differences, counts and consents of one person alone."""
    own = Q(decided_by=F("officer")) | Q(decided_by=F("witness")) | Q(witness=F("officer"))
    yield from (f"{number}: of one person alone" for number in _numbers(Difference.objects.filter(own)))
    alone = Q(witness=F("by")) | Q(purpose__in=WATCHED, witness__isnull=True)
    yield from (f"{number}: counted without a witness" for number in _numbers(CashCount.objects.filter(alone)))
    for consent in Consent.objects.filter(by=F("officer")).select_related("drawer__officer"):
        yield f"{consent}: consent given to oneself"


def _numbers(rows: "QuerySet[Difference] | QuerySet[CashCount]") -> Iterator[str]:
    yield from rows.order_by("pk").values_list("number", flat=True)


@check("M10", "Every closed day had its safe locked and scrambled after the last count, by a named person.")
def safe() -> Iterator[str]:
    """Compare closes with the checks of the safe of their drawer."""
    fitting = SafeCheck.objects.filter(
        pk=OuterRef("safe_check_id"),
        safe_id=OuterRef("drawer__safe_id"),
        locked=True,
        scrambled=True,
        at__gte=OuterRef("float_count__at"),
        at__lte=OuterRef("at"),
    )
    for close in DayClose.objects.filter(~Exists(fitting)).select_related("drawer__officer"):
        yield f"{close}: the safe was not checked"
