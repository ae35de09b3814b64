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
from parkservice.kit import clock
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


def unanswered(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """D11, O9: calls and enquiries without answer, taken by me or passed to me: nothing, open, or a promise passed."""
    ids = {user.pk for user in people}
    rows = Contact.objects.filter(park=park).open().filter(Q(received_by__in=ids) | Q(handed_to__in=ids))
    waiting: dict[int, list[Contact]] = {pk: [] for pk in ids}
    for row in rows.only("received_by_id", "handed_to_id", "promised_by", "at", "visitor", "title").order_by("at"):
        waiting.get(row.handed_to_id or row.received_by_id, []).append(row)
    return {pk: _unanswered(found) for pk, found in waiting.items()}


def _unanswered(rows: Sequence[Contact]) -> Status:
    url = f"{reverse('complaints:contacts')}?{urlencode({'view': 'open'})}"
    if not rows:
        return Status("nothing", "", _("Every call and enquiry is answered."), url)
    first = min(rows, key=lambda row: (row.promised_by is None, row.promised_by or row.at))
    figure = ngettext("%(n)d without an answer", "%(n)d without an answer", len(rows)) % {"n": len(rows)}
    late = first.promised_by is not None and first.promised_by < clock.now()
    when = when_text(first.promised_by or first.at)
    words = _("%(visitor)s, promised by %(when)s") if first.promised_by else _("%(visitor)s, %(when)s")
    said = words % {"visitor": first.salutation, "when": when}
    return Status("missed" if late else "open", figure, said, url, _("Answer them"), due=first.promised_by)


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
    Duty(
        "D11",
        (Role.CLERK,),
        "event",
        gettext_lazy("Answer questions at any time"),
        gettext_lazy("Enquiries"),
        "complaints:contacts",
        unanswered,
    ),
    Duty(
        "O9",
        (Role.OFFICER,),
        "event",
        gettext_lazy("Answer the telephone, tell those who must act"),
        gettext_lazy("Calls"),
        "complaints:contacts",
        unanswered,
    ),
]
