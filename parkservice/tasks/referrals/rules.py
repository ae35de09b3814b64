"""Who asks whom: the next level of the chain officer → manager → project manager → general manager (M12)."""

from typing import Any

from parkservice.accounts.models import User
from parkservice.accounts.rights import answering_for, may, people_with, roles_of
from parkservice.accounts.roles import CHAIN, Role
from parkservice.parks.models import Park
from parkservice.tasks import sources


def next_level(park: Park, user: User, record: Any = None) -> Role | None:
    """Return the level that this person asks: the nearest above their own highest one that somebody else holds.

    Who stands outside the chain (the front desk, D11) asks the manager. A leader whom the record concerns is left out.
    None when nobody stands above them.
    """
    held = [place for place, role in enumerate(CHAIN) if role in roles_of(user, park)]
    for role in CHAIN[max(held, default=0) + 1 :]:
        people = people_with(park, role).exclude(pk=user.pk)
        if any(record is None or not sources.concerns(person, record) for person in people):
            return role
    return None


def levels_above(to_role: str) -> tuple[Role, ...]:
    """Return the level asked and all above it; each may answer in its place."""
    return CHAIN[CHAIN.index(Role(to_role)) :]


def may_answer(referral: Any, user: User) -> bool:
    """The level asked, or one above it; never the one who asked, nor the person concerned."""
    if referral.asked_by_id == user.pk or referral.concerns(user) or not may(user, "tasks.advise", referral):
        return False
    return bool(roles_of(user, referral.park).intersection(levels_above(referral.to_role)))


def may_act(referral: Any, user: User) -> bool:
    """The one who asked, their stand-in, or who works on the source today, acts on the answer."""
    if referral.concerns(user) or not may(user, "tasks.refer", referral):
        return False
    if referral.asked_by_id in answering_for(user, referral.park_id):
        return True
    return referral.source is not None and user in sources.responsible_for(referral.source)
