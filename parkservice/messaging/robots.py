"""Group robots: a line into the department's group at 企业微信 (WeCom) or 钉钉 (DingTalk).

The addresses stand in the settings, one for every park or one for each; they are secrets and never reach a row, a page
or a log line. DingTalk's signing secret follows the address after a `#`.
"""

import base64
import hashlib
import hmac
import json
from urllib.parse import quote_plus

from django.conf import settings

from parkservice.kit import clock
from parkservice.kit.webhooks import EVERY_PARK, post_json
from parkservice.messaging import folder
from parkservice.messaging.models import GROUPS, OutboxMessage
from parkservice.parks.models import Park

#: Bytes of the longest text; WeCom takes 2,048.
LONGEST = 2000


def groups(park: Park) -> list[str]:
    """Which robots this park has; the demo without a setting shows one that writes files."""
    found = [kind for kind in GROUPS if _hook(park, kind)]
    return found or ([] if settings.PRODUCTION else ["wecom"])


def fitting(text: str) -> str:
    """Return the text cut to what a robot takes, at whole characters."""
    body = text.encode()
    return text if len(body) <= LONGEST else body[: LONGEST - 3].decode("utf-8", "ignore") + "…"


def send(message: OutboxMessage) -> str:
    """Hand one line to the robot and return its answer. Raises what `post_json` raises.

    Both robots answer 200 with an error code when they take nothing, for example because of too many messages.
    """
    hook = _hook(message.park, message.to)
    if not hook:
        return folder.keep(message)
    url, _hash, secret = hook.partition("#")
    payload = {"msgtype": "text", "text": {"content": message.body}}
    answer = post_json(_signed(url, secret), payload, headers={}, timeout=settings.CHANNEL_TIMEOUT)
    try:
        said = json.loads(answer)
        code, words = int(said["errcode"]), str(said.get("errmsg", ""))
    except (ValueError, KeyError, TypeError):
        raise ConnectionError("the robot gave no usable answer") from None
    if code:
        raise ConnectionError(f"errcode {code}: {words[:120]}")
    return f"errcode 0 {words}".strip()


def _hook(park: Park, kind: str) -> str:
    hooks: dict[str, str] = settings.ROBOT_SECRETS.get(kind, {})
    return hooks.get(park.code) or hooks.get(EVERY_PARK, "")


def _signed(url: str, secret: str) -> str:
    """The address with time and signature, as DingTalk asks for robots that have a secret."""
    if not secret:
        return url
    moment = str(int(clock.now().timestamp() * 1000))
    digest = hmac.new(secret.encode(), f"{moment}\n{secret}".encode(), hashlib.sha256).digest()
    return f"{url}&timestamp={moment}&sign={quote_plus(base64.b64encode(digest))}"
