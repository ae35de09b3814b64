"""The queue as a file: what its columns are, and who acted on each complaint (A5)."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.casework.models import Complaint
from complaints.choices import State
from parkservice.accounts.models import User
from parkservice.journal.models import Event
from parkservice.kit.text import mask_phone
from parkservice.ui.export import Column as ExportColumn

BATCH = 500
#: Whose act it is when an event of this name, or one that leads to this state, is the last of its kind.
DECISIONS = ("complaint.decided", "complaint.approved")
ENDINGS = {State.RESOLVED: "resolved", State.CLOSED: "closed"}

COLUMNS = (
    ExportColumn(_("Number"), lambda row: row.number),
    ExportColumn(_("Received"), lambda row: row.received_at),
    ExportColumn(_("Channel"), lambda row: row.get_channel_display()),
    ExportColumn(_("Matter"), lambda row: row.matter),
    ExportColumn(_("Content"), lambda row: row.content),
    ExportColumn(_("Category"), lambda row: row.get_category_display()),
    ExportColumn(_("Severity"), lambda row: row.get_severity_display()),
    ExportColumn(_("State"), lambda row: row.get_state_display()),
    ExportColumn(_("Unit"), lambda row: row.unit.code if row.unit else ""),
    ExportColumn(_("Company"), lambda row: row.customer.display_name if row.customer else ""),
    ExportColumn(_("Complainant"), lambda row: row.salutation or gettext("anonymous")),
    ExportColumn(_("Phone"), lambda row: mask_phone(row.phone)),
    ExportColumn(_("Received by"), lambda row: row.received_by.display_name if row.received_by else ""),
    ExportColumn(_("Officer"), lambda row: row.officer.display_name),
    ExportColumn(_("First received by"), lambda row: row.first_contact.display_name),
    ExportColumn(_("Hand-overs"), lambda row: row.handover_count),
    ExportColumn(_("Times mentioned"), lambda row: row.mentions),
    ExportColumn(_("Repeats"), lambda row: row.repeat_of.number if row.repeat_of else ""),
    ExportColumn(_("Decided by"), lambda row: row.acted["decided"]),
    ExportColumn(_("Resolved by"), lambda row: row.acted["resolved"]),
    ExportColumn(_("Closed by"), lambda row: row.acted["closed"]),
    ExportColumn(_("Next deadline"), lambda row: row.next_due),
    ExportColumn(_("First contact"), lambda row: row.acknowledged_at),
    ExportColumn(_("First answer"), lambda row: row.answered_at),
    ExportColumn(_("Validity"), lambda row: row.get_validity_display()),
    ExportColumn(_("Outcome"), lambda row: row.get_outcome_display()),
    ExportColumn(_("Resolved"), lambda row: row.resolved_at),
    ExportColumn(_("Closed"), lambda row: row.closed_at),
    ExportColumn(_("Satisfaction"), lambda row: row.satisfaction),
)


def with_staff(rows: Iterable[Complaint]) -> Iterator[Complaint]:
    """The rows, each with `acted`: who decided, resolved and closed it last, by name; two statements for 500 rows."""
    rest = iter(rows)
    while batch := list(islice(rest, BATCH)):
        _name(batch)
        yield from batch


def _name(batch: list[Any]) -> None:
    """Read who acted from the journal, where the clock's own acts have no name."""
    acted: dict[int, dict[str, int | None]] = {row.pk: {} for row in batch}
    events = Event.objects.about_many("complaints.complaint", list(acted)).order_by("at", "id")
    for pk, verb, state, actor in events.values_list("subject_id", "verb", "to_state", "actor_id"):
        if verb in DECISIONS:
            acted[pk]["decided"] = actor
        if state in ENDINGS:
            acted[pk][ENDINGS[State(state)]] = actor
        elif state:  # reopened, or on its way again: nobody has ended it
            for role in ENDINGS.values():
                acted[pk].pop(role, None)
    people = User.objects.in_bulk({actor for roles in acted.values() for actor in roles.values() if actor})
    for row in batch:
        names = {role: people[actor].display_name for role, actor in acted[row.pk].items() if actor in people}
        row.acted = {"decided": "", "resolved": "", "closed": "", **names}
