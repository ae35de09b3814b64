"""Counting a mention, and joining two complaints about one matter without losing a word or a photo (peers 3, no. 7).

The earlier complaint stays, with its clock. The later one keeps its number, history, photos and tracking page; from
then on its page shows how the earlier one goes on, and every answer goes to both.
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.alerts import call_duty_room
from complaints.approvals.asking import ask_for_proposal
from complaints.casework import limits, rules
from complaints.casework.models import Complaint
from complaints.casework.records import Remark
from complaints.casework.steps import acting_as, advance, lock
from complaints.choices import OPEN_STATES, Category, LimitKind, Severity, State
from complaints.contacts.models import Contact
from complaints.duplicates.likely import tellable
from complaints.duplicates.models import Mention
from complaints.handovers.services import lapse
from complaints.people import answering, leaders_of
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell
from parkservice.paperwork.uploads import CleanFile, attach

#: States in which a complaint may be joined; what waits for a leader waits for the leader's word (domain 2.1).
JOINABLE = (State.RECEIVED, State.INVESTIGATING, State.ACTING)
WEIGHT = [Severity.MINOR, Severity.IMPORTANT, Severity.MAJOR]


def mention(*, complaint_id: int, actor: User, contact: Contact, files: Sequence[CleanFile] = ()) -> Mention:
    """Count a visit or call as one more mention of a complaint, in the transaction that records the contact.

    The words are kept as an internal note and the photos inside: the complainant never reads another caller (C12).
    Raises RuleViolation when the complaint is no longer open or may not be named to this caller by the actor.
    """
    complaint = lock(complaint_id)
    if complaint.state not in OPEN_STATES or complaint.park_id != contact.park_id:
        raise RuleViolation(_("This complaint is not open any more. Record a new one."))
    if not tellable(actor).filter(pk=complaint.pk).exists():
        raise RuleViolation(_("You can't count a mention of this complaint. Record a new one."))
    complaint.mentions += 1
    complaint.save(update_fields=["mentions"])
    made = Mention.objects.create(complaint=complaint, contact=contact, at=clock.now(), by=actor)
    Remark.objects.create(complaint=complaint, at=made.at, author=actor, text=contact.content)
    attach(subject=complaint, park=complaint.park, files=list(files), actor=actor, public=False)
    data = {"contact": contact.number, "count": complaint.mentions, "text": contact.content}
    record(park=complaint.park, actor=actor, verb="complaint.mentioned", subject=complaint, data=data)
    tell(
        recipients=answering(complaint),
        park=complaint.park,
        verb="inbox.mentioned",
        subject=complaint,
        data={**data, "matter": complaint.matter},
    )
    return made


@transaction.atomic
def merge(*, complaint_id: int, actor: User, into: Complaint) -> Complaint:
    """Join a complaint to the earlier one about the same matter; return the one that stays (domain 2.1).

    Raises RuleViolation when one of them waits for a leader, is merged already, came earlier, lies in another park or
    concerns another person; PermissionDenied for people who don't work on the later one.
    """
    later, root = _lock_both(complaint_id, into.pk)
    _check_pair(later, root, actor)
    before = advance(later, "merge", actor)
    lapse(later, actor)
    later.merged_into, later.repeat_of = root, None
    limits.set_next(later)
    later.save(update_fields=["state", "merged_into", "repeat_of", "next_due", "next_limit"])
    _gather(root, later, actor)
    owe_contact(root, later)
    _weigh(root, later, actor)
    record(
        park=root.park,
        actor=actor,
        verb="complaint.merged",
        subject=later,
        from_state=before,
        to_state=later.state,
        data={"into": root.number},
        acting_as=acting_as(later, actor),
    )
    taken = {"number": later.number, "count": root.mentions, "matter": root.matter}
    record(park=root.park, actor=actor, verb="complaint.took_in", subject=root, data=taken)
    tell(
        recipients=[person for person in (*answering(root), *answering(later)) if person.pk != actor.pk],
        park=root.park,
        verb="inbox.merged",
        subject=root,
        data=taken,
    )
    return root


def _lock_both(one: int, other: int) -> tuple[Complaint, Complaint]:
    """Lock both in the order of their keys, so that two merges can't wait for each other."""
    if one == other:
        raise RuleViolation(_("This is the same complaint. Enter the number of the other one."))
    locked = {pk: lock(pk) for pk in sorted((one, other))}
    return locked[one], locked[other]


