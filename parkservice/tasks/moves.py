"""Taking a step of a task: locked by key, refused kindly, written into the journal of the task and of its source."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from parkservice.accounts.models import User
from parkservice.accounts.rights import people_with
from parkservice.accounts.roles import Role
from parkservice.journal import steps
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell
from parkservice.parks.models import Department
from parkservice.tasks import sources
from parkservice.tasks.base import Task

Row = TypeVar("Row", bound=Task)
#: A task takes its steps as every record does.
advance, note = steps.advance, steps.note


def lock(model: type[Row], pk: int) -> Row:
    """Lock one task by its key and read it as it is now; call inside a transaction."""
    rows: Any = model
    found: Row = rows.objects.select_for_update(of=("self",)).get(pk=pk)
    return found


def must(allowed: bool) -> None:
    """Raises PermissionDenied for people whose step it is not."""
    if not allowed:
        raise PermissionDenied(_("This step is for another person. The record shows who is in charge."))


def permitted(row: Any, step: str, user: User) -> bool:
    """Whether a step is this person's at all, whatever the state of the task."""
    transitions = getattr(row, step)._django_fsm.transitions.values()
    return any(transition.has_perm(row, user) for transition in transitions)


def named(department: Department) -> list[str]:
    """Return the names of a department as the journal keeps them, to be read in either language."""
    return [department.name_zh, department.name_en]


def note_source(row: Any, actor: User | None, verb: str, data: Mapping[str, Any]) -> None:
    """Write a line into the history of the source, so that what was asked and answered comes back to it (M4, M12)."""
    if row.source is not None:
        record(park=row.park, actor=actor, verb=verb, subject=row.source, data={"number": row.number, **data})


def inform(row: Any, people: Iterable[User | None], verb: str, actor: User | None = None, **data: Any) -> None:
    """Put it into the inbox of some people, never of the one who acted."""
    others = [person for person in people if person is not None and (actor is None or person.pk != actor.pk)]
    tell(
        recipients=others,
        park=row.park,
        verb=verb,
        subject=row,
        data={"number": row.number, "matter": row.matter, **data},
    )


def askers(row: Any) -> list[User]:
    """Return whom results go to: the asker, and who answers for the source today."""
    return [row.asked_by, *(sources.responsible_for(row.source) if row.source is not None else ())]


def managers(row: Any) -> list[User]:
    """Return the managers of the park, who are told when something is forgotten."""
    return [person for person in people_with(row.park, Role.MANAGER) if not row.concerns(person)]


def ahead(moment: Any) -> None:
    """Raises RuleViolation for a due moment that has passed already."""
    if moment <= clock.now():
        raise RuleViolation(_("This moment has passed. Choose a later one."))
