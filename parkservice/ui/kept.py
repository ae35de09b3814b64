"""Views of a list that people keep under a name: tabs beside the built-in ones.

Who keeps what is known to the app of the people, which names itself with `set_source`; here are only what a list needs
to draw them and the one form in which a filter is written down.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict  # noqa: TID251 - a filter is what stands in the address
from django.urls import NoReverseMatch, reverse

#: Parts of an address that say where in the list one is, not which rows it has.
PASSING = ("after", "export", "csrfmiddlewaretoken")
LONGEST = 1000


@dataclass(frozen=True)
class KeptView:
    """One kept view: its name, its filter as in the address; `mine` may be changed by this person."""

    pk: int
    name: str
    query: str
    mine: bool = True
    start: bool = False


Source = Callable[[HttpRequest, str], list[KeptView]]
_source: list[Source] = []


def set_source(source: Source) -> None:
    """Name who knows the kept views; the last one named wins."""
    _source[:] = [source]


def kept_views(request: HttpRequest) -> list[KeptView]:
    """Return the views of the list shown that this person sees as tabs, own ones first."""
    match = request.resolver_match
    if not _source or match is None or not match.view_name or not request.user.is_authenticated:
        return []
    return _source[0](request, match.view_name)


def canonical(params: QueryDict, usual: Iterable[tuple[str, str]] = ()) -> str:
    """Return a filter in one form, whatever the order of its parts: without empty, usual and passing ones."""
    plain = set(usual)
    parts = [
        (name, value)
        for name, values in params.lists()
        for value in values
        if value and name not in PASSING and (name, value) not in plain
    ]
    return urlencode(sorted(parts))


def address_of(name: str, *args: int) -> str:
    """Return the address of a page for kept views, or nothing where no app has it."""
    try:
        return reverse(f"accounts:{name}", args=args)
    except NoReverseMatch:
        return ""
