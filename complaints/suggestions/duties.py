"""The duty of suggestions and how it stands (A4)."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from complaints.models import Suggestion
from complaints.readings import CASEWORKERS, Limit, Reading, once_per_board, start_of
from complaints.suggestions import limits
from complaints.suggestions.models import SuggestionState
from parkservice.accounts.duties import Duty, Status
from parkservice.accounts.models import User
from parkservice.accounts.rights import answering_for, roles_of
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from parkservice.parks.models import Park


@once_per_board
def suggestions(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """A4: mine not reported the same day, decided ones not told to the proposer; the manager's wait for a decision."""
    waiting = list(
        Suggestion.objects.filter(park=park, held=False)
        .exclude(state=SuggestionState.ANSWERED)
        .order_by("received_at")
        .only("officer_id", "sent_by_id", "state", "content", "received_at", "reported_at", "decided_at")
    )
    return {user.pk: _suggestions_of(user, waiting, park, day) for user in people}


def _suggestions_of(user: User, waiting: Iterable[Suggestion], park: Park, day: date) -> Status:
    """The manager decides every suggestion; an officer reports their own."""
    decides = Role.MANAGER in roles_of(user, park)
    mine = answering_for(user, park.pk, "complaints.act")
    waits = []
    for row in waiting:
        if row.state == SuggestionState.RECORDED and row.officer_id in mine:
            end_of_day = start_of(clock.local(row.received_at).date() + timedelta(days=1))
            waits.append(Limit(end_of_day - timedelta(minutes=1), row.content))
        elif row.state == SuggestionState.REPORTED and decides and row.reported_at is not None:
            waits.append(Limit(limits.decide_by(row.reported_at, park), row.content))
        elif row.state == SuggestionState.DECIDED and row.officer_id in mine and row.decided_at is not None:
            waits.append(Limit(limits.answer_by(row.decided_at, park), row.content))
    quiet = _("Every suggestion has been decided and answered.")
    reading = Reading(
        figure=lambda n: ngettext("%(n)d suggestion", "%(n)d suggestions", n) % {"n": n},
        quiet=quiet if decides else _("Nothing about suggestions waits."),
        url=reverse("complaints:suggestions"),
        action=_("See the suggestions"),
    )
    return reading.status(waits, park, day)


DUTIES = [
    Duty(
        "A4",
        CASEWORKERS,
        "event",
        gettext_lazy("Report suggestions, decide them"),
        gettext_lazy("Suggestions"),
        "complaints:suggestions",
        suggestions,
    ),
]
