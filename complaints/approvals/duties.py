"""The duty of service quality and how it stands: accept, verify, propose, get approval (P3)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from complaints.approvals.models import Proposal
from complaints.casework.queries import NEEDS_APPROVAL
from complaints.choices import PROPOSABLE_STATES, State
from complaints.models import Complaint
from complaints.people import is_about
from complaints.readings import Limit, Reading, queue
from parkservice.accounts.duties import Duty, Status
from parkservice.accounts.models import User
from parkservice.accounts.rights import answering_for, roles_of
from parkservice.accounts.roles import Role
from parkservice.parks.models import Park

_CASE = (
    *("officer_id", "against_staff_id", "about_manager", "category", "facts", "matter"),
    *("answer_due", "answered_at", "resolve_due"),
)


def service_quality(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """P3: what waits for me: cases to verify or to propose, and proposals to approve; nothing, open, a limit passed."""
    early = Complaint.objects.filter(NEEDS_APPROVAL, park=park, held=False, approved_at__isnull=True)
    cases = early.filter(state__in=[State.RECEIVED, *PROPOSABLE_STATES]).values_list(*_CASE, named=True)
    waiting = Proposal.objects.filter(complaint__park=park, decided_at__isnull=True)
    waiting = waiting.filter(complaint__state=State.AWAITING_APPROVAL).select_related("complaint")
    found, proposals = list(cases), list(waiting)
    return {user.pk: _stands(user, found, proposals, park, day) for user in people}


def _stands(user: User, cases: list[Any], proposals: list[Proposal], park: Park, day: date) -> Status:
    roles = roles_of(user, park)
    own = answering_for(user, park.pk, "complaints.act")
    mine = [case for case in cases if _is_mine(case, user, own, roles)]
    to_approve = [each for each in proposals if _is_for(each, user, roles)]
    reading = Reading(
        figure=lambda n: ngettext("%(n)d waiting for you", "%(n)d waiting for you", n) % {"n": n},
        quiet=_("No service-quality or major complaint waits for you."),
        url=queue(view="approve" if to_approve else "propose" if any(case.facts for case in mine) else "mine"),
        action=_("Look and decide") if to_approve else _("Look and propose"),
    )
    limits = [Limit(each.due_at, each.complaint.matter) for each in to_approve]
    limits += [Limit(case.resolve_due if case.answered_at else case.answer_due, case.matter) for case in mine]
    return reading.status(limits, park, day)


def _is_mine(case: Any, user: User, own: set[int], roles: frozenset[Role]) -> bool:
    """Whether a case waits for this person's own work: theirs to verify, or with facts and the manager's to propose."""
    if is_about(case, user.pk, roles=roles):
        return False
    return case.officer_id in own or bool(case.facts and Role.MANAGER in roles)


def _is_for(proposal: Proposal, user: User, roles: frozenset[Role]) -> bool:
    if proposal.by_id == user.pk or is_about(proposal.complaint, user.pk, roles=roles):
        return False
    return proposal.approver_role in roles


DUTIES = [
    Duty(
        "P3",
        (Role.MANAGER, Role.PROJECT_MANAGER),
        "event",
        gettext_lazy("Verify, propose and approve service-quality complaints"),
        gettext_lazy("Service quality"),
        "complaints:queue",
        service_quality,
    ),
]
