"""Who proposes waivers and who grants them, by amount (domain 2.4, design section 4)."""

from decimal import Decimal
from typing import TYPE_CHECKING

from parkservice.accounts.models import User
from parkservice.accounts.rights import may, roles_of
from parkservice.accounts.roles import Role
from parkservice.parks.models import Park
from parkservice.parks.thresholds import value

if TYPE_CHECKING:
    from fees.waivers.models import Waiver


def limit_of(park: Park, user: User) -> Decimal | None:
    """Return up to which amount in yuan a person grants waivers in a park; None without limit, 0 for nobody."""
    roles = roles_of(user, park)
    if Role.GENERAL_MANAGER in roles:
        return None
    if Role.PROJECT_MANAGER in roles:
        return Decimal(value(park, "waiver_project_manager"))
    return Decimal(value(park, "waiver_manager")) if Role.MANAGER in roles else Decimal(0)


def may_decide(waiver: "Waiver", user: User) -> bool:
    """Somebody else than the proposer, with the right and with a limit that the amount does not pass (M15).

    What was granted on the same bills before counts: nobody passes a limit in small steps.
    """
    if waiver.proposed_by_id == user.pk or not may(user, "waivers.decide", waiver):
        return False
    limit = limit_of(waiver.park, user)
    return limit is None or waiver.amount + waiver.granted_before() <= limit
