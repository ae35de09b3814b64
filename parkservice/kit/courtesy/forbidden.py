"""R12 and R13 of domain section 5, in Chinese and English: what the law forbids blocks the text."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from parkservice.kit.courtesy.letter import Finding, Letter
from parkservice.kit.text import mask_id, mask_phone, narrow

_NEAR = 30
_CUT = re.compile(
    r"[停断]\s*[水电暖气]|停\s*止\s*供\s*[水电气]|拉\s*闸"
    r"|\b(?:cut|shut|switch|turn)\w*\s+(?:off\s+)?(?:\w+\s+){0,3}(?:off\b|power|electricity|water|heating|gas)"
    r"|\b(?:disconnect|suspend)\w*\s+(?:\w+\s+){0,3}(?:power|electricity|water|heating|gas|supply)",
    re.IGNORECASE,
)
_ARREARS = re.compile(
    r"欠\s*[费缴款]|拖\s*欠|[缴交结]\s*清|逾\s*期|未\s*[缴交]|滞\s*纳|催\s*缴"
    r"|\b(?:arrears|overdue|unpaid|outstanding|late payment|non-payment)\b",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"(?<![\dA-Za-z])(?:\+?86[ -]?)?(1[3-9]\d(?:[ -]?\d{4}){2})(?![\dA-Za-z])", re.ASCII)
_ID = re.compile(r"(?<![\dA-Za-z])\d{6}[ -]?(\d{8})[ -]?\d{3}[\dXx](?![\dA-Za-z])", re.ASCII)
_PASSPORT = re.compile(r"(?<![\dA-Za-z-])(?:[DEGHKMPS]\d{8}|E[A-HJ-NP-Z]\d{7})(?![\dA-Za-z-])", re.ASCII)


def no_threat(letter: Letter) -> Finding | None:
    """R12: cutting water, power, heat or gas is never threatened near a debt; notices of outages are exempt."""
    if letter.context.outage:
        return None
    text = letter.text
    around = ((max(0, cut.start() - _NEAR), cut.end() + _NEAR) for cut in _CUT.finditer(text))
    if not any(_ARREARS.search(text, start, end) for start, end in around):
        return None
    return Finding(
        "R12", _("Water, power, heating and gas must not be cut to collect a debt: take the threat out."), level="block"
    )


def no_personal_data(letter: Letter) -> Finding | None:
    """R13: no identity number, passport or full mobile number, except those the context allows."""
    spans = sorted(_personal(narrow(letter.text), letter.context.allowed_numbers))
    if not spans:
        return None
    mended, kept = "", 0
    for start, end, masked in spans:
        mended += letter.text[kept:start] + masked
        kept = max(end, kept)
    return Finding(
        "R13",
        _("Identity numbers, passports and full mobile numbers of others do not belong into a message."),
        mended + letter.text[kept:],
        level="block",
    )


def _personal(text: str, allowed: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and masked form of each personal number."""
    for match in _ID.finditer(text):
        if _is_birth_date(match[1]):
            yield match.start(), match.end(), mask_id(re.sub("[ -]", "", match[0]))
    for match in _PASSPORT.finditer(text):
        yield match.start(), match.end(), mask_id(match[0])
    known = {re.sub(r"\D", "", number)[-11:] for number in allowed}
    for match in _MOBILE.finditer(text):
        number = re.sub("[ -]", "", match[1])
        if number not in known:
            yield match.start(), match.end(), mask_phone(number)


def _is_birth_date(digits: str) -> bool:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year >= 1900
    except ValueError:
        return False


RULES: tuple[Callable[[Letter], Finding | None], ...] = (no_threat, no_personal_data)
