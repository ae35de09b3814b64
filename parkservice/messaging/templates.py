"""Filling reply templates: names in braces are replaced, everything else is left as written."""

import re

from parkservice.messaging.models import ReplyTemplate, TextUse
from parkservice.parks.models import Park

_CASE = ("name", "number", "officer", "date", "matter")
#: The placeholders that a text of each use may have.
PLACEHOLDERS: dict[str, tuple[str, ...]] = {
    TextUse.COMPLAINT: _CASE,
    TextUse.SUGGESTION: _CASE,
    TextUse.KINDNESS: _CASE,
    TextUse.NOTICE: ("place", "what", "start", "end", "reason", "phone"),
}
_HOLE = re.compile(r"\{([a-z]+)\}")
#: What looks like a placeholder, right or wrong, and single braces.
_BRACES = re.compile(r"\{([^{}\n]{0,40})\}|[{}｛｝]")


def fill(template: ReplyTemplate, **values: object) -> str:
    """The text of a template with its placeholders filled.

    PLACEHOLDERS names those of each use; `name` is with title. A placeholder without a value stays visible, so
    that the writer sees what is still missing. Values are plain text and are never searched for placeholders.
    """
    return _HOLE.sub(lambda hole: str(values[hole[1]]) if values.get(hole[1]) else hole[0], template.body)


def for_outcome(
    park: Park, *, category: str | tuple[str, ...], outcome: str = "", language: str = ""
) -> list[ReplyTemplate]:
    """The templates in use of one category, or several, in the recipient's language; by outcome where one is named."""
    mine = ReplyTemplate.objects.filter(park=park, is_active=True)
    uses = (category,) if isinstance(category, str) else category
    found = mine.filter(category__in=uses, language=language or "zh-hans")
    return list(found.filter(outcome=outcome) if outcome else found)


def chosen(park: Park, key: str) -> ReplyTemplate | None:
    """The template in use that an address names by its key; None for anything else."""
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    return ReplyTemplate.objects.filter(park=park, is_active=True, pk=int(key)).first()


def open_placeholders(text: str) -> list[str]:
    """Placeholders that are still unfilled in a text, for a hint before sending."""
    known = {name for names in PLACEHOLDERS.values() for name in names}
    return [hole for hole in _HOLE.findall(text) if hole in known]


def unknown(text: str, use: str) -> list[str]:
    """What stands in braces in a text of this use and is no placeholder; a single brace counts too."""
    known = PLACEHOLDERS.get(use, ())
    return [match[0] for match in _BRACES.finditer(text) if match[1] is None or match[1] not in known]
