"""Hiding what does not belong on a list of messages: addresses, phone numbers, secret links."""

import re

ADDRESS = re.compile(r"([\w+-])[\w.+-]*@([\w-]+\.[\w.-]+)")
PHONE = re.compile(r"(?<!\d)(1\d{2})\d{4}(\d{4})(?!\d)")
SECRET = re.compile(r"(https?://\S*?/)[\w-]{16,}")


def mask_address(text: str) -> str:
    """E-mail addresses as "w***@example.com"."""
    return ADDRESS.sub(r"\1***@\2", text)


def mask_text(text: str) -> str:
    """A text without readable e-mail addresses, mobile numbers and secret parts of links."""
    return PHONE.sub(r"\1****\2", mask_address(SECRET.sub(r"\1…", text)))
