"""The messaging app: inbox, outbox, reply templates and the phrase book."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Registers sentences, navigation and reference data of the messaging app."""

    name = "parkservice.messaging"
    label = "messaging"

    def ready(self) -> None:
        """Load what other parts look up in registries."""
        from parkservice.accounts import post
        from parkservice.messaging import nav, outbox, reference, verbs  # noqa: F401
        from parkservice.messaging.wordbook import notices  # noqa: F401

        post.register(outbox.send_mail)
