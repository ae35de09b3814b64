"""Who decides and answers suggestions (A4): the callables that the state machine names."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from parkservice.accounts.models import User
from parkservice.accounts.rights import answering_for, may
from parkservice.kit import clock
from parkservice.kit.flow import guard
from parkservice.tasks.rectifications.services import for_subject

if TYPE_CHECKING:
    from complaints.suggestions.models import Suggestion


def looks_after(suggestion: "Suggestion", user: User) -> bool:
    """Whether this person looks after it, or stands in for who does, and still works on such matters in its park."""
    return suggestion.officer_id in answering_for(user, suggestion.park_id, "complaints.act")


def may_release(suggestion: "Suggestion", user: User) -> bool:
    """Whether this person looks at what the counters held: who looks after it, or the manager."""
    return looks_after(suggestion, user) or may(user, "suggestions.decide", suggestion)


def may_decide(suggestion: "Suggestion", user: User) -> bool:
    """The manager decides, never on their own suggestion (A4, design section 4)."""
    return suggestion.sent_by_id != user.pk and may(user, "suggestions.decide", suggestion)


def may_answer(suggestion: "Suggestion", user: User) -> bool:
    """Who looks after it tells the proposer, or the manager in their place."""
    return looks_after(suggestion, user) or may_decide(suggestion, user)


def by_the_clock(_suggestion: "Suggestion", user: User | None) -> bool:
    """Nobody brings it back by hand: the day that was set does."""
    return user is None


@guard(_("This suggestion is held for a look. Release it first."))
def is_released(suggestion: "Suggestion") -> bool:
    """What the counters held is looked at by a person before it is decided (domain 2.1, flooding)."""
    return not suggestion.held


@guard(_("The day on which it is looked at again has not come."))
def day_has_come(suggestion: "Suggestion") -> bool:
    """What was put off comes back on the day that was set (A4)."""
    return suggestion.again_on is not None and suggestion.again_on <= clock.today()


@guard(_("What is adopted needs a plan first: steps, owners and dates. The proposer is told with the plan."))
def has_plan(suggestion: "Suggestion") -> bool:
    """What is adopted or tried out has a rectification plan before the proposer is told (A4, domain 2.2)."""
    return not suggestion.wants_plan or for_subject(suggestion).exists()
