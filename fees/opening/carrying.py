"""Taking a released import over, some rows at a time, each time in a transaction of its own; it may be resumed.

What is owed and every bill of before becomes a bill about what is still open: a settled one about nothing, born paid,
so that a billing run finds its days billed. Payments of before become nothing: no receipt, no journal line, no drawer.
"""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fees.billing.models import Bill, BillState
from fees.billing.posting import write_bills
from fees.cashdesk import periods
from fees.deposits.models import Deposit
from fees.ledger import settling
from fees.ledger.models import CreditKind
from fees.opening.looking import ZERO
from fees.opening.models import OpeningImport, OpeningRow, OpeningState, RowKind
from fees.opening.services import enqueue, lock
from parkservice.accounts.models import User
from parkservice.journal.services import record, record_many
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell
from parkservice.paperwork.chained import post

#: Rows of one transaction.
CHUNK = 200
#: An import that told nothing for so long has lost its worker and is taken up again.
SILENT = timedelta(minutes=5)


def execute(source_id: int) -> None:
    """Take an import over; what is done already is passed over, so it may be called again.

    What stands against a row stops it there, is kept for its page, and is tried again until it no longer does.
    """
    try:
        while _take_some(source_id):
            pass
    except RuleViolation as refusal:
        with transaction.atomic():
            source = lock(source_id)
            source.problem = str(refusal)[:300]
            source.save(update_fields=["problem"])


@transaction.atomic
def take_up_again() -> int:
    """Give imports that lost their worker to another one; returns how many. Harmless to repeat."""
    rows = OpeningImport.objects.select_for_update(of=("self",))
    silent = list(rows.filter(state=OpeningState.RUNNING, beat_at__lt=clock.now() - SILENT))
    for source in silent:
        source.beat_at = clock.now()
        source.save(update_fields=["beat_at"])
        enqueue(source)
    return len(silent)


@transaction.atomic
def _take_some(source_id: int) -> bool:
    """Take the next rows over; False when none is left or the import runs no longer."""
    source = lock(source_id)
    if source.state != OpeningState.RUNNING:
        return False
    rows = list(source.rows.filter(done=False).select_related("unit", "customer").order_by("pk")[:CHUNK])
    if not rows:
        _finish(source)
        return False
    periods.hold(park=source.park, day=clock.today())
    actor = User.objects.get(pk=source.decided_by_id)
    accounts = settling.lock_accounts(row.customer for row in rows if row.kind == RowKind.PREPAYMENT)
    _bills(source, actor, [row for row in rows if row.kind in (RowKind.OWED, RowKind.BILL)])
    for row in rows:
        if row.kind == RowKind.PREPAYMENT:
            settling.move_credit(accounts[row.customer_id], row.amount, kind=CreditKind.CARRIED, carried=source)
        elif row.kind == RowKind.DEPOSIT:
            _deposit(source, actor, row)
    OpeningRow.objects.filter(pk__in=[row.pk for row in rows]).update(done=True)
    source.beat_at, source.problem = clock.now(), ""
    source.save(update_fields=["beat_at", "problem"])
    return True


def _bills(source: OpeningImport, actor: User, rows: Sequence[OpeningRow]) -> None:
    """Write the bills of some rows. Raises RuleViolation when a number or the days of one were billed meanwhile."""
    made = [_bill(source, row) for row in rows]
    _refuse_billed(source, made)
    try:
        write_bills(made)
    except IntegrityError:  # written by somebody else this very moment; the next try names it
        raise RuleViolation(_("Bills are written at this moment. It goes on by itself."), code="busy") from None
    events = [(bill, {"amount": str(bill.amount), "number": source.number}) for bill in made]
    record_many(park=source.park, actor=actor, verb="bill.carried", events=events)


def _bill(source: OpeningImport, row: OpeningRow) -> Bill:
    """The bill about what is open of a row."""
    still_open = row.amount - row.paid_before
    steps = [{"kind": "carried", "amount": str(row.amount), "paid": str(row.paid_before)}]
    given: dict[str, Any] = {
        name: getattr(row, name) for name in ("number", "item_id", "period_from", "period_to", "due")
    }
    return Bill(
        park=source.park,
        customer=row.customer,
        unit=row.unit,
        building_id=row.unit.building_id if row.unit else None,
        charge_object=row.charge_object or f"carried:{row.pk}",
        amount=still_open,
        explanation={"steps": steps},
        issued_at=clock.now(),
        carried=source,
        state=BillState.ISSUED if still_open else BillState.PAID,
        **given,
    )


def _refuse_billed(source: OpeningImport, made: Sequence[Bill]) -> None:
    """Raise RuleViolation with the bill that took the number or the days of a row since it was sent."""
    numbers = Bill.objects.live().filter(
        park=source.park, carried__isnull=False, number__in=[bill.number for bill in made]
    )
    taken = numbers.values_list("number", flat=True).first()
    if taken is not None:
        raise RuleViolation(_("Another bill has the number %(number)s by now.") % {"number": taken}, code="number")
    wanted = {(bill.charge_object, bill.item_id): bill for bill in made}
    for other in Bill.objects.live().filter(charge_object__in=[bill.charge_object for bill in made]):
        for bill in made if (other.charge_object, other.item_id) in wanted else ():
            same = (bill.charge_object, bill.item_id) == (other.charge_object, other.item_id)
            if same and other.period_from <= bill.period_to and other.period_to >= bill.period_from:
                words = _("%(bill)s cannot be taken over: %(other)s is for the same days by now. Reverse one of them.")
                raise RuleViolation(words % {"bill": bill.number, "other": other.number}, code="billed")


def _deposit(source: OpeningImport, actor: User, row: OpeningRow) -> None:
    """A deposit that the former system received; it came into no drawer of ours."""
    now = clock.now()
    deposit = Deposit(
        customer=row.customer,
        unit=row.unit,
        kind=row.deposit_kind,
        payer=row.customer.name,
        amount=row.amount,
        received_at=now,
        day=clock.today(),
        received_by=actor,
        carried=source,
        former_number=row.number,
        form_id=f"carried:{row.pk}",
    )
    post(deposit, park=source.park, at=now)
    data = {"amount": str(deposit.amount), "number": row.number}
    record(park=source.park, actor=actor, verb="deposit.carried", subject=deposit, data=data)


def _finish(source: OpeningImport) -> None:
    source.finish()
    source.finished_at = clock.now()
    source.save(update_fields=["state", "finished_at"])
    rows = source.rows.count()
    open_sum = sum(source.bills.values_list("amount", flat=True), ZERO)
    data = {"rows": rows, "sum": str(Decimal(open_sum)), "number": source.number}
    record(park=source.park, actor=source.decided_by, verb="opening.done", subject=source, data=data)
    tell(recipients=[source.sent_by], park=source.park, verb="inbox.opening_done", subject=source, data=data)
