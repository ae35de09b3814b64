"""What every step of a complaint shares: lock it, move it, keep it, write it down (used by all features).

Lock by key and re-read first; take the step through the state machine; save the named fields; one line in the journal.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from complaints.casework import limits, rules
from complaints.casework.models import Complaint
from complaints.pauses.resuming import PauseEnd, resume
from parkservice.accounts.models import User
from parkservice.accounts.rights import acting_role
from parkservice.accounts.roles import Role
from parkservice.journal import steps

#: Whose work a right is, where it is not the manager's.
USUAL = {"complaints.act": Role.OFFICER, "complaints.approve": Role.PROJECT_MANAGER}


def lock(complaint_id: int) -> Complaint:
    """Lock one complaint by its key and read it, with its park, as it is now; call inside a transaction."""
    return Complaint.objects.select_for_update(of=("self",)).select_related("park").get(pk=complaint_id)


def lock_leading(complaint_id: int) -> tuple[Complaint, Complaint]:
    """Lock a complaint and the one that goes on for it; return both, twice the same where it goes on itself.

    The leading one is locked first, as everywhere: two that lock one pair can't wait for each other. Where the merged
    one was hung on another meanwhile, the locks are given back and it begins anew.
    """
    while True:
        with transaction.atomic():
            ahead = Complaint.objects.values_list("merged_into_id", flat=True).get(pk=complaint_id)
            leading = lock(ahead) if ahead else None
            case = lock(complaint_id)
            if case.merged_into_id == ahead:
                return case, leading or case
            transaction.set_rollback(True)


def advance(complaint: Complaint, step: str, actor: User | None, *args: str) -> str:
    """Take a step and return the state it came from; tell a late colleague who was first. No actor: the complainant.

    A complaint that waits for its complainant waits no longer. Raises RuleViolation and PermissionDenied as
    `journal.steps.advance` does.
    """
    if complaint.is_paused:
        resume(complaint, end=PauseEnd.STEP, actor=actor)
    return steps.advance(complaint, step, actor, *args)


def keep(complaint: Complaint, *fields: str) -> None:
    """Save the named fields and the next deadline."""
    limits.set_next(complaint)
    complaint.save(update_fields=[*fields, "next_due", "next_limit"])


def must_be(complaint: Complaint, actor: User, *states: str) -> None:
    """Refuse an act in another state and say who was first. Raises RuleViolation."""
    if complaint.state not in states:
        raise steps.too_late(complaint, actor)


def must_act(complaint: Complaint, actor: User) -> None:
    """Refuse people who do not work on it. Raises PermissionDenied."""
    if not rules.may_act(complaint, actor):
        raise PermissionDenied(_("This step is for another person. The record shows who is in charge."))


def acting_as(complaint: Complaint, actor: User, perm: str = "complaints.act") -> str:
    """Return the role when somebody acts in another's place, for the journal; "" for the usual person.

    The officer works on complaints, the manager assigns and decides, the project manager approves; everybody else
    stands in for them.
    """
    if actor.pk == complaint.officer_id and perm == "complaints.act":
        return ""
    role = acting_role(actor, perm, complaint.park)
    return "" if role == USUAL.get(perm, Role.MANAGER) else role


def note_step(
    complaint: Complaint,
    actor: User | None,
    verb: str,
    before: str,
    data: dict[str, object],
    perm: str = "complaints.act",
) -> None:
    """Write the journal line of a step; `before` is empty where the state stayed."""
    role = acting_as(complaint, actor, perm) if actor is not None else ""
    steps.note(complaint, actor, verb, before=before, data=data, acting_as=role)
