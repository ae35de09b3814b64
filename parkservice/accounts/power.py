"""Who has power over an account: to switch it off, to give a sign-in link, to reset its second factor."""

from django.utils.translation import gettext as _

from parkservice.accounts.models import Posting, User
from parkservice.accounts.postings import require
from parkservice.accounts.rights import may, roles_of
from parkservice.accounts.roles import SECOND_FACTOR, Role
from parkservice.kit.errors import RuleViolation
from parkservice.parks.models import Park


def require_power_over(actor: User, user: User, park: Park) -> None:
    """Whose accounts an actor may touch: those of leaders and of finance belong to those who grant postings.

    The system administrator touches them too, technically. Whoever could reset the second factor of finance and make a
    sign-in link could sign in as finance (design section 4, separation). Raises RuleViolation without the right, for a
    person of another park, and for a leader or finance.
    """
    require(actor, "people.accounts", park)
    if not Posting.objects.filter(user=user, park=park).exists() and Posting.objects.filter(user=user).exists():
        raise RuleViolation(_("This person has no posting in this park."), code="other_park")
    leads = Posting.objects.current().filter(user=user, role__in=SECOND_FACTOR).exists()
    if leads and not (may(actor, "people.grant", park) or Role.SYSADMIN in roles_of(actor, park)):
        raise RuleViolation(
            _("The account of a leader or of finance is changed by the project manager or the system administrator."),
            code="leader",
        )
