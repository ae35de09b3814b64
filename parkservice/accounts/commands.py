"""What the commands about one person share: who it is, why, and the sentence of a refusal."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from parkservice.accounts.models import User
from parkservice.accounts.second_factor import park_of
from parkservice.kit.errors import RuleViolation
from parkservice.parks.models import Park


class PersonCommand(BaseCommand):
    """A command with a user name and a reason, done when nobody in the product stands above the person."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """User name and the reason that stays in the history of the person."""
        parser.add_argument("username")
        parser.add_argument("--reason", required=True, help="why; it stays in the history of this person")

    def handle(self, *, username: str, reason: str, **_options: Any) -> None:
        """Do it, or stop with the sentence that says why not."""
        user = User.objects.filter(username=username.strip().lower()).first()
        park = park_of(user) if user is not None else None
        if user is None or park is None:
            raise CommandError(_("Nobody with this user name has a posting."))
        try:
            said = self.done(user, park, reason)
        except RuleViolation as error:
            raise CommandError(str(error)) from error
        self.stdout.write(said)

    def done(self, user: User, park: Park, reason: str) -> str:
        """Do it and return what the operator reads. Raises RuleViolation."""
        raise NotImplementedError
