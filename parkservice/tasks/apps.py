"""The tasks app: who does what by when (M3, M4, M12, A4)."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """Registers verbs, links, files and navigation of tasks."""

    name = "parkservice.tasks"

    def ready(self) -> None:
        """Load what other floors read from registries."""
        from parkservice.tasks import files, links, nav, thresholds, verbs  # noqa: F401
