"""The data invariant of deposits, recomputed from the rows (reliability section 2)."""

from collections.abc import Iterator

from django.db.models import F, Q

from fees.deposits.models import Refund, RefundRequest, RefundState
from parkservice.journal.books import check
from parkservice.kit.money import total


@check("M14", "A deposit is settled once, by three people, for exactly what was received.")
def deposits_are_settled_once() -> Iterator[str]:
    """Compare refunds with their deposits and requests, and deductions with what was withheld."""
    wrong = Refund.objects.filter(
        ~Q(received=F("deposit__amount"))
        | ~Q(received=F("refunded") + F("withheld"))
        | ~Q(request__deposit=F("deposit"))
        | ~Q(request__state=RefundState.PAID)
        | ~Q(refunded=F("request__refund_amount"))
        | Q(requested_by=F("approved_by"))
        | Q(approved_by=F("paid_by"))
        | Q(requested_by=F("paid_by"))
    )
    for number in wrong.order_by("pk").values_list("number", flat=True):
        yield f"{number}: is not what was received, asked for and approved"
    unpaid = RefundRequest.objects.filter(state=RefundState.PAID, refund__isnull=True)
    for number in unpaid.values_list("deposit__number", flat=True):
        yield f"{number}: its refund is called paid, but there is none"
    for request in RefundRequest.objects.annotate(sum=total("deductions__amount")).select_related("deposit"):
        if (request.sum, request.withheld + request.refund_amount) != (request.withheld, request.deposit.amount):
            yield f"{request.deposit.number}: its deductions are not what is withheld"
