"""Up to which amount somebody decides about money: manager, project manager, without limit above them (domain 2.4)."""

from decimal import Decimal

from parkservice.accounts.models import User
from parkservice.accounts.rights import roles_of
from parkservice.accounts.roles import Role
from parkservice.parks.models import Park
from parkservice.parks.thresholds import value


def within_limit(park: Park, user: User, what: str, amount: Decimal) -> bool:
    """Tell whether an amount in yuan lies within what a person decides in a park.

    `what` names the thresholds `<what>_manager` and `<what>_project_manager`; a general manager has no limit, somebody
    who is neither decides nothing.
    """
    roles = roles_of(user, park)
    if Role.GENERAL_MANAGER in roles:
        return True
    if Role.PROJECT_MANAGER in roles:
        return amount <= Decimal(value(park, f"{what}_project_manager"))
    return amount <= (Decimal(value(park, f"{what}_manager")) if Role.MANAGER in roles else 0)
