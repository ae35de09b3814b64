"""Phone numbers as the desk writes them down, in one form that can be compared and dialled."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_EXTENSION = re.compile(r"\s*(?:转|轉|分机|ext\.?|x|#|-)\s*([0-9]{1,6})$", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s().\-‐‑–—]+")
_SHORT = re.compile(r"[0-9]{3,6}")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_SERVICE = re.compile(r"[48]00[0-9]{7}")
_LANDLINE = re.compile(r"(0(?:10|2[0-9]|[3-9][0-9]{2}))([0-9]{7,8})")


def parse_phone(value: str) -> str:
    """Return the number in the form it is stored: `19900000034`, `0755-26001234-801`, `95588`, `+85221234567`.

    Accepts spaces, dashes, brackets, full-width digits, +86 and an extension (转 801, ext 801). Raises ValidationError
    when it cannot be a number that somebody answers.
    """
    text = unicodedata.normalize("NFKC", value).strip()
    if stored := _subscriber(text):
        return stored
    if (extension := _EXTENSION.search(text)) and len(stored := _subscriber(text[: extension.start()])) > 6:
        return f"{stored}-{extension[1]}"
    raise ValidationError(
        _("Enter a mobile number, a landline with area code such as 0755-26001234, or a short number."), code="phone"
    )


def is_mobile(number: str) -> bool:
    """Tell whether a stored number is a mobile one, so that a text message can reach it."""
    return bool(_MOBILE.fullmatch(number))


class PhoneField(forms.CharField):
    """A form field for one phone number, stored as `parse_phone` writes it."""

    widget = forms.TextInput

    def __init__(self, *, max_length: int = 40, **kwargs: Any) -> None:
        """Accept at most `max_length` characters as typed."""
        super().__init__(max_length=max_length, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask phones for their number keyboard, and leave the browser's own fill-in on."""
        return {**super().widget_attrs(widget), "inputmode": "tel", "autocomplete": "tel"}

    def clean(self, value: Any) -> str:
        """Return the stored form, or the empty string when nothing was entered and nothing is required."""
        text = super().clean(value)
        return parse_phone(text) if text else ""


def _subscriber(text: str) -> str:
    """Return a number without extension as it is stored, or the empty string."""
    if text.startswith("+") and not text.startswith("+86"):
        return _foreign(text)
    digits = _SEPARATORS.sub("", text.removeprefix("+86"))
    if any(form.fullmatch(digits) for form in (_SHORT, _MOBILE, _SERVICE)):
        return digits
    landline = _LANDLINE.fullmatch(digits) or (_LANDLINE.fullmatch(f"0{digits}") if text.startswith("+86") else None)
    return f"{landline[1]}-{landline[2]}" if landline else ""


def _foreign(number: str) -> str:
    """Return a number from abroad in its international form, or the empty string."""
    import phonenumbers  # here, because its tables are large and most requests never need them

    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
