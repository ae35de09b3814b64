"""The duty of receiving visiting clients and how it stands: appointments of today met and recorded (M9)."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from complaints.appointments.models import Appointment
from complaints.readings import start_of
from parkservice.accounts.duties import Duty, Status
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from parkservice.parks.models import Park
from parkservice.ui.words import when_text


def visits(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """M9: my appointments of today: none, still to come, one passed without a record, all met and recorded."""
    until = start_of(day + timedelta(days=1))
    rows = Appointment.objects.filter(park=park, host__in=people, at__lt=until, cancelled_at__isnull=True)
    mine: dict[int, list[Appointment]] = {user.pk: [] for user in people}
    for row in rows.exclude(contact__isnull=False, at__lt=start_of(day)).order_by("at"):
        mine[row.host_id].append(row)
    return {pk: _stands(found) for pk, found in mine.items()}


def _stands(rows: Sequence[Appointment]) -> Status:
    url, waiting = reverse("complaints:appointments"), [row for row in rows if row.contact_id is None]
    if not rows:
        return Status("nothing", "", _("No visit is agreed for today."), url)
    if not waiting:
        figure = ngettext("%(n)d visitor", "%(n)d visitors", len(rows)) % {"n": len(rows)}
        return Status("done", figure, _("met today, each with its record"), url)
    first = waiting[0]
    figure = ngettext("%(n)d visitor", "%(n)d visitors", len(waiting)) % {"n": len(waiting)}
    sentence = _("%(visitor)s, %(when)s") % {"visitor": first.visitor, "when": when_text(first.at)}
    late = first.at < clock.now()
    return Status("missed" if late else "due", figure, sentence, url, _("Record the visit"), due=first.at)


DUTIES = [
    Duty(
        "M9",
        (Role.MANAGER,),
        "event",
        gettext_lazy("Receive visiting clients"),
        gettext_lazy("Visitors"),
        "complaints:appointments",
        visits,
    ),
]
