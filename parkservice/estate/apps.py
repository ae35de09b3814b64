"""The estate app."""

from django.apps import AppConfig


class EstateConfig(AppConfig):
    """Registers sentences and navigation of the estate app."""

    name = "parkservice.estate"
    label = "estate"

    def ready(self) -> None:
        """Load what the app contributes to common lists."""
        from parkservice.estate import nav, verbs  # noqa: F401
