"""What a duty is: a plain row with a function that reads its state from live records (design section 2).

Each app lists its duties in `duties.py` as DUTIES; the desk and the manager's board read them all.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from django.utils.functional import Promise

from parkservice.accounts.roles import Role

if TYPE_CHECKING:
    from parkservice.accounts.models import User
    from parkservice.parks.models import Park

State = Literal["done", "due", "missed", "open", "nothing"]
#: Worst first: a board shows what is missed before what is due.
ORDER: tuple[State, ...] = ("missed", "due", "open", "done", "nothing")


@dataclass(frozen=True)
class Status:
    """How a duty stands: the state, the figure that proves it, one sentence, and the page that does it.

    `detail` says more about the state ("2 due today"), `due` is the moment that orders duties of the same state.
    """

    state: State
    figure: str
    sentence: str
    url: str
    action: str = ""
    detail: str = ""
    due: datetime | None = None


Team = Callable[["Sequence[User]", "Park", date], Mapping[int, Status]]
"""Reads how a duty stands with several people at once, by their ids, in a number of statements that stays the same."""


@dataclass(frozen=True)
class Duty:
    """One duty of the procedure for some roles; its reading never writes."""

    id: str
    roles: tuple[Role, ...]
    rhythm: Literal["event", "day", "week", "month", "quarter", "year", "standing"]
    title: Promise | str
    short: Promise | str
    url_name: str
    team: Team

    def status(self, user: "User", park: "Park", day: date) -> Status:
        """How the duty stands with one person on a day."""
        return self.team([user], park, day)[user.pk]
