"""What can be done with a complaint: one table to which every feature adds its acts (`<feature>/acts.py`).

Transitions come from the state machine (`kit.flow.steps_for`), recorded acts from the rules of their feature. The
record page draws its next step from this table, `casework.running` takes forms and rights from it; so a shown button
is always permitted, and what is not allowed is not shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from complaints.casework import rules
from parkservice.accounts.models import User
from parkservice.kit import flow

if TYPE_CHECKING:
    from complaints.casework.forms import ActForm
    from complaints.casework.models import Complaint

Words = str | Promise


class Moment:
    """One complaint as it stands now before one person; what several acts ask is computed once."""

    def __init__(self, complaint: "Complaint", user: User) -> None:
        self.complaint, self.user = complaint, user

    @cached_property
    def acting(self) -> bool:
        """Whether this person works on it."""
        return rules.may_act(self.complaint, self.user)

    @cached_property
    def ready(self) -> frozenset[str]:
        """Transitions that this person may take and nothing stops."""
        return frozenset(step.name for step in flow.steps_for(self.complaint, self.user) if step.ready)

    @cached_property
    def possible(self) -> frozenset[str]:
        """Transitions that this person may take, with or without something still missing."""
        return frozenset(step.name for step in flow.steps_for(self.complaint, self.user))


@dataclass(frozen=True)
class Act:
    """One act: its address name, heading, one sentence, picture, form, the verb on its button, and when it is offered.

    `place` orders the panel, nearest step first; `for_whom` refuses other readers before their form is read; `quiet`
    acts never lie open by themselves; `above` is a template shown over the form, with `offer` as its input.
    """

    name: str
    title: Words
    line: Words
    icon: str
    form: "type[ActForm]"
    button: Words
    place: int
    when: Callable[[Moment], bool]
    for_whom: "Callable[[Complaint, User], bool]" = rules.may_act
    quiet: bool = False
    above: str = ""


ACTS: dict[str, Act] = {}
#: Acts that are done already go behind another one: (whether it is done, its name, the name it goes behind).
_later: "list[tuple[Callable[[Complaint], bool], str, str]]" = []


def register(*acts: Act) -> None:
    """Add acts to the table; registering a name again replaces its act."""
    for act in acts:
        ACTS[act.name] = act


def once_done(done: "Callable[[Complaint], bool]", name: str, behind: str) -> None:
    """Let the act `name` go behind another one as soon as `done` says so."""
    _later.append((done, name, behind))


def offered(complaint: "Complaint", user: User) -> list[Act]:
    """Return what this person may do now, the nearest step first; nothing that would be refused."""
    moment = Moment(complaint, user)
    return [ACTS[name] for name in _order(complaint) if ACTS[name].when(moment)]


def _order(complaint: "Complaint") -> list[str]:
    """The table's order, with what is done already behind what is still open."""
    order = sorted(ACTS, key=lambda name: ACTS[name].place)
    for done, name, behind in _later:
        if done(complaint):
            order.remove(name)
            order.insert(order.index(behind) + 1, name)
    return order
