"""The data invariants of receipts, reversals and accounts, recomputed from the rows (reliability section 2)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from fees.billing.models import GONE, PAYABLE, UNDISPUTED, Bill, BillState
from fees.disputes.models import Dispute
from fees.ledger.models import (
    LINES,
    Allocation,
    CreditEntry,
    CreditKind,
    CustomerAccount,
    Method,
    Receipt,
    Reversal,
    ReversalKind,
    ReversalState,
)
from fees.waivers.models import Waiver, WaiverLine, WaiverState
from parkservice.journal.books import check
from parkservice.journal.models import Event, subject_kind
from parkservice.kit import clock
from parkservice.kit.money import MoneyField, total
from parkservice.paperwork.chained import models_chained

CHUNK = 2000
GIVES, TAKES = (CreditKind.SURPLUS, CreditKind.CARRIED), (CreditKind.USED, CreditKind.DROPPED, CreditKind.REFUND)
#: Of two documents at midnight the one that began first may be posted last; no posting takes so long.
ON_ITS_WAY = timedelta(minutes=1)


@check("M1", "What a receipt settles and what it puts to the prepayment add up to its amount.")
def receipts_add_up() -> Iterator[str]:
    """Compare each receipt with its lines, their keys, and its movement of the prepayment."""
    settled = Coalesce(_sum(Allocation.objects.all(), "receipt"), _zero())
    moved = Coalesce(_sum(CreditEntry.objects.filter(reversal__isnull=True), "receipt"), _zero())
    rows = Receipt.objects.annotate(settled=settled, moved=moved)
    wrong = rows.exclude(amount=F("settled") + F("surplus"))
    for number in wrong.order_by("pk").values_list("number", flat=True).iterator(CHUNK):
        yield f"{number}: lines and surplus are not its amount"
    used = rows.filter(method=Method.PREPAYMENT).exclude(moved=F("surplus") - F("amount"))
    kept = rows.exclude(method=Method.PREPAYMENT).exclude(moved=F("surplus"))
    for number in (used | kept).order_by("pk").values_list("number", flat=True).iterator(CHUNK):
        yield f"{number}: the prepayment did not move by what it says"
    for pk, receipt_id in Allocation.objects.values_list("pk", "receipt_id").order_by("pk").iterator(CHUNK):
        if pk // LINES != receipt_id:
            yield f"line {pk}: belongs to another receipt than its key says"


@check("M2", "What is paid and waived on a bill is what its receipts and waivers say, and never above its amount.")
def bills_add_up() -> Iterator[str]:
    """Compare what is cached on bills with the live lines of receipts and with granted waivers, and with the state."""
    rows = Bill.objects.annotate(
        settled=Coalesce(_sum(Allocation.objects.live(), "bill"), _zero()),
        granted=Coalesce(_sum(WaiverLine.objects.granted(), "bill"), _zero()),
    )
    wrong = rows.exclude(paid=F("settled"), waived=F("granted")) | rows.filter(
        Q(paid__lt=0) | Q(waived__lt=0) | Q(paid__gt=F("amount") - F("waived"))
    )
    for number in wrong.order_by("pk").values_list("number", flat=True).iterator(CHUNK):
        yield f"{number}: paid or waived is not what its documents say"
    closed = Q(paid=F("amount") - F("waived"))
    waits = Q(pk__in=Dispute.objects.waiting().values("bill_id"))
    odd = rows.filter(
        Q(state__in=PAYABLE) & closed & Q(amount__gt=0)
        | Q(state__in=UNDISPUTED) & waits
        | Q(state=BillState.DISPUTED) & ~waits
        | Q(state__in=(BillState.PAID, BillState.WAIVED)) & ~closed
        | Q(state__in=(BillState.ISSUED, BillState.CANCELLED), paid__gt=0)
    )
    for number in odd.order_by("pk").values_list("number", flat=True).iterator(CHUNK):
        yield f"{number}: the state does not fit what is paid, or whether it is disputed"


@check("M3", "Every receipt was taken by somebody at one moment, for the amount that the journal knows.")
def receipts_are_told() -> Iterator[str]:
    """Compare receipts with the lines of the journal about taking them."""
    told: dict[int, list[str]] = {}
    events = Event.objects.filter(verb="receipt.taken", subject_kind=subject_kind(Receipt()))
    for pk, data in events.values_list("subject_id", "data").iterator(CHUNK):
        told.setdefault(pk, []).append(data["amount"])
    for pk, number, amount in Receipt.objects.order_by("pk").values_list("pk", "number", "amount").iterator(CHUNK):
        if told.pop(pk, []) != [str(amount)]:
            yield f"{number}: the journal tells another story"
    for pk in told:
        yield f"receipt {pk}: in the journal, but gone"


@check("M6", "A receipt is taken back wholly and once, on its day as a void, later as a reversal.")
def reversals_fit() -> Iterator[str]:
    """Compare reversals with their receipts and with the requests that a second person agreed to."""
    rows = Reversal.objects.exclude(amount=F("receipt__amount")) | Reversal.objects.filter(
        Q(day__lt=F("receipt__day"))
        | Q(kind=ReversalKind.VOID) & ~Q(day=F("receipt__day"))
        | Q(kind=ReversalKind.REVERSAL, day=F("receipt__day"))
    )
    for number in rows.order_by("pk").values_list("number", flat=True):
        yield f"{number}: not the whole receipt, or not on the day that its kind says"
    agreed = Receipt.objects.filter(requests__state=ReversalState.DONE)
    for number in agreed.filter(reversal__isnull=True).values_list("number", flat=True):
        yield f"{number}: agreed to be taken back, but it was not"
    for number in Reversal.objects.exclude(receipt__in=agreed).order_by("pk").values_list("number", flat=True):
        yield f"{number}: nobody agreed to it"


@check("M12", "Charged less waived less collected is what is open, for every customer, and for every building.")
def arrears_add_up() -> Iterator[str]:
    """Add up the documents by customer and by building, and compare with the sums of what is open on the bills."""
    ended = (*GONE, BillState.WRITTEN_OFF)
    counting = Bill.objects.exclude(state__in=ended)
    for by in ("customer_id", "building_id"):
        charged = _by(counting, by, "amount")
        waived = _by(WaiverLine.objects.granted().exclude(bill__state__in=ended), f"bill__{by}", "amount")
        paid = _by(Allocation.objects.live().exclude(bill__state__in=ended), f"bill__{by}", "amount")
        still_open = _by(counting, by, F("amount") - F("waived") - F("paid"))
        for key, amount in charged.items():
            if amount - waived.get(key, 0) - paid.get(key, 0) != still_open[key]:
                yield f"{by.removesuffix('_id')} {key}: the documents do not add up to what is open"


@check("M13", "No document is dated before one that was posted earlier: a past day reads the same for ever.")
def days_never_go_back() -> Iterator[str]:
    """Look along the chains of documents for a day that was over when the document was posted.

    A chain stands in the order of posting, so the moments of earlier rows tell as well. Days themselves may go back:
    one officer has closed today and books on the next day, while a colleague still books on today.
    """
    for model in (each for each in models_chained() if each._meta.app_label == "fees"):
        moment = next(name for name in ("paid_at", "decided_at", "at", "received_at") if hasattr(model, name))
        latest: dict[int, date] = {}
        day_of, earlier = _Days(), _Days()
        rows = model._default_manager.order_by("pk").values_list("park_id", "number", "day", moment)  # noqa: SLF001
        for park_id, number, day, at in rows.iterator(CHUNK):
            if day < day_of[at] or day < latest.get(park_id, day):
                yield f"{number}: dated back"
            latest[park_id] = max(earlier[at - ON_ITS_WAY], latest.get(park_id, date.min))


class _Days:
    """The local days of moments that come in order: worked out once for each day."""

    def __init__(self) -> None:
        self._first = self._after = datetime.max.replace(tzinfo=UTC)
        self._day = date.max

    def __getitem__(self, at: datetime) -> date:
        if not self._first <= at < self._after:
            self._day = clock.local(at).date()
            days = (self._day, self._day + timedelta(days=1))
            self._first, self._after = (clock.combine(day).astimezone(UTC) for day in days)
        return self._day


@check("M15", "What is taken back or waived has a reason and was agreed to by somebody else.")
def two_people() -> Iterator[str]:
    """Name reversals and decided waivers without a reason or decided by their maker."""
    for number in Reversal.objects.filter(Q(reason="") | Q(approved_by=F("asked_by"))).values_list("number", flat=True):
        yield f"{number}: without a reason or a second person"
    decided = Waiver.objects.exclude(state=WaiverState.PROPOSED)
    alone = Q(reason="") | Q(decided_by=F("proposed_by")) | Q(decided_by__isnull=True)
    for number in decided.filter(alone).values_list("number", flat=True):
        yield f"{number}: without a reason or a second person"
    for waiver in Waiver.objects.annotate(lines_sum=_sum(WaiverLine.objects.all(), "waiver")):
        if waiver.lines_sum != waiver.amount:
            yield f"{waiver.number}: its lines are not its amount"


@check("M17", "A prepayment is what its movements add up to, after each of them, and never below zero.")
def credits_add_up() -> Iterator[str]:
    """Follow the movements of each account and compare the end with what the account says."""
    balance: dict[int, Any] = {}
    rows = CreditEntry.objects.order_by("at", "pk").values_list("customer_id", "number", "amount", "balance", "kind")
    for customer_id, number, amount, after, kind in rows.iterator(CHUNK):
        balance[customer_id] = balance.get(customer_id, 0) + amount
        wrong_way = (kind in TAKES and amount > 0) or (kind in GIVES and amount < 0)
        if balance[customer_id] != after or after < 0 or wrong_way:
            yield f"{number}: does not lead to {after}"
    for customer_id, credit in CustomerAccount.objects.values_list("customer_id", "credit").iterator(CHUNK):
        if balance.pop(customer_id, 0) != credit or credit < 0:
            yield f"account of customer {customer_id}: {credit} is not what its movements add up to"
    for customer_id in balance:
        yield f"customer {customer_id}: movements without an account"


def _zero() -> Any:
    return Value(0, output_field=MoneyField())


def _sum(rows: QuerySet[Any], key: str) -> Any:
    """The sum of the amounts of rows that point to the outer row."""
    found = rows.filter(**{key: OuterRef("pk")}).order_by().values(key).annotate(sum=total("amount")).values("sum")
    return Subquery(found, output_field=MoneyField())


def _by(rows: QuerySet[Any], key: str, amount: Any) -> dict[Any, Any]:
    return dict(rows.order_by().values_list(key).annotate(sum=total(amount)))
