"""`manage.py sign_in_link`: a new password for the person above whom nobody stands in the park."""

from parkservice.accounts.commands import PersonCommand
from parkservice.accounts.models import User
from parkservice.accounts.services import address_of_link, sign_in_link
from parkservice.parks.models import Park


class Command(PersonCommand):
    """Makes a one-time link by which one person sets a password; written in the journal."""

    help = "Prints a link by which a person sets a new password; it works once, for three days."

    def done(self, user: User, park: Park, reason: str) -> str:
        """The link. Raises RuleViolation."""
        uid, key = sign_in_link(actor=None, park=park, user_id=user.pk, reason=reason)
        return address_of_link(uid, key)
