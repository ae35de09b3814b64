"""Icons by meaning: one name, one picture, everywhere.

Most pictures come from the heroicons package (outline). The few that carry a state of the product, or that the set
lacks, are drawn here on the same 24 box. Pages never name a picture, only a meaning.
"""

import re
from functools import cache, lru_cache
from importlib.resources import files
from zipfile import ZipFile

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

OUTLINE = {
    "home": "home",
    "list": "list-bullet",
    "edit": "pencil",
    "complaint": "chat-bubble-left",
    "chat": "chat-bubble-left-right",
    "suggestion": "light-bulb",
    "bulb": "light-bulb",
    "phone": "phone",
    "book": "book-open",
    "cash": "banknotes",
    "bill": "document-currency-yen",
    "bell": "bell",
    "scale": "scale",
    "wrench": "wrench",
    "exit": "arrow-right-start-on-rectangle",
    "logout": "arrow-right-start-on-rectangle",
    "people": "users",
    "person": "user-circle",
    "mail": "envelope",
    "megaphone": "megaphone",
    "building": "building-office-2",
    "park": "map",
    "shield": "shield-check",
    "search": "magnifying-glass",
    "plus": "plus",
    "left": "chevron-left",
    "right": "chevron-right",
    "down": "chevron-down",
    "up": "chevron-up",
    "clock": "clock",
    "due": "clock",
    "done": "check-circle",
    "rest": "minus-circle",
    "rise": "arrow-up",
    "info": "information-circle",
    "warn": "exclamation-triangle",
    "camera": "camera",
    "photo": "photo",
    "print": "printer",
    "link": "link",
    "check": "check",
    "close": "x-mark",
    "download": "arrow-down-tray",
    "upload": "arrow-up-tray",
    "bookmark": "bookmark",
    "calendar": "calendar",
    "pause": "pause-circle",
    "swap": "arrows-right-left",
    "eye": "eye",
    "hide": "eye-slash",
    "send": "paper-airplane",
    "lock": "lock-closed",
    "star": "star",
    "qr": "qr-code",
    "globe": "language",
    "sun": "sun",
    "moon": "moon",
    "screen": "computer-desktop",
    "key": "key",
    "more": "ellipsis-horizontal",
    "all": "squares-2x2",
    "desk": "clipboard-document-list",
    "task": "clipboard-document-check",
    "paper": "document-text",
    "file": "paper-clip",
    "unit": "home-modern",
    "filter": "funnel",
    "retry": "arrow-path",
    "undo": "arrow-uturn-left",
    "chart": "chart-bar",
    "money": "currency-yen",
    "history": "clock",
    "flag": "flag",
    "fire": "fire",
    "trash": "trash",
    "settings": "cog-6-tooth",
    "help": "question-mark-circle",
    "thumb": "hand-thumb-up",
    "guard": "shield-exclamation",
    "outbox": "inbox-arrow-down",
    "inbox": "inbox",
    "place": "map-pin",
    "tag": "tag",
    "truck": "truck",
}

# The ring half filled (under way), the octagon (missed), a car and two ways joining are not in the set.
DRAWN = {
    "go": ("M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 3v18",),
    "miss": ("M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3zM12 7.5v5.5M12 16.2v.2",),
    "open": ("M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z",),
    "car": ("M4 16v-4l2-5h12l2 5v4zM4 12h16M7 16v2.5M17 16v2.5",),
    "merge": ("M6 4v5c0 3 6 3 6 7v4M18 4v5c0 3-6 3-6 7",),
}

SIZES = {"": "i", "m": "i", "s": "i i-s", "l": "i i-l"}

# tone → icon that says the same without colour
TONE_ICONS = {"": "rest", "go": "go", "due": "due", "miss": "miss", "rise": "rise", "done": "done"}


class UnknownIconError(KeyError):
    """A template asked for a meaning that has no picture; add it to OUTLINE."""


@lru_cache(maxsize=512)
def icon(name: str, size: str = "") -> SafeString:
    """The inline picture for a meaning; `size` is "" (20 px), "s" (16 px) or "l" (28 px).

    Raises UnknownIconError for a name that is in neither table, so a typing error never ships as a gap.
    """
    paths = _paths(name)
    drawn = mark_safe("".join(f'<path d="{path}"/>' for path in paths))  # noqa: S308 - our own constant paths
    return format_html('<svg class="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', SIZES[size], drawn)


def _paths(name: str) -> tuple[str, ...]:
    """The outlines of a meaning, drawn here or read from the icon package."""
    if name in DRAWN:
        return DRAWN[name]
    if name not in OUTLINE:
        raise UnknownIconError(name)
    return _outlines()[OUTLINE[name]]


@cache
def _outlines() -> dict[str, tuple[str, ...]]:
    """The outlines of every picture that a meaning has, read at once: the package is slow to open."""
    with (files("heroicons") / "heroicons.zip").open("rb") as packed, ZipFile(packed) as pictures:
        drawn = {name: pictures.read(f"outline/{name}.svg").decode() for name in OUTLINE.values()}
    return {name: tuple(re.findall(r' d="([^"]+)"', picture)) for name, picture in drawn.items()}


def all_names() -> list[str]:
    """Every meaning, sorted: for the component page and the tests."""
    return sorted({*OUTLINE, *DRAWN})