def _check_pair(later: Complaint, root: Complaint, actor: User) -> None:
    if later.park_id != root.park_id or not Complaint.objects.visible_to(actor).filter(pk=root.pk).exists():
        raise RuleViolation(_("There is no such complaint here. Check the number."))
    if root.merged_into is not None:
        raise RuleViolation(
            _("%(number)s was merged already. Merge into %(root)s instead.")
            % {"number": root.number, "root": root.merged_into.number}
        )
    if (later.received_at, later.pk) < (root.received_at, root.pk):
        raise RuleViolation(
            _("%(number)s came in later. Open it and merge it into this one: the earlier one stays.")
            % {"number": root.number}
        )
    for complaint in (later, root):
        if complaint.state not in JOINABLE or complaint.held:
            raise RuleViolation(
                _("%(number)s can't be merged while it is “%(state)s”. Wait for the next step.")
                % {"number": complaint.number, "state": complaint.get_state_display()}
            )
    if later.against_staff_id != root.against_staff_id or not _same_kind(later, root):
        raise RuleViolation(_("A complaint about a person is merged only with one about the same person."))


def _same_kind(later: Complaint, root: Complaint) -> bool:
    """Both about service attitude and one person, or neither: others must not read what only managers may."""
    service = [each.category == Category.SERVICE_ATTITUDE for each in (later, root)]
    return service[0] == service[1] and all(rules.person_is_named(each) for each in (later, root))


def _gather(root: Complaint, later: Complaint, actor: User) -> None:
    """Count the mentions together and hang what followed the later complaint on the one that stays."""
    root.mentions += later.mentions
    root.save(update_fields=["mentions"])
    for earlier in later.merged.all():
        earlier.merged_into = root
        earlier.save(update_fields=["merged_into"])
        note_moved(earlier, root, actor)
        later.mentions -= earlier.mentions
    later.save(update_fields=["mentions"])
    for repeat in later.repeats.exclude(pk=root.pk):
        repeat.repeat_of = root
        repeat.save(update_fields=["repeat_of"])
        data = {"number": root.number}
        record(park=root.park, actor=actor, verb="complaint.repeats", subject=repeat, data=data)


def note_moved(merged: Complaint, root: Complaint, actor: User | None) -> None:
    """Write down that a merged complaint goes on with another one from now on."""
    data = {"number": root.number}
    record(park=root.park, actor=actor, verb="complaint.moved_along", subject=merged, data=data)


def owe_contact(root: Complaint, later: Complaint) -> None:
    """Take on the first contact owed to who told the same later: where none is owed yet, or still open (domain 3.12).

    A contact that the one that stays owes itself, by an earlier moment, goes to both.
    """
    still_open = later.acknowledged_at is None and root.acknowledged_at is not None
    if later.acknowledge_due is None or not (root.acknowledge_due is None or still_open):
        return
    root.acknowledge_due, root.acknowledged_at = later.acknowledge_due, later.acknowledged_at
    kind = LimitKind.ACKNOWLEDGE
    root.limit_basis = {**root.limit_basis, kind: later.limit_basis[kind]}
    limits.set_next(root)
    root.save(update_fields=["acknowledge_due", "acknowledged_at", "limit_basis", "next_due", "next_limit"])


def _weigh(root: Complaint, later: Complaint, actor: User) -> None:
    """The heavier weight of the two counts, and no limit moves to a later moment by that."""
    severity = max(root.severity, later.severity, key=lambda weight: WEIGHT.index(Severity(weight)))
    urgent = root.urgent or later.urgent
    _carry_dispatch(root, later, actor)
    if (severity, urgent) == (root.severity, root.urgent):
        return
    asked = root.needs_approval
    major = severity == Severity.MAJOR and root.severity != severity
    newly = urgent and not root.urgent
    data = {"former": root.severity, "severity": severity, "urgent": urgent, "was_urgent": root.urgent, "reason": ""}
    root.severity, root.urgent = severity, urgent
    limits.weigh_again(root, never_later=True)
    root.save(update_fields=["severity", "urgent", *limits.FIELDS])
    record(
        park=root.park,
        actor=actor,
        verb="complaint.weighed",
        subject=root,
        data={**data, "number": later.number},
        acting_as=acting_as(root, actor),
    )
    if major:
        tell(
            recipients=leaders_of(root, Role.PROJECT_MANAGER),
            park=root.park,
            verb="inbox.major",
            subject=root,
            data={"matter": root.matter},
        )
        if not asked:
            ask_for_proposal(root)
    if newly and root.dispatched_at is None:
        call_duty_room(root)


def _carry_dispatch(root: Complaint, later: Complaint, actor: User) -> None:
    """Whoever was sent for the one was sent for both."""
    if root.dispatched_at is None and later.dispatched_at is not None:
        root.dispatched_at = later.dispatched_at
        limits.set_next(root)
        root.save(update_fields=["dispatched_at", "next_due", "next_limit"])
        data = {"number": later.number}
        record(park=root.park, actor=actor, verb="complaint.dispatch_carried", subject=root, data=data)
