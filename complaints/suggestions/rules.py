"""Who decides and answers suggestions (A4): the callables that the state machine names."""

from typing import TYPE_CHECKING

from parkservice.accounts.models import User
from parkservice.accounts.rights import may

if TYPE_CHECKING:
    from complaints.suggestions.models import Suggestion


def may_release(suggestion: "Suggestion", user: User) -> bool:
    """Whether this person looks at what the counters held: who looks after it, or the manager."""
    return suggestion.officer_id == user.pk or may(user, "suggestions.decide", suggestion)


def may_decide(suggestion: "Suggestion", user: User) -> bool:
    """The manager decides, never on their own suggestion (A4, design section 4)."""
    return suggestion.sent_by_id != user.pk and may(user, "suggestions.decide", suggestion)


def may_answer(suggestion: "Suggestion", user: User) -> bool:
    """Who looks after it tells the proposer, or the manager in their place."""
    mine = suggestion.officer_id == user.pk and may(user, "suggestions.view", suggestion)
    return mine or may_decide(suggestion, user)
