"""What happens to a suggestion after it was taken in (A4)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from complaints.intake.services import confirm_receipt
from complaints.suggestions.models import Suggestion
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.journal.services import record
from parkservice.kit.errors import RuleViolation


def may_release(suggestion: Suggestion, user: User) -> bool:
    """Whether this person looks at what the counters held: who looks after it, or the manager."""
    return suggestion.officer_id == user.pk or may(user, "suggestions.decide", suggestion)


@transaction.atomic
def release(*, suggestion_id: int, actor: User) -> Suggestion:
    """Release a suggestion that the counters held for a look, and confirm its receipt to the sender.

    Raises RuleViolation when nothing is held, PermissionDenied for people who do not look after it.
    """
    suggestion = Suggestion.objects.select_for_update(of=("self",)).get(pk=suggestion_id)
    if not may_release(suggestion, actor):
        raise PermissionDenied(_("This step is for another person. The record shows who is in charge."))
    if not suggestion.held:
        raise RuleViolation(_("A colleague has already released this suggestion."))
    suggestion.held = False
    suggestion.save(update_fields=["held"])
    record(park=suggestion.park, actor=actor, verb="suggestion.released", subject=suggestion)
    if suggestion.email:
        confirm_receipt(suggestion)
    return suggestion
