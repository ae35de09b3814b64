"""What is open on bills on a day: the principal, and the late fee that has grown and is not billed yet (domain 3.6)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from fees.billing.models import GONE, UNDISPUTED, Bill
from fees.disputes.models import Dispute
from fees.ledger.allocating import Debt
from fees.ledger.latefee import LateFee, Paid, Span, Terms, late_fee
from fees.ledger.models import Allocation
from fees.ledger.reference import LATE_FEE
from fees.waivers.models import WaiverKind, WaiverLine, WaiverState
from parkservice.kit import clock
from parkservice.parks.models import Park
from parkservice.parks.thresholds import value

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Standing:
    """One bill on a day: what is open, the late fee not billed yet from `first` on, and whether it is disputed."""

    bill: Bill
    reckoning: LateFee
    late_fee: Decimal
    first: date
    disputed: bool

    @property
    def principal(self) -> Decimal:
        """What is open on the bill itself, in yuan."""
        return open_on(self.bill)

    @property
    def debt(self) -> Debt:
        """The same for `allocating.split`."""
        return Debt(self.bill.pk, self.bill.due, self.principal, self.late_fee)


def open_on(bill: Bill) -> Decimal:
    """What is still to be paid on a bill, in yuan, without late fee."""
    return bill.amount - bill.waived - bill.paid


def terms_of(park: Park, day: date) -> Terms:
    """Return the late-fee terms that count in a park on a day: ten-thousandths a day, cap in percent."""
    rate, cap = value(park, "late_fee_rate", day), value(park, "late_fee_cap", day)
    return Terms(Decimal(rate).scaleb(-4), Decimal(cap).scaleb(-2))


def charge_object_of(bill: Bill) -> str:
    """Return what the late fee of a bill is charged for."""
    return f"bill:{bill.pk}"


def bears_late_fee(bill: Bill) -> bool:
    """No late fee on late fees, nor on what is collected for a supplier (domain 3.6)."""
    return not bill.item.third_party and bill.item.code != LATE_FEE


def standings(bills: Sequence[Bill], day: date) -> dict[int, Standing]:
    """Return how bills (read with item and park) stand on a day, by key, in a few statements for all of them."""
    late = [bill for bill in bills if bill.due < day and bears_late_fee(bill)]
    overdue = set(_keys(late))
    # whether a dispute waits stands in the state of a bill (M2); only late fees ask for those that were answered
    disputes = _disputes([bill for bill in bills if bill.pk in overdue or bill.state not in UNDISPUTED])
    paid, deferred, billed = _paid(late), _deferred(late), _billed(late)
    found = {}
    for bill in bills:
        reckoning, left, first = LateFee(), ZERO, min(bill.due, day) + timedelta(days=1)
        if bill.pk in overdue:
            due = max(bill.due, deferred.get(bill.pk, bill.due), _carried_on(bill))
            reckoning = late_fee(
                bill.amount - bill.waived,
                due,
                day,
                terms=terms_of(bill.park, day),
                paid=paid[bill.pk],
                stopped=disputes[bill.pk],
            )
            already, last = billed.get(charge_object_of(bill), (ZERO, due))
            first = min(last, day) + timedelta(days=1)
            left = max(ZERO, reckoning.amount - already) if first <= day else ZERO
        waiting = any(last is None for _first, last in disputes[bill.pk])
        found[bill.pk] = Standing(bill, reckoning, left, first, waiting)
    return found


def _carried_on(bill: Bill) -> date:
    """From when a former system's bill bears our late fee: what had grown before stands in its books, if anywhere."""
    return clock.local(bill.issued_at).date() if bill.carried_id else bill.due


def _keys(bills: Iterable[Bill]) -> list[int]:
    return [bill.pk for bill in bills]


def _disputes(bills: Sequence[Bill]) -> defaultdict[int, list[Span]]:
    spans: defaultdict[int, list[Span]] = defaultdict(list)
    if not bills:
        return spans
    rows = Dispute.objects.filter(bill_id__in=_keys(bills)).order_by("pk")
    for bill_id, day, answered_on in rows.values_list("bill_id", "day", "answered_on"):
        spans[bill_id].append((day, answered_on))
    return spans


def _paid(bills: Sequence[Bill]) -> defaultdict[int, list[Paid]]:
    paid: defaultdict[int, list[Paid]] = defaultdict(list)
    rows: Any = Allocation.objects.live().filter(bill_id__in=_keys(bills)) if bills else Allocation.objects.none()
    for bill_id, day, amount in rows.values_list("bill_id", "receipt__day", "amount"):
        paid[bill_id].append((day, amount))
    return paid


def _deferred(bills: Sequence[Bill]) -> dict[int, date]:
    """The latest day to which each bill was put off."""
    if not bills:
        return {}
    rows: Any = WaiverLine.objects.filter(
        bill_id__in=_keys(bills), waiver__kind=WaiverKind.DEFER, waiver__state=WaiverState.APPROVED
    )
    return dict(rows.order_by("waiver__until").values_list("bill_id", "waiver__until"))


def _billed(bills: Sequence[Bill]) -> dict[str, tuple[Decimal, date]]:
    """What was billed as late fee for each charge object, and up to which day."""
    billed: dict[str, tuple[Decimal, date]] = {}
    if not bills:
        return billed
    rows = Bill.objects.filter(item__code=LATE_FEE, charge_object__in=[charge_object_of(bill) for bill in bills])
    for charged, amount, last in rows.exclude(state__in=GONE).values_list("charge_object", "amount", "period_to"):
        before, day = billed.get(charged, (ZERO, last))
        billed[charged] = (before + amount, max(day, last))
    return billed
