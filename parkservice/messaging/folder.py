"""The demo's way out for text messages and group alerts: a file for each in the outbox folder, as mails have it."""

from pathlib import Path

from django.conf import settings

from parkservice.kit import clock
from parkservice.messaging.models import OutboxMessage


def keep(message: OutboxMessage) -> str:
    """Write the message as a file instead of sending it, and return the name of the file."""
    folder = Path(settings.OUTBOX_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{clock.local(clock.now()):%Y%m%d-%H%M%S}-{message.channel}-{message.pk}.log"
    (folder / name).write_text(f"{message.get_channel_display()} → {message.to}\n\n{message.body}\n", encoding="utf-8")
    return name
