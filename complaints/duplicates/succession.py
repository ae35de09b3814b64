"""When the one who told a matter first takes it back, it goes on for the others (domain 2.1)."""

from collections.abc import Sequence
from datetime import datetime

from complaints.casework import limits
from complaints.casework.models import Complaint
from complaints.casework.steps import advance, keep, lock, note_step
from complaints.choices import LimitKind, State
from complaints.duplicates.services import note_moved, owe_contact
from complaints.duplicates.sharing import in_their_name
from complaints.people import answering
from complaints.returnvisits.queries import HANDLING
from parkservice.journal.models import Event
from parkservice.journal.services import record
from parkservice.messaging.inbox import tell

#: What was found out and done so far, by whom, with which weight.
WORK = (
    *("officer", "category", "severity", "urgent", "against_staff", "raised_at", "dispatched_at"),
    *("facts", "validity", "cause", "responsible_department", "investigated_at", "measures", "measures_by"),
)
#: The lines of the journal that say who did it: on the one that goes on they bar from the visit, and show the way.
CARRIED = ("complaint.investigation_begun", *HANDLING)


def succeed(root: Complaint, before: str) -> Complaint | None:
    """Let the earliest of those merged into a withdrawn complaint go on in its place; None where nobody else told it.

    It takes over what was found, by whom, and keeps the limits that count from its own receipt, or after a reopening
    those of the reopening. `before` is the state of the withdrawn one, which the caller has locked; what needs approval
    is proposed again.
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
    if root.reopened_at is not None:
        _count_from_reopening(root, heir, root.reopened_at)
    keep(heir, "state", "merged_into", "mentions", "answered_at", *WORK, *limits.FIELDS)
    _say(root, heir, was)
    _carry(root, heir)
    return heir


def _count_from_reopening(root: Complaint, heir: Complaint, reopened: datetime) -> None:
    """Take over the limits that the reopening began anew, with their pauses; nobody is sent to it again."""
    basis = dict(heir.limit_basis)
    for kind in (LimitKind.ANSWER, LimitKind.RESOLVE):
        field = limits.DUE_FIELD[kind]
        setattr(heir, field, getattr(root, field))
        run = max(how.get(kind, {}).get("run", 0) for how in (basis, root.limit_basis)) + 1
        basis[kind] = {**root.limit_basis[kind], "run": run}
    if heir.dispatched_at is None:
        heir.dispatch_due = None
        basis.pop(LimitKind.DISPATCH, None)
    heir.limit_basis = basis
    if heir.answered_at is not None and heir.answered_at < reopened:
        heir.answered_at = None


def _gather(root: Complaint, heir: Complaint, others: Sequence[Complaint]) -> None:
    """Hang the others on the one that goes on, and move their mentions to it."""
    heir.merged_into = None
    root.mentions -= heir.mentions + sum(other.mentions for other in others)
    root.save(update_fields=["mentions"])
    for other in others:
        heir.mentions += other.mentions
        other.merged_into = heir
        other.save(update_fields=["merged_into"])
        note_moved(other, heir, None)
        owe_contact(heir, other)


def _say(root: Complaint, heir: Complaint, was: str) -> None:
    taken: dict[str, object] = {"number": root.number, "severity": heir.severity, "urgent": heir.urgent}
    note_step(heir, None, "complaint.went_on", was, taken)
    record(park=root.park, actor=None, verb="complaint.left", subject=root, data={"number": heir.number})
    tell(
        recipients=answering(heir),
        park=heir.park,
        verb="inbox.went_on",
        subject=heir,
        data={"number": root.number, "matter": heir.matter},
    )


def _carry(root: Complaint, heir: Complaint) -> None:
    """Write down on the heir who found out, decided and acted, once for each, in words that name no other sender."""
    last: dict[tuple[str, int | None], Event] = {}
    for event in Event.objects.about(root).filter(verb__in=CARRIED).select_related("actor").order_by("at", "id"):
        last.pop((event.verb, event.actor_id), None)
        last[event.verb, event.actor_id] = event
    for event in last.values():
        said = {
            key: in_their_name(value, root, heir) if isinstance(value, str) else value
            for key, value in event.data.items()
        }
        record(
            park=heir.park,
            actor=event.actor,
            verb=event.verb,
            subject=heir,
            data=said,
            acting_as=event.acting_as,
        )
