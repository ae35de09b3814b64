"""Invariant C7, recomputed from the rows: what needs approval was approved by somebody else before it was settled."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from complaints.approvals.models import Proposal, Verdict
from complaints.casework.queries import NEEDS_APPROVAL
from complaints.choices import State
from complaints.models import Complaint
from parkservice.journal.books import check


@check("C7", "Service-quality and major complaints were proposed, approved by another person, then carried out.")
def approvals() -> Iterator[str]:
    """Name settled complaints without an approval of this round, and proposals decided by a person they must not."""
    granted = Proposal.objects.filter(
        complaint=OuterRef("pk"), verdict=Verdict.APPROVED, decided_at__lte=OuterRef("resolved_at")
    )
    settled = Complaint.objects.filter(NEEDS_APPROVAL, state__in=[State.RESOLVED, State.CLOSED])
    fresh = Q(reopened_at__isnull=True) | Q(approved_at__gte=F("reopened_at"))
    for number in settled.exclude(Exists(granted) & Q(approved_at__isnull=False) & fresh).values_list(
        "number", flat=True
    ):
        yield f"{number}: settled without an approval"
    own = Q(decided_by=F("by")) | Q(decided_by=F("complaint__against_staff")) | Q(by=F("complaint__against_staff"))
    for number in Proposal.objects.filter(own).values_list("complaint__number", flat=True):
        yield f"{number}: proposed or decided by a person who must not"
    waiting = Proposal.objects.filter(decided_at__isnull=True)
    awaiting = Complaint.objects.filter(state=State.AWAITING_APPROVAL)
    for number in awaiting.exclude(pk__in=waiting.values("complaint_id")).values_list("number", flat=True):
        yield f"{number}: awaits approval, but no proposal waits"
    # A withdrawn complaint keeps the proposal that nobody had to decide any more.
    left = waiting.exclude(complaint__state__in=[State.AWAITING_APPROVAL, State.WITHDRAWN])
    for number in left.values_list("complaint__number", flat=True):
        yield f"{number}: a proposal waits, but the complaint went on"
