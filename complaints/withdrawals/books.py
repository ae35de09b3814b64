"""Withdrawals recomputed from the rows: each withdrawn complaint has exactly one, witnessed where it was a call."""

from collections.abc import Iterator

from django.db.models import F, Q

from complaints.choices import State
from complaints.models import Complaint, Withdrawal
from parkservice.journal.books import check


@check("C17", "A withdrawn complaint was taken back by its complainant, on the page or in a witnessed call.")
def withdrawals() -> Iterator[str]:
    """Compare withdrawn complaints with their withdrawals, and look at the two people of each call."""
    gone = Complaint.objects.filter(state=State.WITHDRAWN)
    broken = gone.filter(Q(withdrawal__isnull=True) | Q(withdrawn_at__isnull=True))
    for number in broken.values_list("number", flat=True):
        yield f"{number}: withdrawn, but nobody took it back"
    rows = Withdrawal.objects.filter(~Q(complaint__state=State.WITHDRAWN) | Q(by=F("witness")))
    for number in rows.values_list("complaint__number", flat=True):
        yield f"{number}: taken back, but it went on or had no second person"
