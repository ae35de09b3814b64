"""Sign-in limits, language, and who may open what (deny by default)."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from parkservice.accounts.access import WHILE_ENROLLING, Access, access_of, current_park, is_listed, satisfied
from parkservice.accounts.addresses import client_address
from parkservice.accounts.greetings import mark_first_page, remember_greeting
from parkservice.accounts.rights import only_looks
from parkservice.accounts.second_factor import is_missing
from parkservice.accounts.sessions import note_activity, over_limit
from parkservice.journal.services import log_access

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class SessionLimitsMiddleware:
    """Ends a sign-in after 30 minutes without activity or 12 hours in all (reliability, fault 18)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.sign_in_ended = ""  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            only_looks(request.user, request.method)
            ended = over_limit(request.session)
            if ended:
                logout(request)
                request.sign_in_ended = ended  # type: ignore[attr-defined]
            else:
                note_activity(request)
        return self.get_response(request)


class LanguageMiddleware:
    """Chooses the language: the person's, then the cookie, then the browser's, then Chinese."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        own = request.user.language if request.user.is_authenticated else ""
        with translation.override(own or translation.get_language_from_request(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
            return response


class AccessMiddleware:
    """Asks every view for its declaration and refuses what it does not allow; a refusal is logged once (P6).

    What somebody signed in or a program is answered stays out of every cache, unless the view says otherwise.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.park = SimpleLazyObject(lambda: current_park(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        remember_greeting(request, response)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Let the request pass, send a visitor to the sign-in page, or refuse."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        access = access_of(view, name)
        request.enrolling = is_missing(request.user)  # type: ignore[attr-defined]
        if access is None:
            if is_listed(view):
                raise Http404
            _refuse(request, reason="undeclared")
        elif request.enrolling and name not in WHILE_ENROLLING:  # type: ignore[attr-defined]
            return _lead(request, "accounts:second_factor")
        elif satisfied(request.user, access, request.park if access.asks_here(kwargs) else None):  # type: ignore[attr-defined]
            mark_first_page(request, access)
        elif not request.user.is_authenticated:
            return _to_sign_in(request)
        else:
            _refuse(request, reason=_wanted(access), elsewhere=satisfied(request.user, access))
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """Log a refusal that a view raised by itself."""
        if isinstance(error, PermissionDenied):
            _log_refusal(request, reason=str(error))


def _wanted(access: Access) -> str:
    return ", ".join(access.perms) or access.kind


def _refuse(request: HttpRequest, *, reason: str, elsewhere: bool = False) -> None:
    _log_refusal(request, reason=reason)
    if elsewhere:
        raise PermissionDenied(
            _("In the park shown your postings do not open this page. Choose the park where they do on your desk.")
        )
    raise PermissionDenied(_("Your postings do not give you the right to open this page."))


def _log_refusal(request: HttpRequest, *, reason: str) -> None:
    if getattr(request, "refusal_logged", False):
        return
    request.refusal_logged = True  # type: ignore[attr-defined]
    user = request.user if request.user.is_authenticated else None
    log_access(
        what="refused",
        park=request.park or None,  # type: ignore[attr-defined]
        actor=user,
        reason=reason,
        address=client_address(request),
        data={"method": request.method, "path": request.path[:200]},
    )


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    ended = request.sign_in_ended  # type: ignore[attr-defined]
    if ended == "idle":
        messages.info(request, _("You were signed out because nothing was done for a while. Sign in again to go on."))
    elif ended == "absolute":
        messages.info(request, _("You were signed out because the working day is over. Sign in again to go on."))
    if request.headers.get("HX-Request") or request.method not in ("GET", "HEAD"):
        return _lead(request, settings.LOGIN_URL)
    return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)


def _lead(request: HttpRequest, page: str) -> HttpResponseBase:
    """Lead the browser to a page; a fragment leads the whole page there."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": resolve_url(page)})
    return redirect(page)
