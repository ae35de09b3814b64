"""The parks app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ParksConfig(AppConfig):
    """Renews the reference data of the parks after every migrate."""

    name = "parkservice.parks"
    label = "parks"

    def ready(self) -> None:
        """Ask to be told when the tables are there."""
        from parkservice.parks.reference import renew_after_migrate

        post_migrate.connect(renew_after_migrate, sender=self)
