"""What becomes of a slip when its bills are paid by another receipt: it is over, so that nobody pays twice."""

from django.db.models import QuerySet

from fees.ledger.following import register_taken
from fees.ledger.models import Allocation, Receipt
from fees.slips import services
from fees.slips.models import PaySlip
from parkservice.accounts.models import User


@register_taken
def end_settled(receipt: Receipt, actor: User) -> None:
    """End every waiting slip of which this receipt settled the last bill.

    Each slip is locked before its bills are looked at: of two receipts at once the later one sees both paid.
    """
    for slip_id in _touched(receipt).values_list("pk", flat=True):
        slip = services.lock(slip_id)
        if not services.has_ended(slip) and not slip.open_lines().exists():
            services.end_paid(slip, actor, receipt=receipt)


def _touched(receipt: Receipt) -> QuerySet[PaySlip]:
    """Waiting slips about a bill of a receipt, lowest key first."""
    bills = Allocation.objects.filter(receipt=receipt).values("bill_id")
    return PaySlip.objects.waiting().filter(lines__bill_id__in=bills).order_by("pk").distinct()
