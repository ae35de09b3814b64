"""State machines as data: one table of transitions serves the service that moves, the button and the checklist.

A model declares its transitions with django-fsm; permissions and conditions are callables that take the record.
A condition carries the sentence that people read (`refusal`, set by the `guard` decorator).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from parkservice.kit.errors import RuleViolation

Guard = Callable[[Any], bool]


class WrongState(RuleViolation):
    """Raised when a record is no longer in a state from which the step may start."""


def guard(refusal: Promise | str) -> Callable[[Guard], Guard]:
    """Attach to a condition the sentence that says what to do first."""

    def attach(check: Guard) -> Guard:
        check.refusal = refusal  # type: ignore[attr-defined]
        return check

    return attach


@dataclass(frozen=True)
class Step:
    """One step that a person may take now: its name, and what still stops it."""

    name: str
    missing: tuple[str, ...]

    @property
    def ready(self) -> bool:
        """Whether nothing stops the step."""
        return not self.missing


def advance(record: Any, step: str, actor: Any, *args: Any) -> None:
    """Take one step of a record; nothing is saved.

    Raises WrongState when the state does not allow it, PermissionDenied when the actor may not, and RuleViolation
    with the first missing condition.
    """
    method = getattr(record, step)
    transition = method._django_fsm.get_transition(getattr(record, method._django_fsm.field.name))
    if transition is None:
        raise WrongState(_("This step is no longer possible. Look at the record as it is now."))
    if not transition.has_perm(record, actor):
        raise PermissionDenied(_("This step is for another person. The record shows who is in charge."))
    for refusal in _missing(record, transition):
        raise RuleViolation(refusal)
    method(*args)


def steps_for(record: Any, user: Any, field: str = "state") -> list[Step]:
    """Return the steps that the state and this person's rights allow, each with what is still missing."""
    state = getattr(record, field)
    steps = []
    for method in record._meta.get_field(field).transitions[type(record)].values():
        transition = method._django_fsm.get_transition(state)
        if transition is not None and transition.has_perm(record, user):
            steps.append(Step(transition.name, tuple(_missing(record, transition))))
    return steps


def _missing(record: Any, transition: Any) -> Iterator[str]:
    for check in transition.conditions:
        if not check(record):
            yield str(check.refusal)
