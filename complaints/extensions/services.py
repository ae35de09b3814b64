"""More time for a resolution: asked before the limit ends, granted by another, told to the complainant (domain 2.1).

A limit that has passed is not extended: late stays late (invariant C11); the complainant is told a new date instead.
"""

from datetime import date, datetime, time, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from complaints.casework import limits, rules, words
from complaints.casework.models import Complaint
from complaints.casework.steps import acting_as, lock
from complaints.choices import PAUSABLE_STATES, UNSOLVED_STATES, LimitKind, LimitUnit, ReplyKind
from complaints.extensions.models import Extension
from complaints.people import leaders_of
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.accounts.roles import Role
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell
from parkservice.parks import thresholds
from parkservice.parks.calendar import calendar_for


def open_request(complaint: Complaint) -> Extension | None:
    """The request that waits for a decision; kept on the complaint, so that one page asks once."""
    if "open_extension" not in complaint.__dict__:
        waiting = Extension.objects.filter(complaint=complaint, decided_at__isnull=True).select_related("by").first()
        complaint.__dict__["open_extension"] = waiting
    found: Extension | None = complaint.__dict__["open_extension"]
    return found


def may_ask(complaint: Complaint) -> bool:
    """Whether more time can be asked for now: under way, running, not passed, nothing asked yet."""
    under_way = complaint.state in PAUSABLE_STATES and not complaint.is_paused
    return under_way and complaint.resolve_due > clock.now() and open_request(complaint) is None


def may_decide(complaint: Complaint, user: User) -> bool:
    """The manager decides, never on their own request and never on a complaint about themselves."""
    if rules.concerns(complaint, user) or not may(user, "complaints.decide", complaint):
        return False
    waiting = open_request(complaint)
    return waiting is None or waiting.by_id != user.pk


@transaction.atomic
def ask(*, complaint_id: int, actor: User, reason: str, until: date, form_id: str) -> Extension:
    """Ask the manager for more time until a day, with the reason.

    Raises RuleViolation when the limit has passed, the complaint is not under way or waits, a request waits already,
    or the day does not fit.
    """

    def make() -> Extension:
        complaint = lock(complaint_id)
        if not rules.may_act(complaint, actor):
            raise PermissionDenied(_("This step is for another person. The record shows who is in charge."))
        _check_time(complaint)
        new_due = check_day(complaint, until)
        asked = Extension.objects.create(
            complaint=complaint, at=clock.now(), by=actor, reason=reason, old_due=complaint.resolve_due, new_due=new_due
        )
        _note(complaint, actor, "complaint.extension_asked", asked, reason)
        _tell_deciders(complaint, asked)
        return asked

    said = {"complaint": complaint_id, "reason": reason, "until": until.isoformat()}
    return once(form_id=form_id, actor=actor, body=said, make=make)[0]


def _check_time(complaint: Complaint) -> None:
    if open_request(complaint) is not None:
        raise RuleViolation(_("More time is asked for already. Wait for the decision."))
    if complaint.resolve_due <= clock.now():
        raise RuleViolation(
            _("The limit has passed; more time cannot undo that. Tell the complainant when it is done.")
        )
    if not may_ask(complaint):
        raise RuleViolation(_("More time can be asked for while a complaint is under way and its limits run."))


def check_day(complaint: Complaint, day: date) -> datetime:
    """Return the new limit: closing time of the day. Raises RuleViolation for a day that does not fit."""
    calendar = calendar_for(complaint.park)
    old = clock.local(complaint.resolve_due)
    last = old.date() + timedelta(days=thresholds.value(complaint.park, "extension_days"))
    new_due = clock.combine(day, calendar.hours[-1][1] if calendar.hours else time(17, 30))
    if new_due <= old or day > last:
        words_of = {"first": f"{old:%Y-%m-%d}", "last": f"{last:%Y-%m-%d}"}
        raise RuleViolation(_("Choose a day after %(first)s, at the latest %(last)s.") % words_of)
    if not calendar.works(day) and not complaint.urgent:
        raise RuleViolation(_("The desk is closed on this day. Choose a working day."))
    return new_due


