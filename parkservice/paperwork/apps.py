"""The paperwork app: numbers, attachments, printed papers and their verification."""

from django.apps import AppConfig


class PaperworkConfig(AppConfig):
    """Registers the paperwork app and its sentences in the journal."""

    name = "parkservice.paperwork"
    label = "paperwork"

    def ready(self) -> None:
        """Load the journal sentences of this app; have long lists written by the worker."""
        from parkservice.paperwork import verbs  # noqa: F401
        from parkservice.paperwork.exports.views import ask_url
        from parkservice.ui import export

        export.set_worker(ask_url)
