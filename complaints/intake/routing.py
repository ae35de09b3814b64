"""Who answers for a new matter from the first second (A1, domain 2.1 Routing)."""

from django.utils.translation import gettext_lazy as _

from complaints.choices import Category
from parkservice.accounts.models import User
from parkservice.accounts.rights import officer_for, people_with
from parkservice.accounts.roles import Role
from parkservice.kit.errors import RuleViolation
from parkservice.parks.models import Building, Park


def responsible_for(*, park: Park, building: Building | None, category: str = "", against: User | None = None) -> User:
    """Return the one person who answers for a new matter; never nobody.

    Officer in charge of the building, else the park's default officer, else the manager; service attitude goes to
    the manager; a matter about one of them goes to the next level. Raises RuleViolation when the park has nobody.
    """
    if category != Category.SERVICE_ATTITUDE:
        officer = officer_for(building, park)
        if against is None or officer.pk != against.pk:
            return officer
    for role in (Role.MANAGER, Role.PROJECT_MANAGER, Role.GENERAL_MANAGER):
        for leader in people_with(park, role):
            if against is None or leader.pk != against.pk:
                return leader
    raise RuleViolation(_("Nobody in this park can answer for the matter yet. Post a manager first."))
