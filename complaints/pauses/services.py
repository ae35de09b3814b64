"""Waiting for the complainant: asked with reason and end, ended by an act, an answer or the time (domain 2.1, C11)."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from complaints.casework import limits, rules, words
from complaints.casework.models import Complaint
from complaints.casework.steps import acting_as, lock
from complaints.choices import PAUSABLE_STATES, ReplyKind
from complaints.pauses.models import Pause, PauseEnd
from complaints.pauses.resuming import ends_at
from complaints.pauses.resuming import resume as run_again
from complaints.people import answering
from parkservice.accounts.models import User
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell
from parkservice.parks import thresholds
from parkservice.parks.calendar import calendar_for


@transaction.atomic
def pause(
    *,
    complaint_id: int,
    actor: User,
    reason: str,
    until: date,
    method: str,
    text: str,
    courtesy_reason: str = "",
    form_id: str,
) -> Pause:
    """Let a complaint wait for its complainant, who is told what we need and by when; its limits stand still.

    Raises RuleViolation in another state, when it waits already, or for a day that is not ahead or too far.
    """

    def make() -> Pause:
        complaint = lock(complaint_id)
        _check(complaint, actor, until)
        words.say(complaint, actor, kind=ReplyKind.QUESTION, method=method, text=text, courtesy_reason=courtesy_reason)
        end = ends_at(until, calendar_for(complaint.park))
        waiting = Pause.objects.create(complaint=complaint, at=clock.now(), by=actor, reason=reason, until=end)
        complaint.paused_at, complaint.paused_until, complaint.pause_reason = waiting.at, end, reason
        limits.set_next(complaint)
        complaint.save(update_fields=["paused_at", "paused_until", "pause_reason", "next_due", "next_limit"])
        record(
            park=complaint.park,
            actor=actor,
            verb="complaint.paused",
            subject=complaint,
            data={"until": until.isoformat(), "reason": reason},
            acting_as=acting_as(complaint, actor),
        )
        return waiting

    said = {"complaint": complaint_id, "reason": reason, "until": until.isoformat(), "text": text}
    return once(form_id=form_id, actor=actor, body=said, make=make)[0]


def _check(complaint: Complaint, actor: User, until: date) -> None:
    """Raise what stands against a wait."""
    if not rules.may_act(complaint, actor):
        raise PermissionDenied(_("This step is for another person. The record shows who is in charge."))
    if complaint.is_paused:
        raise RuleViolation(_("It waits for the complainant already. Look at the record as it is now."))
    if complaint.state not in PAUSABLE_STATES:
        raise RuleViolation(_("Only a complaint under investigation or being put right can wait for its complainant."))
    check_day(complaint, until)


def check_day(complaint: Complaint, until: date) -> None:
    """Raise RuleViolation for a day that is not ahead, or farther than a wait may last."""
    longest = thresholds.value(complaint.park, "pause_days")
    if not clock.today() < until <= clock.today() + timedelta(days=longest):
        raise RuleViolation(_("Choose a day from tomorrow on, at most %(days)d days ahead.") % {"days": longest})


@transaction.atomic
def resume(*, complaint_id: int, actor: User) -> Complaint:
    """Go on with a complaint that waits. Raises RuleViolation when it does not wait any more."""
    complaint = lock(complaint_id)
    if not rules.may_act(complaint, actor):
        raise PermissionDenied(_("This step is for another person. The record shows who is in charge."))
    if run_again(complaint, end=PauseEnd.ACT, actor=actor) is None:
        raise RuleViolation(_("It does not wait any more: its limits run again already."))
    return complaint


def end_due() -> int:
    """End every wait whose day has come, and tell the officer; return how many (by the worker, each minute)."""
    due = Complaint.objects.filter(paused_until__lte=clock.now()).values_list("pk", flat=True)
    return sum(_end(pk) for pk in list(due))


@transaction.atomic
def _end(complaint_id: int) -> int:
    complaint = lock(complaint_id)
    if complaint.paused_until is None or complaint.paused_until > clock.now():
        return 0
    if run_again(complaint, end=PauseEnd.TIME) is None:
        return 0
    tell(
        recipients=answering(complaint),
        park=complaint.park,
        verb="inbox.pause_over",
        subject=complaint,
        data={"matter": complaint.matter},
    )
    return 1
