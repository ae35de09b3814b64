"""The paperwork app: numbers, attachments, printed papers and their verification."""

from django.apps import AppConfig


class PaperworkConfig(AppConfig):
    """Registers the paperwork app and its sentences in the journal."""

    name = "parkservice.paperwork"
    label = "paperwork"

    def ready(self) -> None:
        """Load the journal sentences of this app."""
        from parkservice.paperwork import verbs  # noqa: F401
