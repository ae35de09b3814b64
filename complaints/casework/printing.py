"""The print menu of the record page: papers register their lines in a feature's `papers.py` (see complaints.apps).

A line is a button that posts to the view of its paper; that view checks the right again, issues or counts a reprint,
and leads to the PDF.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import Promise

if TYPE_CHECKING:
    from complaints.casework.page import RecordPage


@dataclass(frozen=True)
class PrintItem:
    """One paper: the name of its route, its words, and for which page it is offered."""

    name: str
    label: str | Promise
    icon: str
    when: "Callable[[RecordPage], bool]"
    place: int = 100


@dataclass(frozen=True)
class Line:
    """One line of the menu of one record."""

    url: str
    label: str
    icon: str


_items: list[PrintItem] = []


def register(*items: PrintItem) -> None:
    """Add papers; lines stand in the order of `place`."""
    _items.extend(items)
    _items.sort(key=lambda item: item.place)


def offered(page: "RecordPage") -> list[Line]:
    """The lines that this reader may use now."""
    pk = page.complaint.pk
    return [
        Line(reverse(f"complaints:{item.name}", args=[pk]), str(item.label), item.icon)
        for item in _items
        if item.when(page)
    ]
