"""Addresses of outside services as the settings write them, and one POST of JSON to such an address.

Addresses of robots are secrets: whoever knows one can write into the group. No error here repeats an address.
"""

import json
import re
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

#: The key of an address that serves every park without one of its own.
EVERY_PARK = ""
#: Bytes of an answer that are read.
LONGEST = 4000
_PARK = re.compile(r"([A-Z][A-Z0-9]*)=(https?://.*)")
#: Answers that say "not now" or "not with this key" rather than "not this message".
_NOT_NOW = (401, 403, 404, 407, 408, 425, 429)


class RefusedError(Exception):
    """The service answered and refused this one message; other messages may pass."""


class _Stay(HTTPRedirectHandler):
    """Follows no redirect: a token is for the configured address alone."""

    def redirect_request(self, *_args: Any) -> None:
        return None


def checked_url(value: str, *, secure: bool) -> str:
    """Return an address of a service, or the empty string. Raises ValueError for anything that is no such address.

    With `secure` only https will do.
    """
    address = value.strip()
    if address:
        parts = urlsplit(address)
        schemes = ("https",) if secure else ("http", "https")
        if parts.scheme not in schemes or not parts.hostname or re.search(r"[\s\x00-\x1f\x7f]", address):
            raise ValueError(f"write a whole address that begins with {' or '.join(f'{s}://' for s in schemes)}")
    return address


def per_park(value: str, *, secure: bool) -> dict[str, str]:
    """Return address by park code from "URL" for every park, or "QH=URL NH=URL" for single ones, or both.

    Raises ValueError for anything else.
    """
    found: dict[str, str] = {}
    for word in value.split():
        named = _PARK.fullmatch(word)
        code, address = (named[1], named[2]) if named else (EVERY_PARK, word)
        found[code] = checked_url(address, secure=secure)
    return found


def post_json(url: str, payload: Mapping[str, Any], *, headers: Mapping[str, str], timeout: float) -> str:
    """Send JSON and return the beginning of the answer.

    Raises RefusedError when the service will not take this message, and an OSError when it is away, too busy, or does
    not know us: then no other message has a chance either.
    """
    body = json.dumps(payload, ensure_ascii=False).encode()
    sent = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json", **headers}
    try:
        request = Request(url, data=body, headers=sent, method="POST")  # noqa: S310 - checked_url allows http(s) only
        with build_opener(_Stay).open(request, timeout=timeout) as answer:
            return str(answer.read(LONGEST).decode("utf-8", "replace"))
    except HTTPError as error:
        said = f"HTTP {error.code}"
        if error.code in _NOT_NOW or not 400 <= error.code < 500:
            raise ConnectionError(said) from None
        raise RefusedError(f"{said} {error.read(LONGEST).decode('utf-8', 'replace')}".strip()) from None
    except URLError as error:
        reason = error.reason if isinstance(error.reason, Exception) else OSError(error.reason)
        raise ConnectionError(f"{type(reason).__name__}: {getattr(reason, 'strerror', None) or reason}") from None
    except (HTTPException, ValueError) as error:
        raise ConnectionError(f"no usable answer ({type(error).__name__})") from None
