"""The outbox: messages to the outside are rows first, deliveries later (reliability section 5 #10).

`send_mail` writes the row in the caller's transaction and wakes the worker on commit. `deliver_due` claims due rows
(locked rows are skipped on PostgreSQL; SQLite has one writer), sends them outside any transaction, and notes the
result. A claim moves the next try into the future, so a worker that dies loses nothing: the row is tried again. The
key makes writing idempotent, and the Message-ID made from it lets mail servers drop a repeated delivery.
"""

import logging
import smtplib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.utils.translation import gettext as _

from parkservice.journal.models import subject_kind
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging import mailing, tasks
from parkservice.messaging.inbox import put
from parkservice.messaging.masks import mask_address
from parkservice.messaging.models import InboxItem, OutboxMessage, OutboxState

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
BACKOFF_MINUTES = (1, 5, 30, 120)
LEASE = timedelta(minutes=5)
BATCH = 50
# the server answered and refused this one message; any other network error means that the server is away
ABOUT_THIS_MESSAGE = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)


@dataclass(frozen=True)
class Delivery:
    """What one round of deliveries did."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0


def send_mail(
    *,
    park: Any,
    to: str,
    subject: str,
    body: str,
    language: str,
    purpose: str,
    about: models.Model | None,
    key: str,
    sender: Any = None,
) -> OutboxMessage:
    """Write a mail into the outbox; a second call with the same key returns the first message.

    `purpose` is a short code such as "complaint.reply", `about` the record it belongs to, `sender` the person who is
    told when it cannot be delivered. Raises RuleViolation for an address that no mail can reach.
    """
    address = to.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise RuleViolation(_("“%(to)s” is no e-mail address. Correct it first.") % {"to": to[:80]}) from error
    message, _created = OutboxMessage.objects.get_or_create(
        key=key,
        defaults={
            "park": park,
            "to": address,
            "subject": " ".join(subject.split())[:200],
            "body": body,
            "language": language or "zh-hans",
            "purpose": purpose,
            "subject_kind": subject_kind(about) if about is not None else "",
            "subject_id": about.pk if about is not None else None,
            "sender": sender,
            "created_at": clock.now(),
            "next_try_at": clock.now(),
        },
    )
    transaction.on_commit(tasks.wake, robust=True)
    return message


def deliver_due(limit: int = BATCH) -> Delivery:
    """Deliver up to `limit` due messages. Safe to run twice, late, or beside another worker.

    Each message is claimed just before it is sent. When the mail server itself is away the round ends, so that an
    outage uses up the attempts of one message and not of all.
    """
    states: list[str] = []
    while len(states) < limit:
        message = _claim()
        if message is None:
            break
        state, server_away = _deliver(message)
        states.append(state)
        if server_away:
            break
    return Delivery(
        sent=states.count(OutboxState.SENT),
        waiting=states.count(OutboxState.WAITING),
        failed=states.count(OutboxState.FAILED),
    )


def state_of(subject: models.Model) -> OutboxMessage | None:
    """The message about a record that needs a look first: failed, else waiting, else the last one sent."""
    order = models.Case(
        models.When(state=OutboxState.FAILED, then=0), models.When(state=OutboxState.WAITING, then=1), default=2
    )
    return OutboxMessage.objects.about(subject).order_by(order, "-pk").first()


@transaction.atomic
def retry(*, message_id: int) -> OutboxMessage:
    """Let a failed message wait again, with a fresh count of attempts. Raises RuleViolation when it did not fail."""
    message = OutboxMessage.objects.select_for_update(of=("self",)).get(pk=message_id)
    if message.state != OutboxState.FAILED:
        raise RuleViolation(_("This message did not fail; there is nothing to repeat."))
    message.state, message.attempts, message.next_try_at = OutboxState.WAITING, 0, clock.now()
    message.save(update_fields=["state", "attempts", "next_try_at"])
    transaction.on_commit(tasks.wake, robust=True)
    return message


@transaction.atomic
def _claim() -> OutboxMessage | None:
    """Take the next due row for this worker: the attempt counts, and the next try moves on before anything is sent."""
    message = OutboxMessage.objects.due().select_for_update(of=("self",), skip_locked=True).first()
    if message is not None:
        message.attempts += 1
        message.next_try_at = clock.now() + max(LEASE, _wait(message.attempts))
        message.save(update_fields=["attempts", "next_try_at"])
    return message


def _wait(attempts: int) -> timedelta:
    return timedelta(minutes=BACKOFF_MINUTES[min(attempts, len(BACKOFF_MINUTES)) - 1])


def _deliver(message: OutboxMessage) -> tuple[str, bool]:
    """Send one claimed message: its new state, and whether the mail server as a whole was away.

    Whatever the mail library raises keeps the message: an outbox that loses what it cannot send is no outbox.
    """
    try:
        mailing.send(message)
    except Exception as error:  # noqa: BLE001
        logger.warning("Message %s was not delivered: %s", message.pk, type(error).__name__)
        server_away = isinstance(error, OSError) and not isinstance(error, ABOUT_THIS_MESSAGE)
        return _note_failure(message.pk, f"{type(error).__name__}: {error}"), server_away
    OutboxMessage.objects.filter(pk=message.pk).update(state=OutboxState.SENT, sent_at=clock.now(), error="")
    return OutboxState.SENT, False


@transaction.atomic
def _note_failure(message_id: int, error: str) -> str:
    """Wait for the next try, or give up after the fifth and tell the person who wrote the message."""
    message = OutboxMessage.objects.select_related("sender", "park").get(pk=message_id)
    gives_up = message.attempts >= MAX_ATTEMPTS
    message.state = OutboxState.FAILED if gives_up else OutboxState.WAITING
    message.error = mask_address(" ".join(error.split()))[:300]
    message.next_try_at = clock.now() + _wait(message.attempts)
    message.save(update_fields=["state", "error", "next_try_at"])
    if gives_up:
        _tell_sender(message)
    return message.state


def _tell_sender(message: OutboxMessage) -> None:
    about = {"subject_kind": message.subject_kind, "subject_id": message.subject_id}
    data = {"to": mask_address(message.to), "line": message.subject}
    put([message.sender], InboxItem(park=message.park, verb="message.failed", data=data, **about))
