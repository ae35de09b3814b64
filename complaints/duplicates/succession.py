"""When the one who told a matter first takes it back, it goes on for the others (domain 2.1)."""

from collections.abc import Sequence

from complaints.casework import limits
from complaints.casework.models import Complaint
from complaints.casework.steps import advance, keep, lock, note_step
from complaints.choices import State
from complaints.duplicates.services import owe_contact
from complaints.people import answering
from parkservice.journal.services import record
from parkservice.messaging.inbox import tell

#: What was found out and done so far, by whom, with which weight.
WORK = (
    *("officer", "category", "severity", "urgent", "against_staff", "raised_at", "dispatched_at"),
    *("facts", "validity", "cause", "responsible_department", "investigated_at", "measures", "measures_by"),
)


def succeed(root: Complaint, before: str) -> Complaint | None:
    """Let the earliest of those merged into a withdrawn complaint go on in its place; None where nobody else told it.

    It takes over what was found, and keeps the limits that count from its own receipt. `before` is the state of the
    withdrawn one, which the caller has locked; what needs approval is proposed again.
    """
    keys = root.merged.order_by("received_at", "id").values_list("pk", flat=True)
    heirs = [lock(pk) for pk in keys]
    if not heirs:
        return None
    heir, others = heirs[0], heirs[1:]
    weighed = (heir.severity, heir.urgent) != (root.severity, root.urgent)
    for name in WORK:
        setattr(heir, name, getattr(root, name))
    again = before == State.AWAITING_APPROVAL or (before == State.ACTING and heir.needs_approval)
    was = advance(heir, "go_on", None, State.INVESTIGATING if again else before)
    _gather(root, heir, others)
    if weighed:
        limits.weigh_again(heir, never_later=True)
    keep(heir, "state", "merged_into", "mentions", *WORK, *limits.FIELDS)
    _say(root, heir, was)
    return heir


def _gather(root: Complaint, heir: Complaint, others: Sequence[Complaint]) -> None:
    """Hang the others on the one that goes on, and move their mentions to it."""
    heir.merged_into = None
    root.mentions -= heir.mentions + sum(other.mentions for other in others)
    root.save(update_fields=["mentions"])
    for other in others:
        heir.mentions += other.mentions
        other.merged_into = heir
        other.save(update_fields=["merged_into"])
        owe_contact(heir, other)


def _say(root: Complaint, heir: Complaint, was: str) -> None:
    note_step(heir, None, "complaint.went_on", was, {"number": root.number})
    record(park=root.park, actor=None, verb="complaint.left", subject=root, data={"number": heir.number})
    tell(
        recipients=answering(heir),
        park=heir.park,
        verb="inbox.went_on",
        subject=heir,
        data={"number": root.number, "matter": heir.matter},
    )
