"""What waits for a reader: said once for each kind, counted on the desk and in the side.

TO_DECIDE = Queue(("waivers.decide",), _to_decide)      in the queries of a feature
count=TO_DECIDE.shown                                   in its navigation entry
Waiting(_("Waivers to decide"), ..., TO_DECIDE, ...)    on the desk
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.parks.models import Park


@dataclass(frozen=True)
class Queue:
    """One kind of thing that waits: for whom by right, and which rows of a park somebody with a right settles."""

    perms: tuple[str, ...]
    which: Callable[[User, Park], QuerySet[Any]]

    def rows(self, user: User, park: Park) -> QuerySet[Any] | None:
        """Return what waits for a person in a park; None for people who settle nothing of the kind."""
        return self.which(user, park) if any(may(user, perm, park) for perm in self.perms) else None

    def shown(self, request: Any) -> QuerySet[Any] | None:
        """Return what waits for the reader of a page, for the number in the side."""
        return self.rows(request.user, request.park) if request.park is not None else None