@transaction.atomic
def approve(
    *, complaint_id: int, actor: User, method: str, text: str, courtesy_reason: str = "", form_id: str
) -> Extension:
    """Grant more time: the limit moves, the complainant is told, the old date stays in the record.

    Raises RuleViolation when a colleague decided first, or when there is nothing left to extend.
    """

    def make() -> Extension:
        complaint = lock(complaint_id)
        asked = _waiting(complaint, actor)
        _check_late(complaint)
        if complaint.state not in UNSOLVED_STATES or asked.new_due <= complaint.resolve_due:
            raise RuleViolation(_("There is nothing left to extend. Refuse the request with a word to the officer."))
        _decide(asked, actor, approved=True, answer=text)
        _move(complaint, asked.new_due)
        words.say(complaint, actor, kind=ReplyKind.DELAY, method=method, text=text, courtesy_reason=courtesy_reason)
        _note(complaint, actor, "complaint.extended", asked, "")
        _tell_asker(complaint, asked, "inbox.extended")
        return asked

    body = {"complaint": complaint_id, "text": text, "method": method}
    return once(form_id=form_id, actor=actor, body=body, make=make)[0]


def _check_late(complaint: Complaint) -> None:
    """A manager's short delay is not the officer's; later than that an overdue complaint stays overdue (C11)."""
    days = thresholds.value(complaint.park, "grant_days")
    until = limits.due_after(complaint.park, complaint.resolve_due, days, LimitUnit.WORKING_DAYS).at
    if clock.now() > until:
        raise RuleViolation(_("The limit passed too long ago to be extended. Refuse with a word to the officer."))


@transaction.atomic
def refuse(*, complaint_id: int, actor: User, answer: str) -> Extension:
    """Refuse more time with a reason; the limit stays. Raises RuleViolation when a colleague decided first."""
    complaint = lock(complaint_id)
    asked = _waiting(complaint, actor)
    _decide(asked, actor, approved=False, answer=answer)
    _note(complaint, actor, "complaint.extension_refused", asked, answer)
    _tell_asker(complaint, asked, "inbox.extension_refused")
    return asked


def _waiting(complaint: Complaint, actor: User) -> Extension:
    """The request that waits, for somebody who may decide it."""
    asked = open_request(complaint)
    if not may_decide(complaint, actor):
        raise PermissionDenied(_("More time is granted by the manager, never by the one who asked for it."))
    if asked is None:
        raise RuleViolation(_("A colleague was first: the request is decided. Look at the record as it is now."))
    return asked


def _decide(asked: Extension, actor: User, *, approved: bool, answer: str) -> None:
    asked.approved, asked.answer, asked.decided_by, asked.decided_at = approved, answer, actor, clock.now()
    asked.save(update_fields=["approved", "answer", "decided_by", "decided_at"])


def _move(complaint: Complaint, new_due: datetime) -> None:
    """Move the resolution limit and write into its basis from where to where."""
    kind = LimitKind.RESOLVE
    basis = dict(complaint.limit_basis[kind])
    span = [clock.local(moment).isoformat(timespec="minutes") for moment in (complaint.resolve_due, new_due)]
    basis |= {"extended": [*basis.get("extended", []), span], "run": basis.get("run", 0) + 1}
    complaint.resolve_due, complaint.limit_basis = new_due, {**complaint.limit_basis, kind: basis}
    limits.set_next(complaint)
    complaint.save(update_fields=["resolve_due", "limit_basis", "next_due", "next_limit"])


def _note(complaint: Complaint, actor: User, verb: str, asked: Extension, note: str) -> None:
    record(
        park=complaint.park,
        actor=actor,
        verb=verb,
        subject=complaint,
        data={"old": asked.old_due.isoformat(), "new": asked.new_due.isoformat(), "extension": asked.pk},
        note=note,
        acting_as=acting_as(complaint, actor, "complaints.act" if asked.decided_at is None else "complaints.decide"),
    )


def _tell_deciders(complaint: Complaint, asked: Extension) -> None:
    """The managers who may decide, else those above them."""
    tell(
        recipients=leaders_of(complaint, Role.MANAGER, but=asked.by_id),
        park=complaint.park,
        verb="inbox.extension_asked",
        subject=complaint,
        data={"matter": complaint.matter, "new": asked.new_due.isoformat(), "reason": asked.reason},
    )


def _tell_asker(complaint: Complaint, asked: Extension, verb: str) -> None:
    data = {"matter": complaint.matter, "new": asked.new_due.isoformat(), "answer": asked.answer}
    tell(recipients=[asked.by], park=complaint.park, verb=verb, subject=complaint, data=data)
