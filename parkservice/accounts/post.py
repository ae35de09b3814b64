"""Letters to people with an account. The outbox lies on a higher floor; it names itself here when it is ready."""

from collections.abc import Callable
from typing import Any

from parkservice.accounts.models import User
from parkservice.parks.models import Park

Sender = Callable[..., Any]
_senders: list[Sender] = []


def register(sender: Sender) -> None:
    """Name who takes letters (`messaging.outbox.send_mail`); the last one named wins."""
    _senders[:] = [sender]


def write(*, user: User, park: Park, subject: str, body: str, key: str, sender: User | None = None) -> None:
    """Give a letter to the outbox in the caller's transaction; nothing for somebody without an e-mail address.

    `key` makes a repeated call harmless, `sender` is told when the letter cannot be delivered.
    """
    if not user.email:
        return
    for send in _senders:
        send(
            park=park,
            to=user.email,
            subject=subject,
            body=body,
            language=user.language,
            purpose="account",
            about=user,
            key=key,
            sender=sender,
        )
