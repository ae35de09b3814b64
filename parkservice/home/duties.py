"""The standing duty of the manager: the whole department today (M2), read from everybody's board."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parkservice.accounts.duties import ORDER, Duty, Status
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.parks.models import Park


def over(statuses: Iterable[Status]) -> Status:
    """M2: the worst of all duties that the department has today, with how many are missed and how many wait."""
    found = list(statuses)
    url = f"{reverse('home:desk')}#team"
    missed = sum(1 for status in found if status.state == "missed")
    waiting = sum(1 for status in found if status.state in ("due", "open"))
    if not found or not (missed or waiting):
        state = min((status.state for status in found), key=ORDER.index, default="nothing")
        return Status(state, "", _("Everybody's duties stand well."), url)
    parts = []
    if missed:
        parts.append(ngettext("%(n)d missed", "%(n)d missed", missed) % {"n": missed})
    if waiting:
        parts.append(ngettext("%(n)d waiting", "%(n)d waiting", waiting) % {"n": waiting})
    worst = min((status.state for status in found), key=ORDER.index)
    return Status(worst, _(" · ").join(parts), _("All duties of the department today."), url, _("See the department"))


def department(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """M2 for each of these people: the same for everybody who answers for the department."""
    from parkservice.home import board

    status = over(tile.status for tiles in board.read(board.team_of(park), park, day).values() for tile in tiles)
    return {user.pk: status for user in people}


DUTIES = [
    Duty(
        "M2",
        (Role.MANAGER,),
        "standing",
        gettext_lazy("Answer for the whole department"),
        gettext_lazy("Department"),
        "home:desk",
        department,
    ),
]
