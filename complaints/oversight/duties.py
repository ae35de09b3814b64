"""The duty towards the service duty room and how it stands: its observations are answered (P1)."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from complaints.casework.limits import due_after
from complaints.choices import LimitUnit
from complaints.intake.services import shorten
from complaints.oversight.models import Observation
from complaints.people import concerned_by
from complaints.readings import Limit, Reading
from parkservice.accounts.duties import Duty, Status
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.parks import thresholds
from parkservice.parks.models import Park


def observations(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """P1: observations unanswered: nothing, open, or one working day passed."""
    days = thresholds.value(park, "observation_days")
    waiting = [
        (_concerned(seen), Limit(due_after(park, seen.at, days, LimitUnit.WORKING_DAYS).at, shorten(seen.text)))
        for seen in Observation.objects.filter(park=park).unanswered().select_related("complaint__park")
    ]
    reading = Reading(
        figure=lambda n: ngettext("%(n)d observation", "%(n)d observations", n) % {"n": n},
        quiet=_("Every observation of the duty room is answered."),
        url=reverse("complaints:observations"),
        action=_("Answer them"),
    )
    statuses = {}
    for user in people:
        mine = [limit for concerned, limit in waiting if user.pk not in concerned]
        statuses[user.pk] = reading.status(mine, park, day)
    return statuses


def _concerned(seen: Observation) -> set[int]:
    """Whom the complaint of an observation is about; they answer for nothing said on it."""
    return concerned_by(seen.complaint) if seen.complaint is not None else set()


DUTIES = [
    Duty(
        "P1",
        (Role.MANAGER,),
        "event",
        gettext_lazy("Answer the observations of the duty room"),
        gettext_lazy("Oversight"),
        "complaints:observations",
        observations,
    ),
]
