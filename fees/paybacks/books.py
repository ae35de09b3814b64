"""The data invariant of prepayments paid back, recomputed from the rows (reliability section 2, M15, M17)."""

from collections.abc import Iterator

from django.db.models import F, Q

from fees.ledger.models import CreditEntry, CreditKind
from fees.paybacks.models import Payback, PaybackRequest, PaybackState
from parkservice.journal.books import check


@check("M17-back", "A prepayment is paid back once, by three people, as asked and approved, and the account knows it.")
def paybacks_fit() -> Iterator[str]:
    """Compare what was paid back with the requests, and with the entries of the accounts."""
    wrong = Payback.objects.filter(
        ~Q(amount=F("request__amount"))
        | ~Q(customer=F("request__customer"))
        | ~Q(payee=F("request__payee"))
        | ~Q(request__state=PaybackState.PAID)
        | ~Q(requested_by=F("request__requested_by"))
        | ~Q(approved_by=F("request__decided_by"))
        | Q(requested_by=F("approved_by"))
        | Q(approved_by=F("paid_by"))
        | Q(requested_by=F("paid_by"))
    )
    for number in wrong.order_by("pk").values_list("number", flat=True):
        yield f"{number}: is not what was asked for and approved"
    entries = dict(CreditEntry.objects.filter(kind=CreditKind.REFUND).values_list("payback_id", "amount"))
    for pk, number, amount in Payback.objects.order_by("pk").values_list("pk", "number", "amount"):
        if entries.pop(pk, None) != -amount:
            yield f"{number}: the prepayment did not go down by it"
    for pk in entries:
        yield f"payback {pk}: the prepayment went down, but there is no document"
    for pk in PaybackRequest.objects.filter(state=PaybackState.PAID, payback__isnull=True).values_list("pk", flat=True):
        yield f"request {pk}: is called paid, but there is no document"
