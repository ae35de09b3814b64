"""manage.py catalog: extract, compile and check the Chinese message catalogues."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from parkservice.kit import catalog


def own_sources() -> dict[str, catalog.Source]:
    """The apps of this product with their files; libraries bring their own catalogues."""
    folders = {config.label: Path(config.path) for config in apps.get_app_configs()}
    own = {
        label: folder
        for label, folder in folders.items()
        if folder.is_relative_to(settings.BASE_DIR) and "site-packages" not in folder.parts
    }
    return catalog.sources(settings.BASE_DIR, own)


class Command(BaseCommand):
    """Without --compile or --check: bring the chosen catalogues up to date with the source."""

    help = "Extracts, compiles (--compile) or checks (--check) the Chinese catalogue of one app or of all."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which catalogues, and what to do with them."""
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--app", help="the label of one app, for example complaints")
        which.add_argument("--all", action="store_true", help="every app of the product")
        parser.add_argument("--compile", action="store_true", help="build the files that Django reads, nothing else")
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail when a translation is missing or wrong"
        )

    def handle(self, **options: Any) -> None:
        """Do what the options say; a failed check names every fault and ends with exit code 1."""
        every = own_sources()
        if options["app"] and options["app"] not in every:
            raise CommandError(f"No app {options['app']!r}. There are: {', '.join(every)}.")
        chosen = [every[options["app"]]] if options["app"] else list(every.values())
        if options["check"]:
            self.check_catalogues(chosen)
        elif options["compile"]:
            self.stdout.write(f"{len(catalog.compile_stale(settings.BASE_DIR))} catalogues compiled")
        else:
            for source in chosen:
                total, empty = catalog.update(source, every.values())
                self.stdout.write(f"{source.label}: {total} messages, {empty} without translation")

    def check_catalogues(self, chosen: list[catalog.Source]) -> None:
        """Raise CommandError listing what is wrong."""
        if found := catalog.faults(chosen):
            raise CommandError("\n".join([*found, f"{len(found)} faults in the catalogues; `make messages` extracts."]))
        self.stdout.write(f"{len(chosen)} catalogues complete")
