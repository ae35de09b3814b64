"""What happens to a suggestion after it was taken in: decided, answered, its outcome published (A4)."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from complaints.intake.services import announce_suggestion, shorten
from complaints.people import answering
from complaints.suggestions import limits
from complaints.suggestions.models import AnswerMethod, Decision, Suggestion, SuggestionState
from complaints.suggestions.outgoing import ANSWER
from complaints.suggestions.rules import day_has_come, may_decide, may_release
from parkservice.accounts.models import User
from parkservice.accounts.rights import people_with
from parkservice.accounts.roles import Role
from parkservice.journal import steps
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell
from parkservice.messaging.outbox import send_mail
from parkservice.messaging.wordbook import writing

#: A decision and its answer, which make room for the next ones.
CLEARED: dict[str, Any] = {
    **dict.fromkeys(("decision", "reason", "answer", "answer_method", "answer_courtesy_reason"), ""),
    **dict.fromkeys(("decided_by", "decided_at", "again_on", "answered_by", "answered_at")),
}


def lock(suggestion_id: int) -> Suggestion:
    """Lock one suggestion by its key and read it as it is now; call inside a transaction."""
    return Suggestion.objects.select_for_update(of=("self",)).get(pk=suggestion_id)


@transaction.atomic
def release(*, suggestion_id: int, actor: User) -> Suggestion:
    """Release a suggestion that the counters held for a look: now the manager hears of it, and the sender.

    Raises RuleViolation when nothing is held, PermissionDenied for people who do not look after it.
    """
    suggestion = lock(suggestion_id)
    if not may_release(suggestion, actor):
        raise PermissionDenied(_("This step is for another person. The record shows who is in charge."))
    if not suggestion.held:
        raise RuleViolation(_("A colleague has already released this suggestion."))
    suggestion.held = False
    suggestion.save(update_fields=["held"])
    record(park=suggestion.park, actor=actor, verb="suggestion.released", subject=suggestion)
    announce_suggestion(suggestion)
    return suggestion


@transaction.atomic
def decide(
    *, suggestion_id: int, actor: User, decision: str, reason: str = "", again_on: date | None = None
) -> Suggestion:
    """Decide what becomes of a suggestion; who looks after it tells the proposer (A4).

    What is looked at later comes back `again_on`. Raises RuleViolation when it was decided already, is declined without
    a reason or put off without a day that fits, PermissionDenied for all but the manager and for the one who sent it.
    """
    suggestion = lock(suggestion_id)
    if decision == Decision.DECLINE and not reason:
        raise RuleViolation(_("Say why it is declined: the proposer reads it."))
    if decision == Decision.LATER:
        limits.check_again(suggestion.park, again_on)
    before = steps.advance(suggestion, "decide", actor)
    suggestion.decision, suggestion.reason = decision, reason
    suggestion.decided_by, suggestion.decided_at = actor, clock.now()
    suggestion.again_on = again_on if decision == Decision.LATER else None
    suggestion.save(update_fields=["state", "decision", "reason", "decided_by", "decided_at", "again_on"])
    steps.note(suggestion, actor, "suggestion.decided", before=before, data={"decision": decision, "reason": reason})
    if suggestion.officer_id != actor.pk:
        tell(
            recipients=answering(suggestion),
            park=suggestion.park,
            verb="inbox.suggestion_decided",
            subject=suggestion,
            data={"matter": shorten(suggestion.content), "decision": decision},
        )
    return suggestion


def look_again() -> int:
    """Bring what was put off back on its day; return how many came back (by the worker, each minute; A4)."""
    due = Suggestion.objects.filter(again_on__lte=clock.today()).order_by("pk").values_list("pk", flat=True)
    return sum(_look_again(pk) for pk in list(due))


@transaction.atomic
def _look_again(suggestion_id: int) -> int:
    """Clear the old decision, which the history keeps with its words, and tell the managers."""
    suggestion = lock(suggestion_id)
    if not day_has_come(suggestion):
        return 0
    before, reason = steps.advance(suggestion, "look_again", None), suggestion.reason
    for name, nothing in CLEARED.items():
        setattr(suggestion, name, nothing)
    suggestion.reported_at, suggestion.answer_courtesy = clock.now(), []
    suggestion.save(update_fields=["state", "reported_at", "answer_courtesy", *CLEARED])
    steps.note(suggestion, None, "suggestion.came_back", before=before, data={"reason": reason})
    tell(
        recipients=people_with(suggestion.park, Role.MANAGER),
        park=suggestion.park,
        verb="inbox.suggestion_again",
        subject=suggestion,
        data={"matter": shorten(suggestion.content)},
    )
    return 1


@transaction.atomic
def answer(
    *, suggestion_id: int, actor: User, text: str, method: str, courtesy_reason: str = "", form_id: str
) -> Suggestion:
    """Tell the proposer what was decided (A4, L2 to L4).

    Raises RuleViolation before the decision, for what the courtesy check blocks or asks a reason for, or for a way
    that reaches nobody; PermissionDenied for people who do not look after it.
    """

    def make() -> Suggestion:
        suggestion = lock(suggestion_id)
        _check_method(suggestion, method)
        hints = writing.choose(ANSWER, suggestion, text, courtesy_reason)
        before = steps.advance(suggestion, "reply", actor)
        kept: dict[str, Any] = {"answer": text, "answer_method": method, "answer_courtesy": hints, "answered_by": actor}
        kept |= {"answer_courtesy_reason": courtesy_reason, "answered_at": clock.now()}
        for name, value in kept.items():
            setattr(suggestion, name, value)
        suggestion.save(update_fields=["state", *kept])
        writing.forget_draft(ANSWER, suggestion, actor)
        said = {"method": method, "text": text}
        steps.note(suggestion, actor, "suggestion.answered", before=before, data=said)
        if method == AnswerMethod.MAIL:
            _mail(suggestion, actor)
        return suggestion

    body = {"suggestion": suggestion_id, "text": text, "method": method}
    return once(form_id=form_id, actor=actor, body=body, make=make)[0]


@transaction.atomic
def publish(*, suggestion_id: int, actor: User, outcome: str) -> Suggestion:
    """Show everybody what came of a suggestion, without the name of its proposer (A4, P6).

    Raises RuleViolation before the proposer was answered, PermissionDenied for everybody but the manager.
    """
    suggestion = lock(suggestion_id)
    if not may_decide(suggestion, actor):
        raise PermissionDenied(_("Outcomes are published by the manager."))
    if suggestion.state != SuggestionState.ANSWERED:
        raise RuleViolation(_("Tell the proposer first; then everybody may read what came of it."))
    suggestion.outcome, suggestion.published_at = outcome, suggestion.published_at or clock.now()
    suggestion.save(update_fields=["outcome", "published_at"])
    steps.note(suggestion, actor, "suggestion.published", data={"text": outcome})
    return suggestion


def _check_method(suggestion: Suggestion, method: str) -> None:
    if method == AnswerMethod.MAIL and not suggestion.email:
        raise RuleViolation(_("No e-mail address was left. Choose another way."))
    if suggestion.anonymous and method != AnswerMethod.TRACKING_PAGE:
        raise RuleViolation(_("The proposer stayed anonymous: the answer stands on the tracking page."))


def _mail(suggestion: Suggestion, actor: User) -> None:
    from complaints.intake.letters import reply_subject

    send_mail(
        park=suggestion.park,
        to=suggestion.email,
        subject=reply_subject(suggestion),
        body=suggestion.answer,
        language=suggestion.language,
        purpose="suggestion.answer",
        about=suggestion,
        # A suggestion that came back is answered once more.
        key=f"suggestion:{suggestion.pk}:{suggestion.decided_at:%Y%m%d%H%M%S}",
        sender=actor,
    )
