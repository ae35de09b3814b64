"""The data invariants of bills and readings, recomputed from the rows (reliability section 2, M11)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery, Window
from django.db.models.functions import Coalesce, Lag, Lead

from fees.billing.models import GONE, Bill
from fees.billing.records import BillingRun, BillReversal, HeatingStop, ReversalState
from fees.meters.models import MeterReading, ReadingKind
from parkservice.journal.books import check
from parkservice.kit.money import MoneyField, total


@check("M11-days", "Every charge is billed once: no day of it lies in two live bills.")
def days_once() -> Iterator[str]:
    """Name bills whose days run into those of the next bill of the same charge."""
    following: Any = Window(Lead("period_from"), partition_by=["item_id", "charge_object"], order_by="period_from")
    rows = Bill.objects.live().annotate(following=following).filter(following__lte=F("period_to"))
    yield from rows.order_by("pk").values_list("number", flat=True)


@check("M11", "The total of a billing run is the sum of its bills.")
def run_totals() -> Iterator[str]:
    """Name runs whose count or sum is not that of their bills."""
    bills = Bill.objects.filter(run=OuterRef("pk")).order_by().values("run")
    counted = Coalesce(Subquery(bills.annotate(n=Count("pk")).values("n")), 0)
    summed = Coalesce(Subquery(bills.annotate(s=total("amount")).values("s")), 0, output_field=MoneyField())
    rows = BillingRun.objects.annotate(n=counted, s=summed).exclude(Q(n=F("count")) & Q(s=F("total")))
    for run in rows.select_related("item").order_by("pk"):
        yield f"{run}: {run.count} bills of {run.total}, the books have {run.n} of {run.s}"


@check(
    "M6-bills",
    "A bill that counts no more was reversed, or came by an import taken back; a reversed one counts no more.",
)
def reversed_bills() -> Iterator[str]:
    """Name cancelled bills without an approved reversal, and bills that go on counting after one."""
    approved = Bill.objects.filter(reversals__state=ReversalState.APPROVED)
    rows = Bill.objects.filter(state__in=GONE).exclude(pk__in=approved.values("pk"))
    rows = rows.filter(Q(carried__isnull=True) | Q(carried__undone_on__isnull=True))
    for number in rows.order_by("pk").values_list("number", flat=True):
        yield f"{number}: counts no more, but nobody reversed it"
    for number in approved.exclude(state__in=GONE).order_by("pk").values_list("number", flat=True):
        yield f"{number}: was reversed, but it counts"


@check("M15-bills", "A bill is reversed, and heating stopped, by somebody else than who asked for it.")
def bills_by_two() -> Iterator[str]:
    """Name reversals and heating stops of one person alone."""
    for number in (
        BillReversal.objects.filter(decided_by=F("asked_by")).order_by("pk").values_list("bill__number", flat=True)
    ):
        yield f"{number}: reversed by one person alone"
    for stop in HeatingStop.objects.filter(approved_by=F("asked_by")).select_related("unit").order_by("pk"):
        yield f"{stop}: approved by who asked for it"


@check("M11-readings", "Every reading begins with the value of the one before it.")
def readings_touch() -> Iterator[str]:
    """Name readings whose last value is not what the reading before them showed."""
    former: Any = Window(Lag("current"), partition_by=["meter_id"], order_by=["read_on", "pk"])
    rows = MeterReading.objects.live().annotate(former=former).exclude(kind=ReadingKind.BASE)
    wrong = rows.exclude(former=F("previous")).select_related("meter")
    for reading in wrong.order_by("pk"):
        yield str(reading)
