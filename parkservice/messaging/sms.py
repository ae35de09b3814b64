"""Text messages through one HTTP adapter: JSON is posted to PARKSERVICE_SMS_URL with a bearer token.

The body is `{"id", "to", "text", "language", "signature"}`; `id` is the same for every try of one message, and is also
sent as `Idempotency-Key`, so that the provider can drop a repetition. Any 2xx answer means accepted. Without the
setting the demo writes files, and production offers no text messages.
"""

import hashlib
import re

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parkservice.kit.webhooks import post_json
from parkservice.messaging import folder
from parkservice.messaging.models import OutboxMessage

#: Characters of the longest text that is sent; longer things belong into a mail or a letter.
LONGEST = 500
_PLAIN = re.compile(r"[\x20-\x7e\n]*")


def offered() -> bool:
    """Whether text messages can leave this installation."""
    return bool(settings.SMS_URL) or not settings.PRODUCTION


def parts(text: str) -> int:
    """How many messages the network makes of a text: 70 characters for one, 67 for each of several; 160 and 153 for
    texts in plain Latin letters."""
    one, several = (160, 153) if _PLAIN.fullmatch(text) else (70, 67)
    return 1 if len(text) <= one else -(-len(text) // several)


def length_line(text: str) -> str:
    """The length of a text as the writer should see it, with a warning above the limit."""
    size = ngettext("%(n)d character", "%(n)d characters", len(text)) % {"n": len(text)}
    if len(text) > LONGEST:
        return _("%(size)s: a text message holds at most %(limit)d. Shorten it, or write an e-mail or a letter.") % {
            "size": size,
            "limit": LONGEST,
        }
    count = ngettext("%(n)d text message", "%(n)d text messages", parts(text)) % {"n": parts(text)}
    return _("%(size)s, sent as %(count)s.") % {"size": size, "count": count}


def send(message: OutboxMessage) -> str:
    """Hand one message to the provider and return its answer. Raises what `post_json` raises."""
    if not settings.SMS_URL:
        return folder.keep(message)
    number = hashlib.sha256(message.key.encode()).hexdigest()[:32]
    payload = {
        "id": number,
        "to": message.to,
        "text": message.body,
        "language": message.language,
        "signature": message.park.name_zh if message.language != "en" else message.park.name_en,
    }
    headers = {"Authorization": f"Bearer {settings.SMS_TOKEN}", "Idempotency-Key": number}
    return post_json(settings.SMS_URL, payload, headers=headers, timeout=settings.CHANNEL_TIMEOUT)
