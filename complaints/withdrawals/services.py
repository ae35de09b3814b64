"""Letting a complaint rest because the complainant takes it back (domain 2.1)."""

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.casework import rules
from complaints.casework.models import Complaint
from complaints.casework.sight import Sight, veiled
from complaints.casework.steps import advance, keep, lock, note_step
from complaints.choices import State
from complaints.duplicates.succession import succeed
from complaints.people import answering, colleagues, leaders_of, unconcerned
from complaints.withdrawals.models import Withdrawal
from parkservice.accounts.models import User
from parkservice.accounts.rights import people_with
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell


@transaction.atomic
def withdraw(
    *,
    complaint_id: int,
    reason: str = "",
    actor: User | None = None,
    caller: str = "",
    witness: User | None = None,
) -> Withdrawal:
    """Take a complaint back for its complainant and tell the manager and the park office (domain 2.1).

    Of what is held for a look nobody is told.

    Where others told the same matter, it goes on for them under the number of the earliest.

    Without an actor the complainant did it on the tracking page; else a colleague wrote the call of `caller` down,
    with a second colleague as witness. Raises RuleViolation when the state does not allow it, when somebody unknown
    would have called, or without a fitting witness; PermissionDenied for other people.
    """
    complaint = lock(complaint_id)
    before = advance(complaint, "withdraw", actor)
    if actor is not None:
        _check_call(complaint, actor, witness)
    withdrawal = Withdrawal.objects.create(
        complaint=complaint, at=clock.now(), reason=reason, caller=caller, by=actor, witness=witness
    )
    complaint.withdrawn_at = withdrawal.at
    keep(complaint, "state", "withdrawn_at")
    data: dict[str, object] = {"reason": reason}
    if witness is not None:
        data |= {"caller": caller, "witness": witness.name}
    note_step(complaint, actor, "complaint.withdrawn" if actor is None else "complaint.call_withdrawn", before, data)
    _tell(complaint, withdrawal)
    succeed(complaint, before)
    return withdrawal


def _check_call(complaint: Complaint, actor: User, witness: User | None) -> None:
    if complaint.anonymous:
        raise RuleViolation(_("The complainant stayed anonymous: only the tracking page can take it back."))
    if witness is None or witness.pk == actor.pk:
        raise RuleViolation(_("Name a second colleague who heard the call."))
    if rules.concerns(complaint, witness) or not colleagues(complaint.park).filter(pk=witness.pk).exists():
        raise RuleViolation(_("The second person is a colleague of this park whom the complaint does not concern."))


def _tell(complaint: Complaint, withdrawal: Withdrawal) -> None:
    """Tell officer, managers and park office of what was not held, and the witness that they were named."""
    park, data = complaint.park, {"matter": complaint.matter}
    if not complaint.held:
        told = [*answering(complaint), *leaders_of(complaint, Role.MANAGER)]
        tell(recipients=told, park=park, verb="inbox.withdrawn", subject=complaint, data=data)
        office = [one for one in unconcerned(complaint, people_with(park, Role.PARK_OFFICE)) if one not in told]
        short = {"matter": veiled(Sight.RESULT, complaint, complaint.matter)}
        tell(recipients=office, park=park, verb="inbox.withdrawn", subject=complaint, data=short)
    if withdrawal.witness is not None and withdrawal.by is not None:
        named = {"number": complaint.number, "name": withdrawal.by.name}
        tell(recipients=[withdrawal.witness], park=park, verb="inbox.witness", subject=None, data=named)


def can_withdraw(complaint: Complaint) -> bool:
    """Whether the complainant may take it back now: never while it is escalated, nor once there is a result."""
    return complaint.state in (State.RECEIVED, State.INVESTIGATING, State.ACTING, State.AWAITING_APPROVAL)
