"""What happens to a work order: ordered, taken, done, accepted or returned (M4, O9)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.estate.models import Unit
from parkservice.journal.forms import once
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork.numbers import next_number
from parkservice.paperwork.uploads import CleanFile, attach
from parkservice.parks.models import Building, Department, Park
from parkservice.tasks import moves, people, sources
from parkservice.tasks.base import remind_moment, source_values
from parkservice.tasks.workorders import rules
from parkservice.tasks.workorders.models import WITH_DEPARTMENT, WorkOrder


@dataclass(frozen=True, kw_only=True)
class Job:
    """What a work order says: the matter, for which department, by when, where, and whom to ask on the spot."""

    matter: str
    department: Department
    due: datetime
    details: str = ""
    assignee: User | None = None
    building: Building | None = None
    unit: Unit | None = None
    place: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    urgent: bool = False


@transaction.atomic
def order(
    *,
    park: Park,
    actor: User,
    job: Job,
    form_id: str,
    subject: models.Model | None = None,
    photos: Sequence[CleanFile] = (),
) -> tuple[WorkOrder, bool]:
    """Order work from a department, from a record (`subject`) or by itself; its people are told (M4, O9).

    Raises PermissionDenied for people who may not ask or not order for the record, RuleViolation for a department in
    which nobody can take it, a person of another department, or a moment that has passed.
    """
    moves.must(may(actor, "tasks.ask", park) and (subject is None or sources.may_order(actor, subject)))
    body = {**asdict(job), "subject": subject, "photos": [file.sha256 for file in photos]}

    def make() -> WorkOrder:
        return _make(park, actor, job, subject, photos)

    return once(form_id=form_id, actor=actor, body=_plain(body, job), make=make)


def _plain(body: dict[str, Any], job: Job) -> dict[str, Any]:
    """The body with records as they are: asdict would copy them."""
    return body | {name: getattr(job, name) for name in ("department", "assignee", "building", "unit")}


def _make(park: Park, actor: User, job: Job, subject: models.Model | None, photos: Sequence[CleanFile]) -> WorkOrder:
    _check(park, job)
    now = clock.now()
    values = {name: getattr(job, name) for name in Job.__dataclass_fields__}
    made = WorkOrder.objects.create(
        park=park,
        number=next_number(park, "GD"),
        asked_by=actor,
        asked_at=now,
        remind_at=remind_moment(park, now, job.due),
        **{**values, "building": job.unit.building if job.unit else job.building},
        **source_values(subject),
    )
    attach(subject=made, park=park, files=photos, actor=actor, public=False)
    said = {"department": moves.named(job.department)}
    moves.note(made, actor, "workorder.ordered", data=said)
    moves.note_source(made, actor, "task.ordered", {**said, "matter": job.matter})
    _tell_department(made, actor, "inbox.workorder")
    return made


def _check(park: Park, job: Job) -> None:
    """Refuse what could never be done."""
    moves.ahead(job.due)
    if job.department.park_id != park.pk or not people.members(job.department).exists():
        raise RuleViolation(_("Nobody in this department can take it. Choose another one, or call them."))
    if job.assignee is not None and not people.members(job.department).filter(pk=job.assignee.pk).exists():
        raise RuleViolation(_("This colleague belongs to another department. Choose one of the department named."))


def _tell_department(row: WorkOrder, actor: User | None, verb: str, **data: Any) -> None:
    """Tell the person named, or everybody in the department while nobody is."""
    told = [row.assignee] if row.assignee_id else list(people.members(row.department))
    moves.inform(row, told, verb, actor, **data)


@transaction.atomic
def take(*, order_id: int, actor: User) -> WorkOrder:
    """Take a work order; from now on one person does it. Raises RuleViolation when a colleague was first."""
    row = moves.lock(WorkOrder, order_id)
    before = moves.advance(row, "take", actor)
    row.assignee, row.taken_at = actor, clock.now()
    row.save(update_fields=["state", "assignee", "taken_at"])
    moves.note(row, actor, "workorder.taken", before=before)
    moves.inform(row, [row.asked_by], "inbox.workorder_taken", actor, name=actor.name)
    return row


@transaction.atomic
def pass_on(*, order_id: int, actor: User, assignee: User) -> WorkOrder:
    """Give a work order to a colleague of the same department, who is told.

    Raises RuleViolation for one that is done, or for somebody of another department.
    """
    row = moves.lock(WorkOrder, order_id)
    moves.must(rules.may_do(row, actor))
    if row.state not in WITH_DEPARTMENT:
        raise RuleViolation(_("It is done already. Look at the record as it is now."))
    if not people.members(row.department).filter(pk=assignee.pk).exists():
        raise RuleViolation(_("This colleague belongs to another department. Choose one of the department named."))
    row.assignee = assignee
    row.save(update_fields=["assignee"])
    moves.note(row, actor, "workorder.passed_on", data={"name": assignee.name})
    moves.inform(row, [assignee], "inbox.workorder", actor)
    return row


@transaction.atomic
def finish(*, order_id: int, actor: User, result: str, photos: Sequence[CleanFile] = ()) -> WorkOrder:
    """Say what was done, with photos; the asker is told and accepts. Raises RuleViolation before it was taken."""
    row = moves.lock(WorkOrder, order_id)
    before = moves.advance(row, "finish", actor)
    row.result, row.done_by, row.done_at = result, actor, clock.now()
    row.save(update_fields=["state", "result", "done_by", "done_at"])
    attach(subject=row, park=row.park, files=photos, actor=actor, public=False)
    moves.note(row, actor, "workorder.done", before=before, text=result)
    moves.note_source(row, actor, "task.done", {"result": result})
    moves.inform(row, moves.askers(row), "inbox.workorder_done", actor, result=result)
    return row


@transaction.atomic
def accept(*, order_id: int, actor: User) -> WorkOrder:
    """Accept what was done. Raises PermissionDenied for the one who did it, RuleViolation before it is done."""
    row = moves.lock(WorkOrder, order_id)
    before = moves.advance(row, "accept", actor)
    row.accepted_by, row.accepted_at = actor, clock.now()
    row.save(update_fields=["state", "accepted_by", "accepted_at"])
    moves.note(row, actor, "workorder.accepted", before=before)
    moves.inform(row, [row.done_by, row.assignee], "inbox.workorder_accepted", actor)
    return row


@transaction.atomic
def send_back(*, order_id: int, actor: User, reason: str) -> WorkOrder:
    """Give it back to be done again, with the reason. Raises RuleViolation before it is done."""
    row = moves.lock(WorkOrder, order_id)
    before = moves.advance(row, "send_back", actor)
    row.times_returned += 1
    row.save(update_fields=["state", "times_returned"])
    moves.note(row, actor, "workorder.returned", before=before, text=reason)
    moves.inform(row, [row.assignee], "inbox.workorder_returned", actor, reason=reason)
    return row


@transaction.atomic
def withdraw(*, order_id: int, actor: User, reason: str) -> WorkOrder:
    """Take a work order back that is not needed any more; its number stays (G3). Raises RuleViolation once done."""
    row = moves.lock(WorkOrder, order_id)
    before = moves.advance(row, "withdraw", actor)
    row.save(update_fields=["state"])
    moves.note(row, actor, "workorder.withdrawn", before=before, text=reason)
    _tell_department(row, actor, "inbox.workorder_withdrawn", reason=reason)
    return row
