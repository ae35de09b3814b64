"""Raising a complaint that was forgotten, by the complainant, without an account (peers 3, no. 10).

It changes no state and no clock: it goes over the officer's head to the manager, and stands in the history.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.casework import limits
from complaints.casework.models import Complaint
from complaints.casework.steps import lock_leading
from complaints.duplicates.sharing import leading
from complaints.forgotten.models import Forgotten
from complaints.intake.counters import too_many_remarks
from complaints.ladder.services import run_of
from complaints.people import answering, leaders_of
from parkservice.accounts.roles import Role
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell


@dataclass(frozen=True)
class Passed:
    """The limit that passed last: which one, which run of its clock, when, and since when the manager knows."""

    kind: str
    run: str
    due: datetime
    raised_at: datetime | None


def passed(case: Complaint) -> Passed | None:
    """Return the last limit that has passed while the complainant waits for a word; None while nothing is late."""
    root = leading(case)
    if root.held or root.is_paused or root.told_complainant:
        return None
    late = [(due, kind) for due, kind in limits.running(root) if due < clock.now()]
    if not late:
        return None
    due, kind = late[-1]
    run = run_of(root.limit_basis[kind])
    raised = Forgotten.objects.filter(complaint=root, kind=kind, run=run).first()
    return Passed(kind, run, due, raised.at if raised else None)


@transaction.atomic
def call_forgotten(*, complaint_id: int) -> Forgotten:
    """Tell the manager for the complainant that the matter was forgotten, once for each limit (peers 3, no. 10).

    A merged complaint speaks for the one that goes on. Raises RuleViolation while no limit has passed, when it was
    raised for this limit already, or when the link was used too often within the hour.
    """
    case, root = lock_leading(complaint_id)
    late = passed(root)
    if late is None:
        raise RuleViolation(_("No deadline has passed. Write a remark if something is new."))
    if late.raised_at is not None:
        raise RuleViolation(_("The manager was told already. Call us if you still hear nothing."))
    if too_many_remarks(case):
        raise RuleViolation(_("That was a lot within one hour. Please call us, so that nothing is overlooked."))
    made = Forgotten.objects.create(complaint=root, kind=late.kind, run=late.run, due=late.due, at=clock.now())
    data = {"limit": late.kind, "when": late.due.isoformat()}
    record(park=root.park, actor=None, verb="complaint.forgotten", subject=root, data=data)
    tell(
        # Above the managers where the manager is the one who forgot it.
        recipients=[*leaders_of(root, Role.MANAGER, but=root.officer_id), *answering(root)],
        park=root.park,
        verb="inbox.forgotten",
        subject=root,
        data={**data, "matter": root.matter, "officer": root.officer.name},
    )
    return made
