"""Language, theme, the two menus of the phone bar, and the page that shows every component."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parkservice.ui import showcase
from parkservice.ui.shell import THEME_COOKIE, THEMES

YEAR = 365 * 24 * 3600
SESSION_LANGUAGE = "_language"


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """Back to the page the person came from, when it is one of ours."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(target if safe else "/")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language: kept on the person, in the session and in a cookie for the time before signing in."""
    chosen = request.POST.get("language", "")
    response = _back(request)
    if chosen not in dict(settings.LANGUAGES):
        messages.error(request, _("There is no such language here. Choose Chinese or English."))
        return response
    _remember(request, "language", chosen)
    request.session[SESSION_LANGUAGE] = chosen
    translation.activate(chosen)
    _set_cookie(response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Choose light or dark, or let the system decide; kept on the person and in a cookie."""
    chosen = request.POST.get("theme", "")
    chosen = chosen if chosen in THEMES else ""
    response = _back(request)
    _remember(request, "theme", chosen)
    if chosen:
        _set_cookie(response, THEME_COOKIE, chosen)
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response


def _remember(request: HttpRequest, name: str, value: str) -> None:
    """Keep a choice on the signed-in person."""
    user = request.user
    if user.is_authenticated and hasattr(user, name):
        setattr(user, name, value)
        user.save(update_fields=[name])


def _set_cookie(response: HttpResponse, name: str, value: str) -> None:
    """Keep a choice in the browser for a year; neither script nor another site has business with it."""
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=secure)


@require_GET
def everything(request: HttpRequest) -> HttpResponse:
    """All pages of this person: the side, for phones."""
    return render(request, "ui/all.html")


@require_GET
def quick(request: HttpRequest) -> HttpResponse:
    """The quick-record menu as a page, for phones and without script."""
    return render(request, "ui/quick.html")


@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """Every component once, with made-up content."""
    return render(request, "ui/components.html", showcase.content())
