"""Filling reply templates: names in braces are replaced, everything else is left as written."""

import re

from parkservice.messaging.models import ReplyTemplate
from parkservice.parks.models import Park

PLACEHOLDERS = ("name", "number", "officer", "date", "matter")
_HOLE = re.compile(r"\{([a-z]+)\}")


def fill(template: ReplyTemplate, **values: object) -> str:
    """The text of a template with its placeholders filled.

    Known names: name (with title), number, officer, date, matter. A placeholder without a value stays visible, so
    that the writer sees what is still missing. Values are plain text and are never searched for placeholders.
    """
    return _HOLE.sub(lambda hole: str(values[hole[1]]) if values.get(hole[1]) else hole[0], template.body)


def for_outcome(park: Park, *, category: str, outcome: str = "", language: str = "") -> list[ReplyTemplate]:
    """The templates of one use, in the recipient's language; all outcomes when none is named."""
    found = ReplyTemplate.objects.filter(park=park, category=category, language=language or "zh-hans")
    return list(found.filter(outcome=outcome) if outcome else found)


def open_placeholders(text: str) -> list[str]:
    """Placeholders that are still unfilled in a text, for a hint before sending."""
    return [hole for hole in _HOLE.findall(text) if hole in PLACEHOLDERS]
