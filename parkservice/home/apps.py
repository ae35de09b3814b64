"""The home app: pages that show several apps at once."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Registers the home app."""

    name = "parkservice.home"
    label = "home"

    def ready(self) -> None:
        """Load navigation."""
        from parkservice.home import nav  # noqa: F401
