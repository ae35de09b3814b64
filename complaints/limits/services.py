"""Changing reference data by two people: the manager proposes, the project manager releases (design section 4).

Running complaints keep the limits that were stored at intake; new ones count by the new version (C11).
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.limits.areas import AREAS
from complaints.limits.models import ChangeState, ReferenceChange
from parkservice.accounts.models import User
from parkservice.accounts.postings import require
from parkservice.accounts.rights import acting_role, people_of
from parkservice.accounts.roles import GRANTS, Role
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell
from parkservice.parks.models import Park

RELEASERS = tuple(role for role in Role if "reference.release" in GRANTS[role])


@transaction.atomic
def propose(
    *,
    park: Park,
    actor: User,
    area: str,
    key: str = "",
    after: Any,
    reason: str,
    valid_from: date | None = None,
    form_id: str,
) -> ReferenceChange:
    """Propose a new version of an area, valid from a day on.

    Raises RuleViolation without the right, when nothing changes, when a proposal waits already, or for a day that lies
    behind us or before a version that is released already.
    """

    def make() -> ReferenceChange:
        require(actor, "reference.propose", park)
        Park.objects.select_for_update(of=("self",)).get(pk=park.pk)
        before, first = AREAS[area].read(park, key), valid_from or clock.today()
        _check(park, area, key, changes=before != after, valid_from=first)
        change = ReferenceChange.objects.create(
            park=park,
            area=area,
            key=key,
            before=before,
            after=after,
            valid_from=first,
            reason=reason,
            proposed_by=actor,
            proposed_at=clock.now(),
        )
        _note(change, actor, "reference.proposed", reason, "reference.propose")
        tell(
            recipients=[person for person in people_of(park, RELEASERS) if person.pk != actor.pk],
            park=park,
            verb="inbox.reference_proposed",
            subject=change,
            data={"area": area, "reason": reason},
        )
        return change

    body = {"area": area, "key": key, "after": repr(after), "reason": reason, "valid_from": str(valid_from)}
    return once(form_id=form_id, actor=actor, body=body, make=make)[0]


def _check(park: Park, area: str, key: str, *, changes: bool, valid_from: date) -> None:
    """Raise what stands against a proposal."""
    versions = ReferenceChange.objects.filter(park=park, area=area, key=key)
    if not changes:
        raise RuleViolation(_("Nothing is different from now. Change a value first."))
    if versions.filter(state=ChangeState.PROPOSED).exists():
        raise RuleViolation(_("A proposal waits already. It has to be released or returned first."))
    if valid_from < clock.today():
        raise RuleViolation(_("Choose today or a later day: what has been counted stays as it was."))
    if AREAS[area].dated and versions.filter(state=ChangeState.RELEASED, valid_from=valid_from).exists():
        raise RuleViolation(_("A version counts from this day on already. Choose a later day."))
    later = versions.filter(state=ChangeState.RELEASED, valid_from__gt=clock.today()).first()
    if later is not None:
        day = f"{later.valid_from:%Y-%m-%d}"
        raise RuleViolation(
            _("A version is released for %(day)s already. Propose the next one after it.") % {"day": day}
        )


@transaction.atomic
def release(*, change_id: int, actor: User) -> ReferenceChange:
    """Release a proposal as the second person; it counts from its day on, at the earliest from today.

    Raises RuleViolation for one's own proposal, without the right, or when a colleague was first.
    """
    change = _waiting(change_id)
    require(actor, "reference.release", change.park)
    if change.proposed_by_id == actor.pk:
        raise RuleViolation(
            _("Nobody releases their own proposal. Ask another project manager or the general manager.")
        )
    area = AREAS[change.area]
    if area.read(change.park, change.key) != change.before:
        raise RuleViolation(_("The values changed since this was proposed. Return it, so that it is proposed anew."))
    change.valid_from = max(change.valid_from, clock.today())
    area.write(change.park, change.key, change.after, change.valid_from)
    _decide(change, actor, ChangeState.RELEASED, "")
    _note(change, actor, "reference.released", "", "reference.release")
    _tell_proposer(change, "inbox.reference_released")
    return change


@transaction.atomic
def send_back(*, change_id: int, actor: User, note: str) -> ReferenceChange:
    """Return a proposal with what is wrong about it; the proposer takes it back in the same way.

    Raises RuleViolation without the right, or when a colleague was first.
    """
    change = _waiting(change_id)
    if change.proposed_by_id != actor.pk:
        require(actor, "reference.release", change.park)
    _decide(change, actor, ChangeState.RETURNED, note)
    _note(change, actor, "reference.returned", note, "reference.release")
    _tell_proposer(change, "inbox.reference_returned")
    return change


def _waiting(change_id: int) -> ReferenceChange:
    """Lock a proposal; refuse one that is decided."""
    change = (
        ReferenceChange.objects.select_for_update(of=("self",)).select_related("park", "proposed_by").get(pk=change_id)
    )
    if change.state != ChangeState.PROPOSED:
        raise RuleViolation(
            _("A colleague was first: this proposal is %(state)s.") % {"state": change.get_state_display()}
        )
    return change


def _decide(change: ReferenceChange, actor: User, state: str, note: str) -> None:
    change.state, change.decided_by, change.decided_at, change.note = state, actor, clock.now(), note
    change.save(update_fields=["state", "decided_by", "decided_at", "note", "valid_from"])


def _note(change: ReferenceChange, actor: User, verb: str, note: str, perm: str) -> None:
    record(
        park=change.park,
        actor=actor,
        verb=verb,
        subject=change,
        data={"area": change.area, "key": change.key, "valid_from": change.valid_from.isoformat()},
        note=note,
        acting_as=acting_role(actor, perm, change.park),
    )


def _tell_proposer(change: ReferenceChange, verb: str) -> None:
    data = {"area": change.area, "note": change.note}
    people = [change.proposed_by] if change.proposed_by_id != change.decided_by_id else []
    tell(recipients=people, park=change.park, verb=verb, subject=change, data=data)
