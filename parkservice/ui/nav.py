"""The map of the product: what stands in the side, the phone bar and the quick-record menu.

Each app has a `nav.py` that calls `register()` and `register_quick()`; it is loaded when the app is ready. This module
knows nobody's rights: the accounts app hands in the check with `set_checker()`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest  # noqa: TID251 - the frame is drawn for a request
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parkservice.ui.counting import counting

Words = str | Promise
Checker = Callable[[Any, str, Any], bool]

# key → heading; the first has none. The order here is the order in the side.
GROUPS: dict[str, Words] = {
    "today": "",
    "voice": _("Voice of clients"),
    "tasks": _("Working together"),
    "cash": _("Till and cash"),
    "money": _("Fees"),
    "frontdesk": _("Front desk"),
    "reference": _("Reference"),
    "team": _("Team"),
    "system": _("Administration"),
}
_PLACES = {key: place for place, key in enumerate(GROUPS)}


@dataclass(frozen=True)
class NavItem:
    """One line of the side: shown when the person has any of `perms` (none named: everyone signed in).

    `count` is asked once per page with the request: rows are counted together with all other badges, None says nothing;
    `tab` puts the item into the phone bar, lowest first.
    """

    group: str
    label: Words
    icon: str
    url_name: str
    perms: tuple[str, ...] = ()
    order: int = 100
    count: Callable[[HttpRequest], QuerySet | int | None] | None = None
    tab: int = 0
    short: Words = ""


@dataclass(frozen=True)
class QuickItem:
    """One thing that can be written down from anywhere (the `n` key opens the list, `key` picks the line)."""

    label: Words
    url_name: str
    perms: tuple[str, ...] = ()
    key: str = ""
    icon: str = "plus"
    order: int = 100


@dataclass
class Link:
    """A registered item as one person sees it on one page."""

    label: Words
    icon: str
    url: str
    current: bool = False
    count: int | None = None
    key: str = ""
    short: Words = ""


@dataclass
class Group:
    """A heading of the side with its links."""

    key: str
    label: Words
    links: list[Link] = field(default_factory=list)


_items: dict[str, NavItem] = {}
_quick: dict[str, QuickItem] = {}
_gathered: dict[str, tuple[str, Words, tuple[str, ...]]] = {}
_checker: list[Checker] = []


def register(*items: NavItem) -> None:
    """Add lines to the side; registering an address again replaces its line. Raises KeyError for an unknown group."""
    for item in items:
        GROUPS[item.group]
        _items[item.url_name] = item


def gather(*groups: str, label: Words, unless: tuple[str, ...]) -> None:
    """Let groups stand as one under a heading of their own for people who have none of the rights `unless`."""
    for group in groups:
        _gathered[group] = (groups[0], label, unless)


def heading(request: HttpRequest, group: str) -> tuple[str, Words]:
    """The heading under which a group stands for the person: its key and its words."""
    into, label, unless = _gathered.get(group, (group, GROUPS[group], ()))
    return (group, GROUPS[group]) if allowed(request, unless) else (into, label)


def register_quick(*items: QuickItem) -> None:
    """Add lines to the quick-record menu."""
    for item in items:
        _quick[item.url_name] = item


def set_checker(checker: Checker) -> None:
    """Take over the question "may this user do this in this park?" from the app that knows rights."""
    _checker[:] = [checker]


def allowed(request: HttpRequest, perms: Iterable[str]) -> bool:
    """May the person behind the request do any of `perms` in the park shown? No perms named: anyone signed in."""
    user = request.user
    if not user.is_authenticated:
        return False
    wanted = tuple(perms)
    if not wanted:
        return True
    park = getattr(request, "park", None)
    return any(check(user, perm, park) for check in _checker for perm in wanted)


def links(request: HttpRequest) -> list[tuple[NavItem, Link]]:
    """The lines this person sees, ordered, the current page marked; each counter is asked once."""
    mine = [item for item in sorted(_items.values(), key=_place) if allowed(request, item.perms)]
    urls = {item.url_name: reverse(item.url_name) for item in mine}
    here = _current(request.path, urls.values())
    found = [(item, _link(item, urls[item.url_name], here, request)) for item in mine]
    for item, link in found:
        if isinstance(link.count, QuerySet):
            link.count = counting(request)[item.url_name] or None
    return found


def _place(item: NavItem) -> tuple[int, int, str]:
    return _PLACES[item.group], item.order, item.url_name


def _link(item: NavItem, url: str, here: str, request: HttpRequest) -> Link:
    """One registered line made ready for the page; rows are only noted, to be counted with all others."""
    count: Any = item.count(request) if item.count else None
    if isinstance(count, QuerySet):
        counting(request).ask(item.url_name, count)
    return Link(item.label, item.icon, url, current=url == here, count=count, short=item.short or item.label)


def _current(path: str, urls: Iterable[str]) -> str:
    """The address of the longest line that the page lies under; the front page only matches itself."""
    under = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(under, key=len, default="")


def quick_links(request: HttpRequest) -> list[Link]:
    """What this person may write down from anywhere."""
    mine = sorted(_quick.values(), key=lambda item: (item.order, item.url_name))
    return [
        Link(item.label, item.icon, reverse(item.url_name), key=item.key)
        for item in mine
        if allowed(request, item.perms)
    ]
