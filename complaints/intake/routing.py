"""Who answers for a new matter from the first second (A1, domain 2.1 Routing)."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from complaints.choices import Category
from complaints.people import managers_meant
from parkservice.accounts.models import Posting, User
from parkservice.accounts.rights import officer_for
from parkservice.accounts.roles import Role
from parkservice.kit.errors import RuleViolation
from parkservice.parks.models import Building, Park


def responsible_for(
    *,
    park: Park,
    building: Building | None,
    category: str = "",
    against: User | None = None,
    about_manager: bool = False,
) -> User:
    """Return the one person who answers for a new matter; never nobody.

    Officer in charge of the building, else the park's default officer, else the manager; service attitude goes to
    the manager; a matter about one of them, or about "the manager", goes to the next level. Raises RuleViolation when
    the park has nobody.
    """
    if category != Category.SERVICE_ATTITUDE:
        officer = officer_for(building, park)
        if against is None or officer.pk != against.pk:
            return officer
    barred = {against.pk} if against is not None else set()
    if about_manager and against is None:
        barred = managers_meant(park)
    for role in (Role.MANAGER, Role.PROJECT_MANAGER, Role.GENERAL_MANAGER):
        for leader in _leaders(park, role):
            if leader.pk not in barred:
                return leader
    raise RuleViolation(_("Nobody in this park can answer for the matter yet. Post a manager first."))


def _leaders(park: Park, role: Role) -> list[User]:
    """Who holds a leading role today, those who only stand in last: a matter outlives their last day."""
    postings = Posting.objects.current().filter(park=park, role=role).select_related("user")
    return [posting.user for posting in postings.order_by(F("standing_in_for").asc(nulls_first=True), "user_id")]
