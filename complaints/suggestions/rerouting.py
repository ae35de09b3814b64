"""Suggestions of an officer who works here no more go to whoever answers for them now, without being asked (A1, A4)."""

from django.db import models

from complaints import orphans
from complaints.people import handlers
from complaints.suggestions.models import Suggestion, SuggestionState
from complaints.suggestions.rules import looks_after
from complaints.suggestions.services import lock
from parkservice.accounts.models import User
from parkservice.accounts.rights import officer_for, people_with
from parkservice.accounts.roles import Role
from parkservice.journal import steps
from parkservice.kit.errors import RuleViolation
from parkservice.parks.models import Park


def reroute_suggestions() -> int:
    """Route the open suggestions of officers without a posting for them anew, in every park; return how many went.

    Where the park has nobody for one, it stays.
    """
    return orphans.reroute(SUGGESTIONS)


def _left(park: Park) -> models.QuerySet[Suggestion]:
    unanswered = Suggestion.objects.filter(park=park).exclude(state=SuggestionState.ANSWERED)
    return unanswered.exclude(officer__in=handlers(park))


def _managers(cases: list[Suggestion]) -> models.QuerySet[User]:
    return people_with(cases[0].park, Role.MANAGER)


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


SUGGESTIONS = orphans.Kind(_left, lock, _move, _managers, "inbox.suggestions_rerouted", "complaints:suggestions")
