"""The return visits recomputed from the rows: never by a handler, none missing behind a closed case (domain 2.1)."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from complaints.choices import State
from complaints.models import Complaint, ReturnVisit
from complaints.reopening.services import REOPENED
from complaints.returnvisits.queries import HANDLING, KIND, NEEDED
from parkservice.journal.books import check
from parkservice.journal.models import Event


@check("C15", "Every closed valid complaint was visited, and never by somebody who handled it.")
def visits() -> Iterator[str]:
    """Name closed cases without a visit of this round, and visits made by who worked on the measures before."""
    made = ReturnVisit.objects.filter(complaint=OuterRef("pk"), at__gte=OuterRef("resolved_at"))
    closed = Complaint.objects.filter(NEEDED, state=State.CLOSED)
    for number in closed.exclude(Exists(made) & Q(visited_at__isnull=False)).values_list("number", flat=True):
        yield f"{number}: closed without a return visit"
    acted = Event.objects.filter(
        subject_kind=KIND, subject_id=OuterRef("complaint_id"), actor=OuterRef("by"), verb__in=HANDLING
    ).filter(at__lte=OuterRef("at"))
    for number in ReturnVisit.objects.filter(Q(by=F("handler")) | Exists(acted)).values_list("number", flat=True):
        yield f"{number}: made by somebody who handled the complaint"


@check("C16", "A complaint counts each time it was taken up again.")
def reopenings() -> Iterator[str]:
    """Compare the count of each complaint with its journal."""
    found: dict[int, int] = {}
    for pk in Event.objects.filter(subject_kind=KIND, verb__in=REOPENED).values_list("subject_id", flat=True):
        found[pk] = found.get(pk, 0) + 1
    rows = Complaint.objects.filter(Q(pk__in=list(found)) | Q(reopened_count__gt=0) | Q(reopened_at__isnull=False))
    for pk, number, counted in rows.values_list("pk", "number", "reopened_count"):
        if counted != found.get(pk, 0):
            yield f"{number}: counted {counted} times, the journal says {found.get(pk, 0)}"
