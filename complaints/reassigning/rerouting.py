"""Complaints of an officer who works here no more go to whoever answers for them now, without being asked (A1)."""

from django.db import models

from complaints import orphans
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
from parkservice.parks.models import Park


def reroute() -> int:
    """Route the open complaints of officers without a posting for them anew, in every park; return how many went.

    Where nobody else can answer for one, it stays; the manager works on it in any case.
    """
    return orphans.reroute(COMPLAINTS)


def _left(park: Park) -> models.QuerySet[Complaint]:
    return Complaint.objects.open().filter(park=park).exclude(officer__in=answerable(park))


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


COMPLAINTS = orphans.Kind(_left, lock, _move, _managers, "inbox.rerouted", "complaints:queue")
