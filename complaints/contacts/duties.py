"""The duty of visits and calls and how it stands (A2)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from complaints.choices import ContactOutcome
from complaints.models import Contact
from complaints.readings import start_of
from parkservice.accounts.duties import Duty, Status
from parkservice.accounts.models import User
from parkservice.accounts.roles import GRANTS, Role
from parkservice.parks.models import Park
from parkservice.ui.words import when_text

RECORDERS = tuple(role for role in Role if "contacts.record" in GRANTS[role])


def received(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """A2: the visits and calls I took: all with an outcome, one left without, one without since yesterday."""
    since = start_of(day)
    taken: dict[int, list[Contact]] = {user.pk: [] for user in people}
    rows = Contact.objects.filter(park=park, received_by__in=list(taken)).filter(Q(at__gte=since) | Contact.LEFT)
    for row in rows.only("received_by_id", "outcome", "at", "visitor"):
        taken[row.received_by_id].append(row)
    return {pk: _received(contacts, since) for pk, contacts in taken.items()}


def _received(contacts: Sequence[Contact], since: datetime) -> Status:
    left = [contact for contact in contacts if contact.is_left]
    if left:
        oldest = min(left, key=lambda contact: contact.at)
        figure = ngettext("%(n)d without an outcome", "%(n)d without an outcome", len(left)) % {"n": len(left)}
        sentence = _("%(visitor)s, %(when)s") % {"visitor": oldest.visitor, "when": when_text(oldest.at)}
        url = f"{reverse('complaints:contacts')}?{urlencode({'view': 'mine', 'state': ContactOutcome.OPEN})}"
        state: Any = "missed" if oldest.at < since else "due"
        return Status(state, figure, sentence, url, _("Write down the outcome"), due=oldest.at)
    if not contacts:
        return Status("nothing", "", _("No visit or call today."), reverse("complaints:contact_new"))
    figure = ngettext("%(n)d visit or call", "%(n)d visits and calls", len(contacts)) % {"n": len(contacts)}
    return Status("done", figure, _("today, each with its outcome"), reverse("complaints:contacts"))


DUTIES = [
    Duty(
        "A2",
        RECORDERS,
        "event",
        gettext_lazy("Receive visits and calls, record the outcome"),
        gettext_lazy("Visits and calls"),
        "complaints:contact_new",
        received,
    ),
]
