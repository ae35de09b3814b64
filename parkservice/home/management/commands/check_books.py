"""Check every data invariant and say what is broken."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from parkservice.journal.books import CHECKS
from parkservice.kit import appendonly


class Command(BaseCommand):
    """`manage.py check_books`: exit 1 and a list when an invariant fails (design section 7)."""

    help = "Check every data invariant; exit 1 with a list when one fails."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run every check. Raises CommandError when one finds something."""
        for config in apps.get_app_configs():
            if find_spec(f"{config.name}.books") is not None:
                import_module(f"{config.name}.books")
        findings = [f"triggers: {name} is missing" for name in appendonly.missing(connection)]
        for check in sorted(CHECKS, key=lambda item: item.code):
            findings += [f"{check.code} {check.says} {line}" for line in check.find()]
        for line in findings:
            self.stdout.write(line)
        if findings:
            raise CommandError(f"{len(findings)} findings.")
        self.stdout.write(f"{len(CHECKS)} invariants hold, every trigger is in place.")
