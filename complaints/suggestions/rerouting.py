"""Suggestions of an officer who works here no more go to whoever answers for them now, without being asked (A1, A4)."""

from django.db import transaction

from complaints.people import handlers
from complaints.suggestions.models import Suggestion, SuggestionState
from complaints.suggestions.rules import looks_after
from complaints.suggestions.services import lock
from parkservice.accounts.models import User
from parkservice.accounts.rights import officer_for, people_with
from parkservice.accounts.roles import Role
from parkservice.journal import steps
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell
from parkservice.parks.models import Park


def reroute_suggestions() -> int:
    """Route the open suggestions of officers without a posting for them anew, in every park; return how many went.

    Where the park has nobody for one, it stays.
    """
    return sum(_reroute_in(park) for park in Park.objects.active())


def _reroute_in(park: Park) -> int:
    unanswered = Suggestion.objects.filter(park=park).exclude(state=SuggestionState.ANSWERED)
    orphans = unanswered.exclude(officer__in=handlers(park))
    found: dict[int, list[int]] = {}
    for pk, officer_id in orphans.order_by("pk").values_list("pk", "officer_id"):
        found.setdefault(officer_id, []).append(pk)
    return sum(_hand_on(park, ids) for ids in found.values())


@transaction.atomic
def _hand_on(park: Park, ids: list[int]) -> int:
    """Move the suggestions of one officer; each receiver is told once, and so are the managers."""
    moved: dict[tuple[User, User], list[Suggestion]] = {}
    for pk in ids:
        suggestion = lock(pk)
        former = suggestion.officer
        if _move(suggestion, former):
            moved.setdefault((former, suggestion.officer), []).append(suggestion)
    for (former, receiver), cases in moved.items():
        tell(
            recipients=[receiver, *people_with(park, Role.MANAGER)],
            park=park,
            verb="inbox.suggestions_rerouted",
            subject=cases[0] if len(cases) == 1 else None,
            data={"former": former.name, "officer": receiver.name, "count": len(cases)},
            url_name="" if len(cases) == 1 else "complaints:suggestions",
        )
    return sum(map(len, moved.values()))


def _move(suggestion: Suggestion, former: User) -> bool:
    """Name the officer anew, unless it was answered meanwhile or nobody else answers for it."""
    if suggestion.state == SuggestionState.ANSWERED or looks_after(suggestion, former):
        return False
    try:
        receiver = officer_for(suggestion.building, suggestion.park)
    except RuleViolation:
        return False
    if receiver.pk == former.pk:
        return False
    suggestion.officer = receiver
    suggestion.save(update_fields=["officer"])
    said = {"officer": receiver.name, "former": former.name}
    steps.note(suggestion, None, "suggestion.rerouted", data=said)
    return True
