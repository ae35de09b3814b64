"""Text that people type: cleaned on the way in, folded for search, masked on the way out.

Full-width digits and Latin letters become ordinary ones, invisible characters go, line ends become `\\n`; whatever
cannot be stored or printed (control characters, NUL, lone surrogates) is refused with a sentence. Chinese
punctuation stays as written. Personal numbers are masked as domain G7 shows.
"""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LINE_LENGTH = 200
TEXT_LENGTH = 5000

_NARROW = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
# Zero-width and bidirectional override characters: nobody types them, and they hide or reorder what is read.
_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x061C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF]
)
_LINE_END = re.compile(r"\r\n?|[\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_NON_CHARACTER = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")


def clean_line(value: str, *, max_length: int | None = LINE_LENGTH) -> str:
    """Return the text on one line: folded, runs of white space joined to one space, stripped.

    Raises ValidationError for control characters, lone surrogates and more than `max_length` characters.
    """
    line = re.sub(r"\s+", " ", _readable(value)).strip()
    return _within(line, max_length)


def clean_text(value: str, *, max_length: int | None = TEXT_LENGTH) -> str:
    """Return text of several lines: folded, line ends as `\\n`, no white space at the ends of lines, stripped.

    Raises ValidationError for control characters, lone surrogates and more than `max_length` characters.
    """
    lines = (_SPACES.sub(" ", line).rstrip() for line in _readable(value).split("\n"))
    return _within("\n".join(lines).strip(), max_length)


def as_key(value: str) -> int | None:
    """Return the key that an address names; None for anything that is no key of a row."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 18 else None


def narrow(value: str) -> str:
    """Return the text with full-width digits and Latin letters as ordinary ones, each character in its place."""
    return value.translate(_NARROW)


def fold(value: str) -> str:
    """Return the form of a text that is compared in searches: width, case and white space no longer matter."""
    return " ".join(unicodedata.normalize("NFKC", value).translate(_INVISIBLE).casefold().split())


def shorten(text: str, length: int = 40) -> str:
    """Return the first sentence of a text, cut to `length` characters, as the heading of a case."""
    line = first = text.strip().splitlines()[0] if text.strip() else ""
    for mark in "。！？!?；;":
        line = line.split(mark)[0]
    line = line or first
    return line if len(line) <= length else line[: length - 1] + "…"


def mask_phone(phone: str) -> str:
    """Return a phone number with its middle hidden: `199****0034`, `0755-****1234`; short service numbers stay."""
    if len(phone) <= 6:
        return phone
    head, *rest = phone.split("-")
    if head.startswith("0") and rest:
        return f"{head}-****{rest[0][-4:]}"
    return f"{head[:3]}****{head[-4:]}"


def mask_id(number: str) -> str:
    """Return an identity number as `990***********0019`; a passport or other short number as `E******01`."""
    head, tail = (3, 4) if len(number) >= 15 else (1, 2)
    if len(number) <= head + tail:
        return "*" * len(number)
    return number[:head] + "*" * (len(number) - head - tail) + number[-tail:]


class LineField(forms.CharField):
    """A form field for one line of text, cleaned by `clean_line`."""

    def __init__(self, *, max_length: int = LINE_LENGTH, **kwargs: Any) -> None:
        """Limit the line to `max_length` characters, counted after cleaning."""
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        """Return the cleaned line. Raises ValidationError for characters that cannot be kept."""
        return clean_line(super().to_python(value) or "", max_length=None)


class TextField(forms.CharField):
    """A form field for text of several lines, cleaned by `clean_text`."""

    widget = forms.Textarea

    def __init__(self, *, max_length: int = TEXT_LENGTH, **kwargs: Any) -> None:
        """Limit the text to `max_length` characters, counted after cleaning."""
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        """Return the cleaned text. Raises ValidationError for characters that cannot be kept."""
        return clean_text(super().to_python(value) or "", max_length=None)


def _readable(value: str) -> str:
    """Return the text in composed form with narrow digits and letters, or refuse what cannot be stored."""
    text = _LINE_END.sub("\n", value).translate(_INVISIBLE)
    for character in text:
        if character not in "\n\t" and unicodedata.category(character) in ("Cc", "Cs"):
            raise ValidationError(_("The text contains characters that cannot be kept. Please type it again."))
    if _NON_CHARACTER.search(text):
        raise ValidationError(_("The text contains characters that cannot be kept. Please type it again."))
    return narrow(unicodedata.normalize("NFC", text))


def _within(text: str, max_length: int | None) -> str:
    if max_length is not None and len(text) > max_length:
        raise ValidationError(_("At most %(limit)d characters, please.") % {"limit": max_length})
    return text
