"""Throwing away what the counters held for a look and is no complaint (domain 2.1, web form flooding)."""

from django.db import transaction

from complaints.casework.models import Complaint
from complaints.casework.queries import ComplaintQuerySet
from complaints.casework.steps import advance, keep, lock, note_step
from complaints.choices import State
from parkservice.accounts.models import User

#: Rejected in one go at most, so that nobody else waits for it.
MOST = 200


@transaction.atomic
def reject(*, complaint_id: int, actor: User, reason: str, whole_source: bool = False) -> int:
    """Reject a held submission, with `whole_source` also the others held from its address; return how many went.

    Urgent others stay, and so does what a colleague released or rejected this very moment.

    Number, words and reason stay; figures leave it out, and its sender reads on the tracking page that it was not
    taken up. Raises RuleViolation for what is not held or not new, PermissionDenied for everybody below the manager.
    """
    complaint = lock(complaint_id)
    _reject(complaint, actor, reason)
    if not whole_source:
        return 1
    keys = beside(complaint, actor).order_by("pk").values_list("pk", flat=True)[:MOST]
    waiting = [other for other in map(lock, list(keys)) if other.held and other.state == State.RECEIVED]
    for other in waiting:
        _reject(other, actor, reason)
    return 1 + len(waiting)


def _reject(complaint: Complaint, actor: User, reason: str) -> None:
    before = advance(complaint, "reject", actor)
    keep(complaint, "state")
    note_step(complaint, actor, "complaint.rejected", before, {"reason": reason}, perm="complaints.decide")


def beside(complaint: Complaint, actor: User) -> ComplaintQuerySet:
    """Return what else is held from the same address, as far as this person may read it; an urgent one is looked at."""
    rows = Complaint.objects.visible_to(actor).filter(park_id=complaint.park_id, state=State.RECEIVED)
    held = rows.filter(held=True, urgent=False)
    if complaint.source_address is None:
        return held.none()
    return held.filter(source_address=complaint.source_address).exclude(pk=complaint.pk)
