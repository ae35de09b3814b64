"""Who has power over an account: to open it by a link, to reset its second factor, to switch it off."""

from datetime import timedelta

from django.utils.translation import gettext as _

from parkservice.accounts.models import Posting, PostingState, User
from parkservice.accounts.postings import require
from parkservice.accounts.rights import may, roles_of
from parkservice.accounts.roles import GRANTS, Role
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.parks.models import Park

#: Power reaches down only; who is not named stands lowest. Finance, duty room and park office look at what the
#: department does, so that its manager opens no account of theirs.
RANKS = {
    Role.OFFICER: 1,
    Role.MANAGER: 2,
    Role.FINANCE: 2,
    Role.DUTY_ROOM: 2,
    Role.PARK_OFFICE: 2,
    Role.SYSADMIN: 2,
    Role.PROJECT_MANAGER: 3,
    Role.GENERAL_MANAGER: 4,
}
#: What gives the password of an account into other hands, and what opens it without its second factor.
OPENING = ("accounts.link_made", "accounts.email_changed")
RESETTING = ("accounts.second_factor_reset",)
#: For so long the same person does not do both.
APART = timedelta(days=30)


def require_power_over(actor: User, user: User, perm: str, park: Park) -> None:
    """Raise RuleViolation unless the actor stands above a person, with the right, wherever that person works.

    Whoever could make a sign-in link for finance or a leader could sign in as them (design section 4, separation). The
    parks are those of the postings that run or will run; of somebody without any, those of all postings.
    """
    require(actor, perm, park)
    require_here(user, park)
    for place, roles in _places_of(user).items():
        if not may(actor, perm, place):
            raise RuleViolation(
                _("This person also works in a park where you do not have this right. Ask somebody who has."),
                code="other_park",
            )
        if _rank(roles_of(actor, place)) <= _rank(roles):
            raise RuleViolation(_way_up(place, perm, _rank(roles)), code="leader")


def require_here(user: User, park: Park) -> None:
    """Raise RuleViolation when a person works in other parks only; somebody without any posting passes."""
    places = _places_of(user)
    if places and park not in places:
        raise RuleViolation(_("This person has no posting in this park."), code="other_park")


def has_power_over(actor: User, user: User, perm: str, park: Park) -> bool:
    """Whether the page offers what this right does to an account."""
    try:
        require_power_over(actor, user, perm, park)
    except RuleViolation:
        return False
    return True


def refuse_both(actor: User, user: User, verbs: tuple[str, ...]) -> None:
    """Raise RuleViolation when the actor did the other half lately: nobody alone opens an account with two factors."""
    since = clock.now() - APART
    if Event.objects.about(user).filter(actor=actor, verb__in=verbs, at__gt=since).exists():
        raise RuleViolation(
            _("Link or e-mail address and second factor are given anew by two people. Ask another one for this step."),
            code="two_people",
        )


def _way_up(park: Park, perm: str, rank: int) -> str:
    """Who can do what the actor may not: the next level, or above the top of a park whoever runs the server."""
    above = [role for role, level in RANKS.items() if level > rank and perm in GRANTS[role]]
    if Posting.objects.current().filter(park=park, role__in=above, user__is_active=True).exists():
        return _("This person stands at your own level or above. Ask the next level to do it.")
    return _(
        "Nobody in this park stands above this person. Whoever runs the server helps, with"
        " “manage.py sign_in_link” or “manage.py reset_second_factor”."
    )


def _places_of(user: User) -> dict[Park, set[Role]]:
    """The parks whose postings decide, with the roles there; what was refused never counted."""
    rows = list(Posting.objects.filter(user=user).exclude(state=PostingState.REFUSED).select_related("park"))
    today = clock.today()
    running = [row for row in rows if row.state == PostingState.GRANTED and (row.ends is None or row.ends >= today)]
    places: dict[Park, set[Role]] = {}
    for row in running or rows:
        places.setdefault(row.park, set()).add(Role(row.role))
    return places


def _rank(roles: set[Role] | frozenset[Role]) -> int:
    return max((RANKS.get(role, 0) for role in roles), default=0)
