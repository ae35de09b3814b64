"""An outbox message as a real mail: plain text and simple HTML, in the recipient's language."""

import hashlib
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import override

from parkservice.messaging.models import OutboxMessage


def send(message: OutboxMessage) -> str:
    """Hand one message to the mail server of EMAIL_URL and return the name under which its log knows the mail.

    Raises what the mail library raises.
    """
    with override(message.language):
        context = {"message": message, "park": message.park}
        mail = EmailMultiAlternatives(
            subject=message.subject,
            body=render_to_string("messaging/mail.txt", context),
            from_email=formataddr((message.park.name, settings.DEFAULT_FROM_EMAIL)),
            to=[message.to],
            headers={
                "Message-ID": message_id(message),
                "Auto-Submitted": "auto-generated",
                "Content-Language": "en" if message.language == "en" else "zh-Hans",
            },
        )
        mail.attach_alternative(render_to_string("messaging/mail.html", context), "text/html")
    mail.send()
    return message_id(message).strip("<>").partition("@")[0]


def message_id(message: OutboxMessage) -> str:
    """The same for every try of one message, so that a repeated delivery can be told from a new message."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2]
    return f"<{hashlib.sha256(message.key.encode()).hexdigest()[:32]}@{domain}>"
