"""Everything the frame around a page needs, computed only when the frame asks for it."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest  # noqa: TID251 - the frame is drawn for a request
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _

from parkservice.ui import nav
from parkservice.ui.counting import counting

THEMES = ("light", "dark")
THEME_COOKIE = "theme"
# pages of higher floors that the frame links to, by name so that nothing is imported upwards
PAGES = {
    "account": "accounts:profile",
    "desk": "home:desk",
    "inbox": "messaging:inbox",
    "login": "account_login",
    "logout": "account_logout",
    "search": "home:search",
}
# public pages: their short address, and the one that names the park where there are several
PUBLIC_PAGES = {
    "front": ("home:front", "home:park_front"),
    "how": ("complaints:about", "park:about"),
    "outcomes": ("complaints:outcomes", "park:outcomes"),
    "prices": ("prices:board", "park_prices:board"),
    "privacy": ("complaints:privacy", "park:privacy"),
    "rules": ("rulebook:book", "park_rulebook:book"),
    "submit": ("complaints:submit", "park:submit"),
    "track": ("complaints:track", "park:track"),
}
SEARCH = ("search.use",)
INBOX = "unread"

_counters: list[Callable[[HttpRequest], QuerySet]] = []
_person_lines: list[Callable[[HttpRequest], str]] = []
_park_lists: list[Callable[[HttpRequest], list[Any]]] = []


def register_counter(counter: Callable[[HttpRequest], QuerySet]) -> None:
    """Name who knows the unread messages of the inbox; the last one named wins."""
    _counters[:] = [counter]


def register_person_line(line: Callable[[HttpRequest], str]) -> None:
    """Name who writes the line under the person's name, for example "Officer · blocks A, D"."""
    _person_lines[:] = [line]


def register_parks(parks: Callable[[HttpRequest], list[Any]]) -> None:
    """Name who lists the parks between which a person may switch; the last one named wins."""
    _park_lists[:] = [parks]


class Shell:
    """The frame of one page: park, side, phone bar, quick record, inbox, language, theme."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def park(self) -> Any:
        """The park the page is about, or None on an error page that never got that far."""
        return getattr(self.request, "park", None)

    @property
    def user(self) -> Any:
        """The person, or None where the sign-in was not looked at yet."""
        return getattr(self.request, "user", None)

    @property
    def signed_in(self) -> bool:
        """Is somebody signed in?"""
        return bool(self.user and self.user.is_authenticated)

    @cached_property
    def _links(self) -> list[tuple[nav.NavItem, nav.Link]]:
        if not self.signed_in:
            return []
        for counter in _counters:
            counting(self.request).ask(INBOX, counter(self.request))
        return nav.links(self.request)

    @cached_property
    def groups(self) -> list[nav.Group]:
        """The side: headings with their links, empty headings left out."""
        found: dict[str, nav.Group] = {}
        for item, link in self._links:
            key, label = nav.heading(self.request, item.group)
            found.setdefault(key, nav.Group(key, label)).links.append(link)
        return list(found.values())

    @property
    def side_key(self) -> str:
        """Everything that the side shows, so that it is drawn once for all pages that show the same."""
        groups = (
            f"{group.label} {link.url} {link.current} {link.count}" for group in self.groups for link in group.links
        )
        return "\n".join([self.language, *groups])

    @cached_property
    def tabs(self) -> list[nav.Link]:
        """The three links of the phone bar beside quick record and everything."""
        tabbed = [link for item, link in sorted(self._links, key=lambda pair: pair[0].tab) if item.tab]
        rest = [link for item, link in self._links if not item.tab]
        return (tabbed + rest)[:3]

    @cached_property
    def quick(self) -> list[nav.Link]:
        """The quick-record menu."""
        return nav.quick_links(self.request) if self.signed_in else []

    @cached_property
    def inbox_count(self) -> int:
        """Unread messages of this person."""
        return counting(self.request)[INBOX] if self._links and _counters else 0

    @property
    def person_name(self) -> str:
        """The person's name in the language of the page."""
        user = self.user
        chosen = getattr(user, "name_en", "") if self.html_lang == "en" else ""
        return str(chosen or getattr(user, "name", "") or user.get_username())

    @property
    def initial(self) -> str:
        """One character for the round badge."""
        return self.person_name[:1].upper()

    @cached_property
    def person_line(self) -> str:
        """What the person is here, for example "Officer · blocks A, D"."""
        return _person_lines[0](self.request) if _person_lines and self.signed_in else ""

    @cached_property
    def parks(self) -> list[Any]:
        """The parks between which the person may switch; empty for somebody who has one."""
        return _park_lists[0](self.request) if _park_lists and self.signed_in else []

    @cached_property
    def may_search(self) -> bool:
        """Does the search field lead this person anywhere?"""
        return nav.allowed(self.request, SEARCH)

    @cached_property
    def opening(self) -> str:
        """When the desk is open, for the foot of public pages: 周一至周五 08:30–12:00、13:30–17:30."""
        if not self.park:
            return ""
        spans = [f"{hours.opens:%H:%M}–{hours.closes:%H:%M}" for hours in self.park.opening_hours.order_by("opens")]
        return _("Monday to Friday, %(hours)s") % {"hours": _(", ").join(spans)} if spans else ""

    @cached_property
    def urls(self) -> dict[str, str]:
        """Addresses of pages that belong to other apps; empty where an app is not installed."""
        return {key: _address(name) for key, name in PAGES.items()}

    @cached_property
    def public_urls(self) -> dict[str, str]:
        """Addresses of the park's public pages: short ones for an only park, else those that name it."""
        if self.park and not self.park.stands_alone:
            return {key: _address(named, self.park.slug) for key, (_short, named) in PUBLIC_PAGES.items()}
        return {key: _address(short) for key, (short, _named) in PUBLIC_PAGES.items()}

    @property
    def language(self) -> str:
        """The language of the page, zh-hans or en."""
        return translation.get_language() or settings.LANGUAGE_CODE

    @property
    def html_lang(self) -> str:
        """The same for the lang attribute: zh-Hans or en."""
        return "en" if self.language.startswith("en") else "zh-Hans"

    @cached_property
    def theme(self) -> str:
        """light or dark when the person chose one, otherwise empty: the system decides."""
        chosen = getattr(self.user, "theme", "") if self.signed_in else self.request.COOKIES.get(THEME_COOKIE, "")
        return chosen if chosen in THEMES else ""


def _address(name: str, *args: str) -> str:
    """The address of a page, or nothing when no installed app has it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
