"""`manage.py sign_in_link`: a new password for the person above whom nobody stands in the park."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from parkservice.accounts.models import User
from parkservice.accounts.second_factor import park_of
from parkservice.accounts.services import address_of_link, sign_in_link
from parkservice.kit.errors import RuleViolation


class Command(BaseCommand):
    """Makes a one-time link by which one person sets a password; written in the journal."""

    help = "Prints a link by which a person sets a new password; it works once, for three days."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """User name and the reason that stays in the history of the person."""
        parser.add_argument("username")
        parser.add_argument("--reason", required=True, help="why; it stays in the history of this person")

    def handle(self, *, username: str, reason: str, **_options: Any) -> None:
        """Print the link, or stop with the sentence that says why not."""
        user = User.objects.filter(username=username.strip().lower()).first()
        park = park_of(user) if user is not None else None
        if user is None or park is None:
            raise CommandError(_("Nobody with this user name has a posting."))
        try:
            uid, key = sign_in_link(actor=None, park=park, user_id=user.pk, reason=reason)
        except RuleViolation as error:
            raise CommandError(str(error)) from error
        self.stdout.write(address_of_link(uid, key))
