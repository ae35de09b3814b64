"""Asking a named colleague to take a complaint over, and the colleague's answer (A5, invariant C10).

The officer stays responsible until the yes. Every hand-over is counted; when it has gone round too often, or two
colleagues in a row refused, the manager is told and names the officer.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from complaints.casework.models import Complaint
from complaints.casework.services import check_receiver
from complaints.casework.steps import acting_as, lock
from complaints.handovers import rules
from complaints.handovers.models import Handover
from complaints.people import leaders_of
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell


@transaction.atomic
def ask(*, complaint_id: int, actor: User, receiver: User, reason: str, form_id: str) -> Handover:
    """Ask a named colleague to take a complaint over; until the yes nothing changes (A5).

    Raises PermissionDenied for everybody but the officer, RuleViolation when somebody was asked already, when the
    colleague may not handle it, or when only the manager may name the officer.
    """

    def make() -> Handover:
        complaint = lock(complaint_id)
        _check_askable(complaint, actor)
        check_receiver(complaint, receiver)
        if receiver.pk == actor.pk:
            raise RuleViolation(_("You answer for it already. Choose another colleague."))
        handover = Handover.objects.create(
            complaint=complaint,
            officer=complaint.officer,
            asked_by=actor,
            receiver=receiver,
            asked_at=clock.now(),
            reason=reason,
        )
        complaint.asked_officer = receiver
        complaint.save(update_fields=["asked_officer"])
        _note(complaint, actor, "complaint.handover_asked", {"receiver": receiver.name, "reason": reason})
        _tell(complaint, [receiver], "inbox.handover_asked", {"name": actor.name, "reason": reason})
        return handover

    said = {"complaint": complaint_id, "receiver": receiver.pk, "reason": reason}
    return once(form_id=form_id, actor=actor, body=said, make=make)[0]


def _check_askable(complaint: Complaint, actor: User) -> None:
    if not rules.may_ask(complaint, actor):
        raise PermissionDenied(_("The officer who answers for it hands it over. A manager assigns it instead."))
    if not rules.is_moving(complaint):
        raise RuleViolation(_("It can't be handed over in this state. Look at the record as it is now."))
    if complaint.asked_officer is not None:
        raise RuleViolation(
            _("%(name)s has been asked already. Wait for the answer, or take the hand-over back first.")
            % {"name": complaint.asked_officer.name}
        )
    if refusal := rules.stopped(complaint):
        raise RuleViolation(refusal)


@transaction.atomic
def accept(*, complaint_id: int, actor: User) -> Handover:
    """Say yes: the colleague answers for it from this moment, and the hand-over counts (A5, invariant C10).

    Raises RuleViolation when it was answered or taken back a moment earlier, or when the colleague may not handle it
    any more; PermissionDenied for everybody else.
    """
    complaint, handover = _asked(complaint_id, actor)
    if not rules.is_moving(complaint):
        raise RuleViolation(_("It can't be handed over in this state. Look at the record as it is now."))
    former = complaint.officer
    check_receiver(complaint, actor)
    handover.accepted_at = clock.now()
    handover.save(update_fields=["accepted_at"])
    complaint.officer, complaint.asked_officer = actor, None
    complaint.handover_count += 1
    complaint.handover_refusals = 0
    complaint.save(update_fields=["officer", "asked_officer", "handover_count", "handover_refusals"])
    data = {"former": former.name, "count": complaint.handover_count}
    _note(complaint, actor, "complaint.handover_accepted", data)
    _tell(complaint, _askers(handover), "inbox.handover_accepted", {"name": actor.name})
    if complaint.handover_count == rules.most(complaint):
        data = {"count": complaint.handover_count, "officer": actor.name}
        _tell(complaint, leaders_of(complaint, Role.MANAGER), "inbox.handed_over_often", data)
    return handover


@transaction.atomic
def refuse(*, complaint_id: int, actor: User, refusal: str) -> Handover:
    """Say no with the reason; the second no in a row goes to the manager, who names the officer (invariant C10).

    Raises RuleViolation when it was answered or taken back a moment earlier, PermissionDenied for everybody else.
    """
    complaint, handover = _asked(complaint_id, actor)
    handover.refused_at, handover.refusal = clock.now(), refusal
    handover.save(update_fields=["refused_at", "refusal"])
    complaint.asked_officer = None
    complaint.handover_refusals += 1
    complaint.save(update_fields=["asked_officer", "handover_refusals"])
    _note(complaint, actor, "complaint.handover_refused", {"reason": refusal})
    _tell(complaint, _askers(handover), "inbox.handover_refused", {"name": actor.name, "reason": refusal})
    if complaint.handover_refusals == rules.most_refusals(complaint):
        data: dict[str, object] = {"count": complaint.handover_refusals, "officer": complaint.officer.name}
        record(park=complaint.park, actor=None, verb="complaint.handover_stopped", subject=complaint, data=data)
        _tell(complaint, leaders_of(complaint, Role.MANAGER), "inbox.handover_stopped", data)
    return handover


@transaction.atomic
def take_back(*, complaint_id: int, actor: User) -> Handover:
    """Take a hand-over back before it is answered; the colleague is told (A5).

    Raises RuleViolation when it was answered a moment earlier, PermissionDenied for people who don't work on it.
    """
    complaint = lock(complaint_id)
    handover = _waiting(complaint, actor)
    if not rules.may_take_back(complaint, actor):
        raise PermissionDenied(_("This step is for another person. The record shows who is in charge."))
    _withdraw(complaint, handover, actor)
    return handover


def lapse(complaint: Complaint, actor: User | None) -> None:
    """End a waiting hand-over of a locked complaint, because another officer is named now; saves the columns."""
    handover = Handover.objects.waiting().filter(complaint=complaint).first()
    if handover is not None:
        _withdraw(complaint, handover, actor)
    if complaint.handover_refusals:
        complaint.handover_refusals = 0
        complaint.save(update_fields=["handover_refusals"])


def _withdraw(complaint: Complaint, handover: Handover, actor: User | None) -> None:
    handover.withdrawn_at = clock.now()
    handover.save(update_fields=["withdrawn_at"])
    complaint.asked_officer = None
    complaint.save(update_fields=["asked_officer"])
    verb = "complaint.handover_withdrawn" if actor is not None else "complaint.handover_lapsed"
    _note(complaint, actor, verb, {"receiver": handover.receiver.name})
    _tell(complaint, [handover.receiver], "inbox.handover_withdrawn", {})


def _asked(complaint_id: int, actor: User) -> tuple[Complaint, Handover]:
    """Lock the complaint and return it with the hand-over that waits for this colleague."""
    complaint = lock(complaint_id)
    handover = _waiting(complaint, actor)
    if handover.receiver_id != actor.pk or not rules.may_answer(complaint, actor):
        raise PermissionDenied(_("Only the colleague who was asked answers a hand-over."))
    return complaint, handover


def _waiting(complaint: Complaint, actor: User) -> Handover:
    """Return the hand-over that waits; tell whoever comes late how the last one ended."""
    last = complaint.handovers.select_related("receiver").last()
    if last is None:
        raise PermissionDenied(_("Only the colleague who was asked answers a hand-over."))
    if last.settled_at is not None:
        words = {"name": last.receiver.name, "state": last.standing, "time": f"{clock.local(last.settled_at):%H:%M}"}
        raise RuleViolation(_("The hand-over to %(name)s is settled: %(state)s at %(time)s.") % words, code="settled")
    return last


def _askers(handover: Handover) -> list[User]:
    """Whoever asked, and the officer for whom a stand-in asked."""
    return [handover.asked_by, handover.officer]


def _tell(complaint: Complaint, people: list[User], verb: str, data: dict[str, object]) -> None:
    about = {**data, "matter": complaint.matter}
    tell(recipients=people, park=complaint.park, verb=verb, subject=complaint, data=about)


def _note(complaint: Complaint, actor: User | None, verb: str, data: dict[str, object]) -> None:
    in_place = actor is not None and verb in ("complaint.handover_asked", "complaint.handover_withdrawn")
    role = acting_as(complaint, actor) if actor is not None and in_place else ""
    record(park=complaint.park, actor=actor, verb=verb, subject=complaint, data=data, acting_as=role)
