"""The outbox: messages to the outside are rows first, deliveries later (reliability section 5 #10).

`send_mail`, `send_sms` and `alert_group` write rows in the caller's transaction and wake the worker on commit.
`deliver_due` claims due rows (locked rows are skipped on PostgreSQL; SQLite has one writer), sends them outside any
transaction, and notes the result. A claim moves the next try into the future, so a worker that dies loses nothing: the
row is tried again. The key makes writing idempotent, and the Message-ID or id made from it lets mail servers and SMS
providers drop a repeated delivery. Each way out has a round of its own, so that one which is away stops no other.
"""

import logging
import smtplib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from parkservice.journal import verbs
from parkservice.journal.models import subject_kind
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.phones import is_mobile
from parkservice.kit.webhooks import RefusedError
from parkservice.messaging import mailing, robots, sms, tasks
from parkservice.messaging.inbox import put
from parkservice.messaging.links import full_url
from parkservice.messaging.masks import mask_text, nameless
from parkservice.messaging.models import GROUPS, Channel, InboxItem, OutboxMessage, OutboxState

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
BACKOFF_MINUTES = (1, 5, 30, 120)
LEASE = timedelta(minutes=5)
BATCH = 50
# the server answered and refused this one message; any other network error means that the server is away
ABOUT_THIS_MESSAGE = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError, RefusedError)
SENDERS = {Channel.MAIL: mailing.send, Channel.SMS: sms.send, Channel.ROBOT: robots.send}
# every way out that may be away while the others work
WAYS: tuple[dict[str, str], ...] = (
    {"channel": Channel.MAIL},
    {"channel": Channel.SMS},
    *({"channel": Channel.ROBOT, "to": group} for group in GROUPS),
)


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
    return _write(
        about,
        park=park,
        channel=Channel.MAIL,
        to=address,
        subject=" ".join(subject.split())[:200],
        body=body,
        language=language or "zh-hans",
        purpose=purpose,
        key=key,
        sender=sender,
    )


def send_sms(
    *,
    park: Any,
    to: str,
    text: str,
    language: str,
    purpose: str,
    about: models.Model | None,
    key: str,
    sender: Any = None,
) -> OutboxMessage:
    """Write a text message into the outbox; a second call with the same key returns the first message.

    Raises RuleViolation when no text message can reach the number, when the text is too long for one, or when this
    installation sends none.
    """
    if not sms.offered():
        raise RuleViolation(_("Text messages are not set up here. Choose another way to tell the complainant."))
    if not is_mobile(to):
        raise RuleViolation(_("A text message reaches mobile numbers only. Choose another way."))
    if len(text) > sms.LONGEST:
        raise RuleViolation(sms.length_line(text))
    return _write(
        about,
        park=park,
        channel=Channel.SMS,
        to=to,
        body=text,
        language=language or "zh-hans",
        purpose=purpose,
        key=key,
        sender=sender,
    )


def alert_group(
    *,
    park: Any,
    verb: str,
    data: Mapping[str, Any],
    about: models.Model,
    key: str,
    number: str = "",
    names: Iterable[str] = (),
) -> list[OutboxMessage]:
    """Tell the department's groups about a record, beside `tell` for its leaders; returns one message per robot.

    The sentence is that of the verb, in Chinese, with the park, the number and the address of the record. `names` are
    those of the persons concerned: they, and numbers and addresses of anybody, are masked, because a group has
    readers without a posting. A second call with the same key writes nothing. Raises LookupError for an unknown verb.
    """
    with override("zh-hans"):
        sentence = nameless(" ".join(verbs.get(verb).say(data).split()), names)
        line = f"【{park.name_zh}】{number} {sentence}" if number else f"【{park.name_zh}】{sentence}"
        body = robots.fitting("\n".join(filter(None, (line, full_url(about)))))
    kinds = robots.groups(park)
    return [
        _write(
            about,
            park=park,
            channel=Channel.ROBOT,
            to=kind,
            body=body,
            language="zh-hans",
            purpose=verb,
            key=f"{key}:{kind}",
        )
        for kind in kinds
    ]


