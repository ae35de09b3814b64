"""System checks: production is never started with demo secrets, and no page is without a declaration of access."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import gettext as _

from parkservice.accounts.access import access_of, is_listed


@register(Tags.security)
def production_is_safe(**_options: Any) -> list[CheckMessage]:
    """Production refuses the demo key and DEBUG (design section 7)."""
    if not settings.PRODUCTION:
        return []
    found: list[CheckMessage] = []
    if settings.SECRET_KEY == settings.DEMO_KEY:
        found.append(
            Error(_("PARKSERVICE_SECRET_KEY still holds the demo key. Set a secret of your own."), id="accounts.E001")
        )
    if settings.DEBUG:
        found.append(Error(_("PARKSERVICE_DEBUG is on. Production runs without it."), id="accounts.E002"))
    return found


@register(Tags.database)
def no_demo_people(*, databases: Iterable[str] | None = None, **_options: Any) -> list[CheckMessage]:
    """Production refuses a database that holds demo people."""
    from parkservice.accounts.models import User

    if not settings.PRODUCTION or "default" not in (databases or ()):
        return []
    if not User.objects.filter(is_demo=True, is_active=True).exists():
        return []
    return [Error(_("The database holds demo people. Start with an empty database."), id="accounts.E003")]


@register(Tags.urls)
def every_page_declares_access(**_options: Any) -> list[CheckMessage]:
    """Every address has a view that says who may open it, or belongs to a library whose open addresses are listed."""
    return [
        Error(
            _("The page %(route)s does not say who may open it.") % {"route": route},
            hint=_("Put @public, @signed_in or @allow(…) of accounts.access on its view."),
            id="accounts.E004",
        )
        for route, view, name in pages()
        if access_of(view, name) is None and not is_listed(view)
    ]


def pages() -> Iterator[tuple[str, Any, str]]:
    """Yield route, view and full name of every address of the product."""
    yield from _walk(get_resolver(), "", "")


def _walk(resolver: URLResolver, prefix: str, namespace: str) -> Iterator[tuple[str, Any, str]]:
    for item in resolver.url_patterns:
        route = f"{prefix}{item.pattern}"
        if isinstance(item, URLPattern):
            yield route, item.callback, f"{namespace}{item.name or ''}"
        else:
            inner = f"{namespace}{item.namespace}:" if item.namespace else namespace
            yield from _walk(item, route, inner)
