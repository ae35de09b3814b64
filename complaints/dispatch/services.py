"""Sending somebody to an urgent complaint, within minutes and before anything else (domain 2.1, 3.12)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from complaints.casework import limits
from complaints.casework.models import Complaint
from complaints.casework.sight import sight_of, veiled
from complaints.casework.steps import acting_as, keep, lock
from complaints.choices import LimitKind
from complaints.dispatch.rules import awaits_dispatch, may_dispatch
from complaints.people import answering
from parkservice.accounts.models import User
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell
from parkservice.parks.models import Department
from parkservice.tasks.workorders.services import Job, order


@transaction.atomic
def dispatch(*, complaint_id: int, actor: User, text: str, department: Department | None = None) -> Complaint:
    """Send somebody to an urgent complaint: a department by a work order, or colleagues of our own.

    Raises RuleViolation when it is not urgent or not open, when somebody was sent already, and as `order` does;
    PermissionDenied for everybody who neither works on it nor sits in the duty room.
    """
    complaint = lock(complaint_id)
    if not may_dispatch(complaint, actor):
        raise PermissionDenied(_("This step is for another person. The record shows who is in charge."))
    if complaint.dispatched_at is not None:
        raise RuleViolation(_("Somebody has been sent already. The history shows who."))
    if not awaits_dispatch(complaint):
        raise RuleViolation(_("Somebody is sent at once only to an urgent complaint that is open."))
    number = _order(complaint, actor, department, text) if department else ""
    complaint.dispatched_at = clock.now()
    keep(complaint, "dispatched_at")
    data = {"department": department.pk if department else None, "order": number, "text": text}
    record(
        park=complaint.park,
        actor=actor,
        verb="complaint.dispatched",
        subject=complaint,
        data=data,
        acting_as=acting_as(complaint, actor),
    )
    tell(
        recipients=[person for person in answering(complaint) if person.pk != actor.pk],
        park=complaint.park,
        verb="inbox.dispatched",
        subject=complaint,
        data={"matter": complaint.matter, "text": text},
    )
    return complaint


def _order(complaint: Complaint, actor: User, department: Department, text: str) -> str:
    """Order the work and return its number; who reads no names writes none into the order (design section 4)."""
    sight, now = sight_of(complaint, actor), clock.now()
    day = limits.table(complaint)[LimitKind.RESOLVE]
    later = limits.due_after(complaint.park, now, day.amount, day.unit).at
    job = Job(
        matter=veiled(sight, complaint, complaint.matter),
        department=department,
        due=complaint.resolve_due if complaint.resolve_due > now else later,
        details=text,
        building=complaint.building,
        unit=complaint.unit,
        place=veiled(sight, complaint, complaint.place),
        contact_name=complaint.salutation if sight.names else "",
        contact_phone=complaint.phone if sight.names else "",
        urgent=True,
    )
    form_id = f"dispatch-{complaint.pk}"
    return order(park=complaint.park, actor=actor, job=job, form_id=form_id, subject=complaint)[0].number
