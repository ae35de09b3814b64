"""Agreeing on a visit, calling it off, and its record in the register (M9)."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from complaints.appointments.models import Appointment
from complaints.contacts.models import Contact
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.estate.models import Unit
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell
from parkservice.parks.models import Park
from parkservice.ui.words import when_text


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What an appointment says."""

    at: datetime
    visitor: str
    matter: str
    host: User
    phone: str = ""
    unit: Unit | None = None


@transaction.atomic
def make_appointment(*, park: Park, actor: User, plan: Plan, form_id: str) -> Appointment:
    """Write an appointment down and tell the colleague who will be visited (M9).

    Raises RuleViolation for a moment that has passed.
    """

    def make() -> Appointment:
        if plan.at <= clock.now():
            raise RuleViolation(_("This moment has passed. Record the visit itself instead."))
        row = Appointment.objects.create(park=park, made_by=actor, **vars(plan))
        record(park=park, actor=actor, verb="appointment.made", subject=row, data={"host": plan.host.name})
        if plan.host.pk != actor.pk:
            tell(
                recipients=[plan.host],
                park=park,
                verb="inbox.appointment",
                subject=None,
                data={"visitor": plan.visitor, "when": when_text(plan.at), "matter": plan.matter},
                url_name="complaints:appointments",
            )
        return row

    return once(form_id=form_id, actor=actor, body={"plan": repr(plan)}, make=make)[0]


@transaction.atomic
def call_off(*, appointment_id: int, actor: User, reason: str) -> Appointment:
    """Call an appointment off with a reason. Raises RuleViolation when it was met or called off already."""
    row = lock(appointment_id)
    if actor.pk not in (row.host_id, row.made_by_id) and not may(actor, "complaints.assign", row):
        raise PermissionDenied(_("An appointment is called off by the colleague who is visited."))
    row.cancelled_at, row.reason = clock.now(), reason
    row.save(update_fields=["cancelled_at", "reason"])
    record(park=row.park, actor=actor, verb="appointment.called_off", subject=row, note=reason)
    return row


@transaction.atomic
def meet(*, appointment_id: int, contact: Contact, actor: User) -> Appointment:
    """Join the visit in the register to its appointment. Raises RuleViolation when that was done already."""
    row = lock(appointment_id)
    row.contact = contact
    row.save(update_fields=["contact"])
    record(park=row.park, actor=actor, verb="appointment.met", subject=row, data={"number": contact.number})
    return row


def lock(appointment_id: int) -> Appointment:
    """Lock an appointment that waits. Raises RuleViolation when it was met or called off already."""
    row = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment_id)
    if row.contact_id is not None or row.cancelled_at is not None:
        raise RuleViolation(_("This appointment was met or called off already."))
    return row
