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
def reject(*, complaint_id: int, actor: User, reason: str, whole_source: bool = False) -> Complaint:
    """Reject a held submission, with `whole_source` also the others that are held from its address.

    Number, words and reason stay; figures leave it out, and its sender reads on the tracking page that it was not
    taken up. Raises RuleViolation for what is not held or not new, PermissionDenied for everybody below the manager.
    """
    complaint = _reject(complaint_id, actor, reason)
    if whole_source:
        for pk in list(beside(complaint, actor).order_by("pk").values_list("pk", flat=True)[:MOST]):
            _reject(pk, actor, reason)
    return complaint


def _reject(complaint_id: int, actor: User, reason: str) -> Complaint:
    complaint = lock(complaint_id)
    before = advance(complaint, "reject", actor)
    keep(complaint, "state")
    note_step(complaint, actor, "complaint.rejected", before, {"reason": reason}, perm="complaints.decide")
    return complaint


def beside(complaint: Complaint, actor: User) -> ComplaintQuerySet:
    """Return what else is held from the same address, as far as this person may read it."""
    held = Complaint.objects.visible_to(actor).filter(park_id=complaint.park_id, held=True, state=State.RECEIVED)
    if complaint.source_address is None:
        return held.none()
    return held.filter(source_address=complaint.source_address).exclude(pk=complaint.pk)
