"""Up to which amount somebody decides about money: manager, project manager, without limit above them (domain 2.4)."""

from decimal import Decimal

from django.utils.translation import gettext as _

from parkservice.accounts.models import User
from parkservice.accounts.rights import roles_of
from parkservice.accounts.roles import Role
from parkservice.kit.money import yuan
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


def waits_for_limit(park: Park, what: str, amount: Decimal) -> str:
    """Say whom an amount in yuan waits for: the roles whose limit covers it, the lowest first."""
    limited = ((role, value(park, f"{what}_{role}")) for role in (Role.MANAGER, Role.PROJECT_MANAGER))
    roles = [*(role for role, limit in limited if amount <= limit), Role.GENERAL_MANAGER]
    names = _(", ").join(str(role.label) for role in roles)
    return _("It waits for somebody else whose limit covers %(amount)s: %(roles)s.") % {
        "amount": yuan(amount),
        "roles": names,
    }
