"""Complaints of an officer who works here no more go to whoever answers for them now, without being asked (A1)."""

from django.db import transaction

from complaints.casework import rules
from complaints.casework.models import Complaint
from complaints.casework.steps import keep, lock, note_step
from complaints.choices import OPEN_STATES
from complaints.handovers.services import lapse
from complaints.intake.routing import responsible_for
from complaints.people import answerable, leaders_of
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell
from parkservice.parks.models import Park


def reroute() -> int:
    """Route the open complaints of officers without a posting for them anew, in every park; return how many went.

    Where nobody else can answer for one, it stays; the manager works on it in any case.
    """
    return sum(_reroute_in(park) for park in Park.objects.active())


def _reroute_in(park: Park) -> int:
    orphans = Complaint.objects.open().filter(park=park).exclude(officer__in=answerable(park))
    found: dict[int, list[int]] = {}
    for pk, officer_id in orphans.order_by("pk").values_list("pk", "officer_id"):
        found.setdefault(officer_id, []).append(pk)
    return sum(_hand_on(park, ids) for ids in found.values())


@transaction.atomic
def _hand_on(park: Park, ids: list[int]) -> int:
    """Move the complaints of one officer; each receiver is told once, and so are the managers."""
    moved: dict[tuple[User, User], list[Complaint]] = {}
    for pk in ids:
        complaint = lock(pk)
        former = complaint.officer
        if _move(complaint, former):
            moved.setdefault((former, complaint.officer), []).append(complaint)
    for (former, receiver), cases in moved.items():
        tell(
            recipients=[receiver, *_managers(cases)],
            park=park,
            verb="inbox.rerouted",
            subject=cases[0] if len(cases) == 1 else None,
            data={"former": former.name, "officer": receiver.name, "count": len(cases)},
            url_name="" if len(cases) == 1 else "complaints:queue",
        )
    return sum(map(len, moved.values()))


def _move(complaint: Complaint, former: User) -> bool:
    """Name the officer anew, unless a colleague did or nobody else answers for it."""
    if complaint.state not in OPEN_STATES or rules.works_on(former, complaint):
        return False
    try:
        receiver = responsible_for(
            park=complaint.park,
            building=complaint.building,
            category=complaint.category,
            against=complaint.against_staff,
            about_manager=complaint.about_manager,
        )
    except RuleViolation:
        return False
    if receiver.pk == former.pk:
        return False
    lapse(complaint, None)
    complaint.officer = receiver
    keep(complaint, "officer")
    note_step(complaint, None, "complaint.rerouted", "", {"officer": receiver.name, "former": former.name})
    return True


def _managers(cases: list[Complaint]) -> list[User]:
    """The managers, above them where there is none; nobody whom one of the cases concerns."""
    leaders = {leader for case in cases for leader in leaders_of(case, Role.MANAGER)}
    return [leader for leader in leaders if not any(rules.concerns(case, leader) for case in cases)]
