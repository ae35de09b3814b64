"""What the system raises to major by itself: open for a month, or the same matter again and again (domain 2.1)."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from complaints.alerts import alert
from complaints.approvals.asking import ask_for_proposal
from complaints.casework import limits
from complaints.casework.models import Complaint
from complaints.casework.steps import lock
from complaints.choices import UNSOLVED_STATES, Severity
from complaints.people import answering, leaders_of
from parkservice.accounts.roles import Role
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.messaging.inbox import tell
from parkservice.parks import thresholds
from parkservice.parks.calendar import calendar_for
from parkservice.parks.models import Park

#: A chain of repeats is followed no farther back.
FARTHEST = 20


def raise_due() -> int:
    """Raise what has become major in every park; return how many. Nobody is woken: it waits for an open minute."""
    return sum(_raise_in(park) for park in Park.objects.active() if calendar_for(park).is_open(clock.now()))


def _raise_in(park: Park) -> int:
    return sum(_raise(pk, reason) for pk, reason in list(_found(park)))


def _found(park: Park) -> Iterator[tuple[int, str]]:
    """Complaints that are major by rule and not by name yet, each with the reason: "age" or "times"."""
    times = thresholds.value(park, "raise_times")
    long_ago = clock.now() - timedelta(days=thresholds.value(park, "raise_days"))
    rows = Complaint.objects.filter(
        park=park, state__in=UNSOLVED_STATES, held=False, raised_at__isnull=True, paused_at__isnull=True
    )
    rows = rows.exclude(severity=Severity.MAJOR)
    old = Q(received_at__lt=long_ago)
    for complaint in rows.filter(old | Q(mentions__gte=times) | Q(repeat_of__isnull=False)).order_by("id"):
        if unsolved_times(complaint) >= times:
            yield complaint.pk, "times"
        elif complaint.received_at + waited(complaint) < long_ago:
            yield complaint.pk, "age"


def waited(complaint: Complaint) -> timedelta:
    """How long it waited for its complainant, by the wall clock; that time is not ours."""
    spans = [basis.get("paused", {}).get("natural", 0) for basis in complaint.limit_basis.values()]
    return timedelta(minutes=max(spans, default=0))


def unsolved_times(complaint: Complaint) -> int:
    """How often the same matter was brought up: every mention of it and of the complaints that it repeats.

    The chain ends before what is held or was rejected.
    """
    times, earlier = complaint.mentions, complaint.repeat_of
    for _step in range(FARTHEST):
        if earlier is None or earlier.held:
            break
        times, earlier = times + earlier.mentions, earlier.repeat_of
    return times


@transaction.atomic
def _raise(complaint_id: int, reason: str) -> int:
    """Raise one complaint and tell the project manager; its limits never move to a later moment by that."""
    complaint = lock(complaint_id)
    if complaint.severity == Severity.MAJOR or complaint.state not in UNSOLVED_STATES or complaint.raised_at:
        return 0
    asked = complaint.needs_approval
    former, complaint.severity, complaint.raised_at = complaint.severity, Severity.MAJOR, clock.now()
    limits.weigh_again(complaint, never_later=True)
    complaint.save(update_fields=["severity", "raised_at", *limits.FIELDS])
    name = {"age": "raise_days", "times": "raise_times"}[reason]
    data = {"reason": reason, "number": thresholds.value(complaint.park, name), "former": former}
    record(park=complaint.park, actor=None, verb="complaint.raised", subject=complaint, data=data)
    tell(
        recipients=[*answering(complaint), *leaders_of(complaint, Role.PROJECT_MANAGER)],
        park=complaint.park,
        verb="inbox.raised",
        subject=complaint,
        data={**data, "matter": complaint.matter},
    )
    alert(complaint, "inbox.raised", data)
    if not asked:
        ask_for_proposal(complaint)
    return 1
