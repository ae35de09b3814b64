"""Giving many complaints to others at once, because a colleague leaves or is away (A1, M3).

One journal line for each complaint, one word in the inbox of each receiver. What the receiver may not handle stays
where it is and is listed.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.casework.models import Complaint
from complaints.casework.queries import ComplaintQuerySet
from complaints.casework.services import assign, check_receiver
from complaints.handovers.models import Handover
from complaints.handovers.services import take_back
from complaints.intake.routing import responsible_for
from parkservice.accounts.models import User
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell
from parkservice.parks.models import Park


@dataclass(frozen=True)
class Move:
    """One complaint with whom it goes to, or why it stays."""

    complaint: Complaint
    receiver: User | None = None
    refusal: str = ""


@dataclass(frozen=True)
class Plan:
    """What would become of some complaints."""

    moves: list[Move]

    @property
    def going(self) -> list[Move]:
        """Those that go to somebody else."""
        return [move for move in self.moves if move.receiver is not None]

    @property
    def staying(self) -> list[Move]:
        """Those that stay, each with its reason."""
        return [move for move in self.moves if move.receiver is None]

    @property
    def by_receiver(self) -> list[tuple[User, int]]:
        """How many each receiver gets, most first."""
        counted = Counter(move.receiver for move in self.moves if move.receiver is not None)
        return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0].pk))


def open_of(former: User, park: Park, actor: User) -> ComplaintQuerySet:
    """Return the open complaints that somebody answers for, as far as the actor may read them."""
    return Complaint.objects.visible_to(actor).open().filter(park=park, officer=former)


def plan(rows: Iterable[Complaint], receiver: User | None) -> Plan:
    """Say where each complaint would go: to one colleague, or by its building as a new one; nothing is written."""
    routed: dict[tuple[object, ...], Move] = {}
    return Plan([_placed(row, receiver, routed) for row in rows])


def _placed(row: Complaint, receiver: User | None, routed: dict[tuple[object, ...], Move]) -> Move:
    try:
        target = receiver or _routed(row, routed)
        check_receiver(row, target)
    except RuleViolation as refusal:
        return Move(row, refusal=str(refusal))
    return Move(row, target)


def _routed(row: Complaint, routed: dict[tuple[object, ...], Move]) -> User:
    """Ask the routing once for each building, kind and person concerned."""
    key = (row.building_id, row.category, row.against_staff_id, row.about_manager)
    if key not in routed:
        found = responsible_for(
            park=row.park,
            building=row.building,
            category=row.category,
            against=row.against_staff,
            about_manager=row.about_manager,
        )
        routed[key] = Move(row, found)
    target = routed[key].receiver
    if target is None or target.pk == row.officer_id:
        raise RuleViolation(_("The building is still theirs. Choose a colleague, or end the posting first."))
    return target


@transaction.atomic
def reassign(*, rows: Iterable[Complaint], actor: User, receiver: User | None) -> Plan:
    """Carry out what `plan` shows and return what came of it; each receiver is told once, with the number.

    Raises PermissionDenied for everybody but the manager. What changed meanwhile stays and is listed.
    """
    done = Plan([_moved(move, actor) for move in plan(rows, receiver).moves])
    for person, count in done.by_receiver:
        park = next(move.complaint.park for move in done.going if move.receiver == person)
        tell(
            recipients=[person],
            park=park,
            verb="inbox.assigned_many",
            subject=None,
            data={"count": count, "name": actor.name},
            url_name="complaints:queue",
        )
    return done


def _moved(move: Move, actor: User) -> Move:
    if move.receiver is None:
        return move
    try:
        with transaction.atomic():
            assign(complaint_id=move.complaint.pk, actor=actor, officer=move.receiver, alone=False)
    except RuleViolation as refusal:
        return Move(move.complaint, refusal=str(refusal))
    return move


@transaction.atomic
def take_back_all(*, receiver: User, park: Park, actor: User) -> int:
    """Take back the hand-overs that wait for somebody who is away; return how many."""
    waiting = Handover.objects.waiting().filter(receiver=receiver, complaint__park=park)
    mine = Complaint.objects.visible_to(actor).open().filter(pk__in=waiting.values("complaint_id"))
    asked = list(mine.order_by("pk").values_list("pk", flat=True))
    for pk in asked:
        take_back(complaint_id=pk, actor=actor)
    return len(asked)
