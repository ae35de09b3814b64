"""`manage.py start`: a real first day. What is not given as an option is asked."""

import getpass
import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from parkservice.accounts.founding import open_park
from parkservice.accounts.models import User
from parkservice.kit.errors import RuleViolation
from parkservice.kit.text import clean_line
from parkservice.parks.models import Park

PASSWORD_VARIABLE = "PARKSERVICE_START_PASSWORD"  # noqa: S105 - the name of the variable
ASKED = {
    "park_code": "Code of the park, for example QH",
    "park_name": "Name of the park in Chinese",
    "park_name_en": "Name of the park in English (may stay empty)",
}


class Command(BaseCommand):
    """Opens a park on an empty database."""

    help = "Opens a real park: the park, its project manager, the proposed manager, and the reference data."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Everything may be given, so that the first day can be scripted; nothing secret on the command line."""
        for name, words in ASKED.items():
            parser.add_argument(f"--{name.replace('_', '-')}", help=words)
        for name, who in (("project-manager", "project manager"), ("manager", "manager")):
            parser.add_argument(f"--{name}", nargs=2, metavar=("USERNAME", "NAME"), help=f"the {who}")
        parser.add_argument(
            "--password-file", type=Path, help=f"file with the project manager's password; or set {PASSWORD_VARIABLE}"
        )

    def handle(self, **options: Any) -> None:
        """Ask for what is missing, open the park, and say what comes next."""
        park = {
            "code": self.line(options, "park_code").upper(),
            "name_zh": self.line(options, "park_name"),
            "name_en": self.line(options, "park_name_en", required=False),
        }
        park["slug"] = slugify(park["name_en"] or park["code"])[:30]
        first, second = self.person(options, "project_manager"), self.person(options, "manager")
        self.refuse_bad_words(park, first, second)
        first["password"] = self.password(options["password_file"], User(**first))
        try:
            opened = open_park(park=park, project_manager=first, manager=second)
        except RuleViolation as error:
            raise CommandError(str(error)) from error
        self.stdout.write(self.style.SUCCESS(_("%(park)s is open.") % {"park": opened.park.name}))
        self.stdout.write(
            _("%(name)s signs in at %(url)s with the user name %(username)s and grants the manager's posting.")
            % {"name": first["name"], "url": f"{settings.SITE_URL}/people/", "username": first["username"]}
        )

    def ask(self, words: str) -> str:
        """Ask the person at the keyboard."""
        self.stdout.write(f"{words}: ", ending="")
        self.stdout.flush()
        return sys.stdin.readline()

    def line(self, options: dict[str, Any], name: str, *, required: bool = True) -> str:
        """Return an option, or ask for it when somebody sits at the keyboard."""
        value = options[name]
        if value is None and sys.stdin.isatty():
            value = self.ask(ASKED[name])
        value = clean_line(value or "")
        if required and not value:
            raise CommandError(f"--{name.replace('_', '-')}: {ASKED[name]}")
        return value

    def person(self, options: dict[str, Any], name: str) -> dict[str, Any]:
        """Return user name and name of one of the first two people."""
        given = options[name]
        if given is None and sys.stdin.isatty():
            title = name.replace("_", " ")
            given = [self.ask(f"User name of the {title}"), self.ask(f"Name of the {title}")]
        if given is None:
            raise CommandError(f"--{name.replace('_', '-')} USERNAME NAME")
        return {"username": clean_line(given[0]).lower(), "name": clean_line(given[1])}

    def refuse_bad_words(self, park: dict[str, str], *people: dict[str, Any]) -> None:
        """Stop with a sentence before anything is written when a code or user name cannot be used."""
        try:
            Park(**park).clean_fields()
            for person in people:
                User(**person).clean_fields(exclude=["password"])
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error

    def password(self, path: Path | None, user: User) -> str:
        """Return the password of the project manager from a file, the environment or the keyboard."""
        if path is not None:
            password = path.read_text(encoding="utf-8").strip()
        elif PASSWORD_VARIABLE in os.environ:
            password = os.environ[PASSWORD_VARIABLE]
        elif sys.stdin.isatty():
            password = getpass.getpass(f"Password of {user.name}: ")
        else:
            raise CommandError(f"--password-file, or {PASSWORD_VARIABLE} in the environment")
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return password
