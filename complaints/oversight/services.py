"""What the service duty room does about the service: remind, observe; and the manager's answer (P1)."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from complaints.casework import rules
from complaints.casework.models import Complaint
from complaints.casework.steps import lock
from complaints.oversight.models import Observation
from complaints.people import answering, leaders_of
from parkservice.accounts.models import User
from parkservice.accounts.rights import may, people_with
from parkservice.accounts.roles import Role
from parkservice.journal.forms import once
from parkservice.journal.models import Event
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell
from parkservice.parks import thresholds
from parkservice.parks.models import Park


def may_remind(complaint: Complaint, user: User) -> bool:
    """Whether this person watches over the complaint for the duty room."""
    return not rules.concerns(complaint, user) and may(user, "complaints.remind", complaint)


@transaction.atomic
def remind(*, complaint_id: int, actor: User, text: str) -> Complaint:
    """Remind the officer of a complaint; the manager hears it too once a limit has passed (P1).

    Raises RuleViolation for a complaint that is not open, and too soon after the last reminder; PermissionDenied
    for everybody outside the duty room.
    """
    complaint = lock(complaint_id)
    if not may_remind(complaint, actor):
        raise PermissionDenied(_("Reminders come from the duty room."))
    if not complaint.is_open:
        raise RuleViolation(_("This complaint is closed. Write an observation instead."))
    now = clock.now()
    _check_pause(complaint, now)
    record(park=complaint.park, actor=actor, verb="complaint.reminded", subject=complaint, data={"text": text})
    late = complaint.next_due is not None and complaint.next_due < now
    tell(
        recipients=[*answering(complaint), *(leaders_of(complaint, Role.MANAGER) if late else ())],
        park=complaint.park,
        verb="inbox.duty_reminder",
        subject=complaint,
        data={"matter": complaint.matter, "text": text},
    )
    return complaint


def _check_pause(complaint: Complaint, now: datetime) -> None:
    """Raise RuleViolation while a second reminder says nothing new."""
    minutes = thresholds.value(complaint.park, "remind_minutes")
    reminded = Event.objects.about(complaint).filter(verb="complaint.reminded")
    if reminded.filter(at__gt=now - timedelta(minutes=minutes)).exists():
        raise RuleViolation(
            _("It was reminded of within the last %(minutes)d minutes. Call, or write an observation.")
            % {"minutes": minutes}
        )


@transaction.atomic
def observe(*, park: Park, actor: User, text: str, form_id: str, complaint: Complaint | None = None) -> Observation:
    """Write down what the duty room saw in the service; the manager must answer it (P1).

    Raises PermissionDenied for everybody outside the duty room.
    """

    def make() -> Observation:
        if not may(actor, "service.observe", park):
            raise PermissionDenied(_("Observations come from the duty room."))
        seen = Observation.objects.create(park=park, complaint=complaint, at=clock.now(), by=actor, text=text)
        record(park=park, actor=actor, verb="service.observed", subject=complaint or seen, data={"text": text})
        tell(
            recipients=leaders_of(complaint, Role.MANAGER) if complaint else people_with(park, Role.MANAGER),
            park=park,
            verb="inbox.observed",
            subject=complaint,
            data={"text": text},
            url_name="" if complaint else "complaints:observations",
        )
        return seen

    body = {"text": text, "complaint": complaint.pk if complaint else None}
    return once(form_id=form_id, actor=actor, body=body, make=make)[0]


def observe_complaint(*, complaint_id: int, actor: User, text: str, form_id: str) -> Observation:
    """Write an observation about one complaint (P1). Raises as `observe`."""
    complaint = Complaint.objects.select_related("park").get(pk=complaint_id)
    return observe(park=complaint.park, actor=actor, text=text, form_id=form_id, complaint=complaint)


@transaction.atomic
def answer(*, observation_id: int, actor: User, text: str) -> Observation:
    """Answer an observation (P1).

    Raises RuleViolation when a colleague answered first, PermissionDenied for everybody but the manager and for the
    person whom the complaint is about.
    """
    seen = Observation.objects.select_for_update(of=("self",)).get(pk=observation_id)
    concerned = seen.complaint is not None and rules.concerns(seen.complaint, actor)
    if concerned or not may(actor, "service.answer", seen) or actor.pk == seen.by_id:
        raise PermissionDenied(_("Observations are answered by the manager."))
    if seen.answered_at is not None:
        raise RuleViolation(_("A colleague has already answered this observation."))
    seen.answer, seen.answered_by, seen.answered_at = text, actor, clock.now()
    seen.save(update_fields=["answer", "answered_by", "answered_at"])
    subject = seen.complaint or seen
    record(park=seen.park, actor=actor, verb="service.answered", subject=subject, data={"text": text})
    tell(
        recipients=[seen.by],
        park=seen.park,
        verb="inbox.observation_answered",
        subject=seen.complaint,
        data={"text": text},
        url_name="" if seen.complaint_id else "complaints:observations",
    )
    return seen
