"""The data invariants of complaints, recomputed from the rows (reliability section 2, C1 to C10; merged ones)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Model, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from complaints.approvals import books as approval_books  # noqa: F401
from complaints.choices import Channel, State
from complaints.models import Complaint, Escalation, Handover, Mention, OfficeReport, Pause, Reply
from complaints.returnvisits import books as visit_books  # noqa: F401
from complaints.withdrawals import books as withdrawal_books  # noqa: F401
from parkservice.journal.books import check
from parkservice.journal.models import Event

KIND = "complaints.complaint"
CHUNK = 2000


@check("C1", "Every complaint has receiver, time, channel, text and one responsible officer.")
def owners() -> Iterator[str]:
    """Name complaints without text, channel, officer, or a receiver where no web form received them."""
    broken = Complaint.objects.filter(
        Q(content="")
        | Q(channel="")
        | Q(officer__isnull=True)
        | Q(first_contact__isnull=True)
        | (Q(received_by__isnull=True) & ~Q(channel=Channel.WEB))
    )
    yield from broken.values_list("number", flat=True).iterator()


@check("C2", "The state of a complaint is what its journal adds up to, and time never goes backwards.")
def states() -> Iterator[str]:
    """Fold the events of each complaint and compare the end with the stored state."""
    events = (
        Event.objects.filter(subject_kind=KIND)
        .order_by("subject_id", "id")
        .values_list("subject_id", "at", "from_state", "to_state")
    )
    folded: dict[int, str] = {}
    broken: dict[int, str] = {}
    last: dict[int, datetime] = {}
    for subject_id, at, before, after in events.iterator(CHUNK):
        if subject_id in last and at < last[subject_id]:
            broken[subject_id] = "an event lies before the one it follows"
        last[subject_id] = at
        if after:
            if before != folded.get(subject_id, ""):
                broken[subject_id] = f"an event starts from {before} while the state was {folded.get(subject_id, '')}"
            folded[subject_id] = after
    for pk, number, state in Complaint.objects.values_list("pk", "number", "state").iterator(CHUNK):
        if pk in broken:
            yield f"{number}: {broken[pk]}"
        elif folded.get(pk, "") != state:
            yield f"{number}: the journal ends in {folded.get(pk, 'nothing')}, the record says {state}"


@check("C4", "The result of every closed complaint was reported to the park office.")
def office_reports() -> Iterator[str]:
    """Name closed complaints without a report later than the resolution."""
    reported = OfficeReport.objects.filter(at__gte=F("complaint__resolved_at")).values("complaint_id")
    rows = Complaint.objects.filter(state=State.CLOSED).exclude(pk__in=reported)
    yield from rows.values_list("number", flat=True).iterator()


@check("C5", "An escalated complaint waits for exactly one decision, made by somebody else, with its words.")
def escalations() -> Iterator[str]:
    """Compare escalated complaints with open escalations, and look at every decision."""
    waiting = Escalation.objects.filter(decided_at__isnull=True)
    for number in (
        Complaint.objects.filter(state=State.ESCALATED)
        .exclude(pk__in=waiting.values("complaint_id"))
        .values_list("number", flat=True)
    ):
        yield f"{number}: escalated, but no escalation waits"
    for number in waiting.exclude(complaint__state=State.ESCALATED).values_list("complaint__number", flat=True):
        yield f"{number}: an escalation waits, but the complaint went on"
    decided = Escalation.objects.filter(decided_at__isnull=False)
    broken = decided.filter(Q(decided_by=F("by")) | Q(decision="") | Q(target="") | Q(decided_by__isnull=True))
    for number in broken.values_list("complaint__number", flat=True):
        yield f"{number}: a decision lacks its words or was made by the one who escalated"


@check("C11", "The limits of a complaint stand still only while an open pause says so.")
def pauses() -> Iterator[str]:
    """Compare complaints that wait with the pauses that are open."""
    waiting = Pause.objects.filter(ended_at__isnull=True)
    unfounded = Complaint.objects.filter(paused_at__isnull=False).exclude(pk__in=waiting.values("complaint_id"))
    for number in unfounded.values_list("number", flat=True):
        yield f"{number}: it waits, but no pause is open"
    for number in waiting.filter(complaint__paused_at__isnull=True).values_list("complaint__number", flat=True):
        yield f"{number}: a pause is open, but its limits run"


@check("C6", "A closed complaint was answered to the complainant after the last measure or decision.")
def replies() -> Iterator[str]:
    """Name closed complaints without a reply later than the resolution and the last decision."""
    told = Reply.objects.filter(kind="result", at__gte=F("complaint__resolved_at")).values("complaint_id")
    closed = Complaint.objects.filter(state=State.CLOSED)
    for number in closed.exclude(pk__in=told).values_list("number", flat=True):
        yield f"{number}: closed without a reply"
    joined = Complaint.objects.filter(merged_into__state=State.CLOSED)
    untold = joined.exclude(told_complainant_at__gte=F("merged_into__resolved_at"))
    for number in untold.values_list("number", flat=True):
        yield f"{number}: the one it was merged into was closed without telling this one"
    late = Escalation.objects.filter(complaint__state=State.CLOSED, decided_at__gt=F("complaint__told_complainant_at"))
    for number in late.values_list("complaint__number", flat=True):
        yield f"{number}: decided after the last reply"


@check("C10", "Every hand-over was accepted by the colleague who was asked; what waits stands on the complaint.")
def handovers() -> Iterator[str]:
    """Compare the counted and the waiting hand-overs with their rows."""
    counted = Complaint.objects.annotate(taken=Count("handovers", filter=Q(handovers__accepted_at__isnull=False)))
    for number in counted.exclude(taken=F("handover_count")).values_list("number", flat=True).iterator():
        yield f"{number}: the counted hand-overs are not the accepted ones"
    waiting = Handover.objects.waiting()
    for number in (
        Complaint.objects.filter(asked_officer__isnull=False)
        .exclude(pk__in=waiting.filter(receiver=F("complaint__asked_officer")).values("complaint_id"))
        .values_list("number", flat=True)
    ):
        yield f"{number}: a colleague is asked, but no hand-over waits"
    for number in waiting.filter(complaint__asked_officer__isnull=True).values_list("complaint__number", flat=True):
        yield f"{number}: a hand-over waits, but nobody is asked"


@check("C18", "Merged complaints hang on one that goes on: same park, not merged itself, later, with its mentions.")
def duplicates() -> Iterator[str]:
    """Look at every merged complaint and at what the mentions of the others add up to."""
    merged = Complaint.objects.filter(merged_into__isnull=False)
    wrong = merged.exclude(state=State.MERGED).values_list("number", flat=True)
    lost = Complaint.objects.filter(state=State.MERGED, merged_into__isnull=True).values_list("number", flat=True)
    for number in (*wrong, *lost):
        yield f"{number}: merged and its state do not agree"
    chains = merged.filter(
        Q(merged_into__merged_into__isnull=False)
        | ~Q(merged_into__park=F("park"))
        | Q(merged_into__received_at__gt=F("received_at"))
    )
    for number in chains.values_list("number", flat=True):
        yield f"{number}: merged into one that does not go on, came later, or lies elsewhere"
    told = Coalesce(Subquery(_count(Mention, "complaint")), 0) + Coalesce(Subquery(_sum_of_merged()), 0) + 1
    for number in Complaint.objects.annotate(told=told).exclude(told=F("mentions")).values_list("number", flat=True):
        yield f"{number}: the mentions are not those that were counted"


def _count(model: type[Model], key: str) -> QuerySet[Any, Any]:
    rows = model._default_manager.filter(**{key: OuterRef("pk")}).order_by()  # noqa: SLF001
    return rows.values(key).annotate(number=Count("pk")).values("number")


def _sum_of_merged() -> QuerySet[Any, Any]:
    rows = Complaint.objects.filter(merged_into=OuterRef("pk")).order_by()
    return rows.values("merged_into").annotate(number=Sum("mentions")).values("number")
