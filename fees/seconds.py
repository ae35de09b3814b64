"""Words to second persons: whoever may decide hears that something waits, whoever asked hears the decision (M15).

    SECOND = second("waiver", ("waivers.decide",), rules.may_decide)     beside the services of a feature
    SECOND.ask(waiver, actor, amount=...)                                inbox.waiver_asked, to all who may decide
    SECOND.answer(waiver, actor, waiver.proposed_by, "approved", ...)    inbox.waiver_approved, to who asked

The verbs stand in the feature's verbs.py; the words are written in the transaction of the change.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models

from parkservice.accounts.models import User
from parkservice.accounts.rights import people_of
from parkservice.accounts.roles import ABOVE_MANAGER, GRANTS, Role
from parkservice.messaging.inbox import tell

Check = Callable[[Any, User], bool]
#: Who is told first, and above whom the next only where nobody of the level before may decide.
LEVELS = (tuple(role for role in Role if role not in ABOVE_MANAGER), (Role.PROJECT_MANAGER,), (Role.GENERAL_MANAGER,))
SECONDS: dict[str, "Second"] = {}


@dataclass(frozen=True)
class Second:
    """One kind of thing that waits: by which rights people may decide it, and the rule that says who of them does."""

    kind: str
    perms: tuple[str, ...]
    may: Check

    def people(self, row: Any, but: User) -> list[User]:
        """Return who is told of a row: all who may decide it but the asker, above the manager only where none else may.

        Empty when nobody may decide it today.
        """
        for level in LEVELS:
            roles = [role for role in level if any(perm in GRANTS[role] for perm in self.perms)]
            found = [each for each in people_of(row.park, roles) if each.pk != but.pk and self.may(row, each)]
            if found:
                return found
        return []

    def ask(self, row: Any, actor: User, *, about: models.Model | None = None, **data: Any) -> None:
        """Tell all who may decide that a row waits; `about` is the record whose page decides, by default the row."""
        said = {"name": actor.name, **data}
        others = self.people(row, actor)
        tell(recipients=others, park=row.park, verb=f"inbox.{self.kind}_asked", subject=about or row, data=said)

    def answer(
        self,
        row: Any,
        actor: User,
        asker: User,
        answer: str,
        *,
        about: models.Model | None = None,
        **data: Any,
    ) -> None:
        """Tell whoever asked what was decided; nobody is told what they did themselves."""
        told = [asker] if asker.pk != actor.pk else []
        said = {"name": actor.name, **data}
        tell(recipients=told, park=row.park, verb=f"inbox.{self.kind}_{answer}", subject=about or row, data=said)


def second(kind: str, perms: tuple[str, ...], may: Check) -> Second:
    """Make one kind of thing that waits known."""
    return SECONDS.setdefault(kind, Second(kind, perms, may))