def _write(about: models.Model | None, *, key: str, **values: Any) -> OutboxMessage:
    """Write the row once per key, due now, and wake the worker after the commit."""
    message, _created = OutboxMessage.objects.get_or_create(
        key=key,
        defaults={
            **values,
            "subject_kind": subject_kind(about) if about is not None else "",
            "subject_id": about.pk if about is not None else None,
            "created_at": clock.now(),
            "next_try_at": clock.now(),
        },
    )
    transaction.on_commit(tasks.wake, robust=True)
    return message


def deliver_due(limit: int = BATCH) -> Delivery:
    """Deliver up to `limit` due messages of each way out. Safe to run twice, late, or beside another worker.

    Each message is claimed just before it is sent. When a server itself is away the round of its way ends, so that an
    outage uses up the attempts of one message and not of all.
    """
    states = [state for way in WAYS for state in _round(way, limit)]
    return Delivery(
        sent=states.count(OutboxState.SENT),
        waiting=states.count(OutboxState.WAITING),
        failed=states.count(OutboxState.FAILED),
    )


def _round(way: Mapping[str, str], limit: int) -> list[str]:
    """Deliver what is due on one way out; the new state of each message that was tried."""
    states: list[str] = []
    while len(states) < limit and (message := _claim(way)) is not None:
        state, server_away = _deliver(message)
        states.append(state)
        if server_away:
            break
    return states


def messages_about(subject: models.Model) -> list[OutboxMessage]:
    """The messages about a record, the one that needs a look first: failed, then waiting, then sent, newest first."""
    order = models.Case(
        models.When(state=OutboxState.FAILED, then=0), models.When(state=OutboxState.WAITING, then=1), default=2
    )
    return list(OutboxMessage.objects.about(subject).order_by(order, "-pk"))


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
def _claim(way: Mapping[str, str]) -> OutboxMessage | None:
    """Take the next due row for this worker: the attempt counts, and the next try moves on before anything is sent."""
    due = OutboxMessage.objects.due().filter(**way)
    message = due.select_for_update(of=("self",), skip_locked=True).first()
    if message is not None:
        message.attempts += 1
        message.next_try_at = clock.now() + max(LEASE, _wait(message.attempts))
        message.save(update_fields=["attempts", "next_try_at"])
    return message


def _wait(attempts: int) -> timedelta:
    return timedelta(minutes=BACKOFF_MINUTES[min(attempts, len(BACKOFF_MINUTES)) - 1])


def _deliver(message: OutboxMessage) -> tuple[str, bool]:
    """Send one claimed message: its new state, and whether the server as a whole was away.

    Whatever a way out raises keeps the message: an outbox that loses what it cannot send is no outbox.
    """
    try:
        answer = SENDERS[Channel(message.channel)](message)
    except Exception as error:  # noqa: BLE001
        logger.warning("Message %s was not delivered: %s", message.pk, type(error).__name__)
        server_away = isinstance(error, OSError) and not isinstance(error, ABOUT_THIS_MESSAGE)
        return _note_failure(message.pk, f"{type(error).__name__}: {error}"), server_away
    proof = mask_text(" ".join(answer.split()))[:300]
    sent = OutboxMessage.objects.filter(pk=message.pk)
    sent.update(state=OutboxState.SENT, sent_at=clock.now(), error="", answer=proof)
    return OutboxState.SENT, False


@transaction.atomic
def _note_failure(message_id: int, error: str) -> str:
    """Wait for the next try, or give up after the fifth and tell the person who wrote the message."""
    message = OutboxMessage.objects.select_related("sender", "park").get(pk=message_id)
    gives_up = message.attempts >= MAX_ATTEMPTS
    message.state = OutboxState.FAILED if gives_up else OutboxState.WAITING
    message.error = mask_text(" ".join(error.split()))[:300]
    message.next_try_at = clock.now() + _wait(message.attempts)
    message.save(update_fields=["state", "error", "next_try_at"])
    if gives_up:
        _tell_sender(message)
    return message.state


def _tell_sender(message: OutboxMessage) -> None:
    about = {"subject_kind": message.subject_kind, "subject_id": message.subject_id}
    data = {"to": message.masked_to, "line": message.headline}
    put([message.sender], InboxItem(park=message.park, verb="message.failed", data=data, **about))
