"""What a duty is: a plain row with a function that reads its state from live records (design section 2).

Each app lists its duties in `duties.py` as DUTIES; the desk and the manager's board read them all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
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
    """How a duty stands: the state, the figure that proves it, one sentence, and the page that does it."""

    state: State
    figure: str
    sentence: str
    url: str
    action: str = ""


@dataclass(frozen=True)
class Duty:
    """One duty of the procedure for some roles; `status(user, park, day)` never writes."""

    id: str
    roles: tuple[Role, ...]
    rhythm: Literal["event", "day", "week", "month", "quarter", "year", "standing"]
    title: Promise | str
    url_name: str
    status: "Callable[[User, Park, date], Status]"


def worst(states: list[State]) -> State:
    """Return the worst of several states; nothing at all is `nothing`."""
    return min(states, key=ORDER.index, default="nothing")
