"""`manage.py reset_second_factor`: the way in again for the last person who could have reset it."""

from django.utils.translation import gettext as _

from parkservice.accounts.commands import PersonCommand
from parkservice.accounts.models import User
from parkservice.accounts.second_factor import reset_second_factor
from parkservice.parks.models import Park


class Command(PersonCommand):
    """Takes the second factor of one person away, after a lost device; written in the journal, told by mail."""

    help = "Resets the second factor of a person who lost the device; at the next sign-in they set up a new one."

    def done(self, user: User, park: Park, reason: str) -> str:
        """That it is reset. Raises RuleViolation."""
        reset_second_factor(actor=None, park=park, user_id=user.pk, reason=reason)
        return self.style.SUCCESS(_("The second factor of %(name)s is reset.") % {"name": user.name})
