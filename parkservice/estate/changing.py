"""Where the working calendar is changed: the field above that lets two people change it registers its page here."""

from typing import Any

from django.urls import reverse

from parkservice.accounts.rights import may

_pages: list[tuple[str, str]] = []


def register(url_name: str, perm: str) -> None:
    """Name the page on which the calendar is changed, and the right that opens it."""
    if (url_name, perm) not in _pages:
        _pages.append((url_name, perm))


def page_for(user: Any, park: Any) -> str:
    """The address of the page for this person; empty when there is none."""
    return next((reverse(name) for name, perm in _pages if may(user, perm, park)), "")
