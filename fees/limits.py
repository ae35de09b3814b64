"""Up to which amount somebody decides about money: manager, project manager, without limit above them (domain 2.4)."""

from decimal import Decimal

from parkservice.accounts.models import User
from parkservice.accounts.rights import roles_of
from parkservice.accounts.roles import Role
from parkservice.parks.models import Park
from parkservice.parks.thresholds import value


def limit_of(park: Park, user: User, what: str) -> Decimal | None:
    """Return up to how many yuan a person decides in a park; None for a general manager, who has no limit.

    `what` names the thresholds `<what>_manager` and `<what>_project_manager`; who is neither decides nothing.
    """
    roles = roles_of(user, park)
    if Role.GENERAL_MANAGER in roles:
        return None
    if Role.PROJECT_MANAGER in roles:
        return Decimal(value(park, f"{what}_project_manager"))
    return Decimal(value(park, f"{what}_manager") if Role.MANAGER in roles else 0)


def within_limit(park: Park, user: User, what: str, amount: Decimal) -> bool:
    """Tell whether an amount in yuan lies within what a person decides in a park, as `limit_of`."""
    limit = limit_of(park, user, what)
    return limit is None or amount <= limit
