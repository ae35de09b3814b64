"""`manage.py reset_second_factor`: the way in again for the last person who could have reset it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from parkservice.accounts.models import User
from parkservice.accounts.second_factor import park_of, reset_second_factor
from parkservice.kit.errors import RuleViolation


class Command(BaseCommand):
    """Takes the second factor of one person away, after a lost device; written in the journal, told by mail."""

    help = "Resets the second factor of a person who lost the device; at the next sign-in they set up a new one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """User name and the reason that stays in the history of the person."""
        parser.add_argument("username")
        parser.add_argument("--reason", required=True, help="why; it stays in the history of this person")

    def handle(self, *, username: str, reason: str, **_options: Any) -> None:
        """Reset, or stop with the sentence that says why not."""
        user = User.objects.filter(username=username.strip().lower()).first()
        park = park_of(user) if user is not None else None
        if user is None or park is None:
            raise CommandError(_("Nobody with this user name has a posting."))
        try:
            reset_second_factor(actor=None, park=park, user_id=user.pk, reason=reason)
        except RuleViolation as error:
            raise CommandError(str(error)) from error
        self.stdout.write(self.style.SUCCESS(_("The second factor of %(name)s is reset.") % {"name": user.name}))
