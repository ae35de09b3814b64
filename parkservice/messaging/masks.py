"""Hiding what does not belong on a list of messages: addresses, phone numbers, secret links."""

import re
from collections.abc import Iterable

from parkservice.kit.text import mask_id

ADDRESS = re.compile(r"([\w+-])[\w.+-]*@([\w-]+\.[\w.-]+)")
PHONE = re.compile(r"(?<!\d)(1\d{2})\d{4}(\d{4})(?!\d)")
LANDLINE = re.compile(r"(?<!\d)(0\d{2,3}-)\d{3,4}(\d{4})(?!\d)")
IDENTITY = re.compile(r"(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])")
#: The last part of a link that opens something without an account: a long code, or a signed mark "a:b:c".
SECRET = re.compile(r"(https?://\S*?/)(?:[\w-]+:[\w-]+:[\w-]+|[\w-]{16,})")


def mask_address(text: str) -> str:
    """E-mail addresses as "w***@example.com"."""
    return ADDRESS.sub(r"\1***@\2", text)


def mask_text(text: str) -> str:
    """A text without readable e-mail addresses, mobile numbers and secret parts of links."""
    return PHONE.sub(r"\1****\2", mask_address(SECRET.sub(r"\1…", text)))


def nameless(text: str, names: Iterable[str] = ()) -> str:
    """A text for people outside the matter: without these names, and without numbers and addresses of persons."""
    for name in sorted(filter(None, names), key=len, reverse=True):
        text = text.replace(name, f"{name[:1]}**")
    masked = IDENTITY.sub(lambda match: mask_id(match[0]), mask_text(text))
    return LANDLINE.sub(r"\1****\2", masked)
