"""What every route of the interface for programs shares: who asks, how often, and how mistakes are told.

A token stands for one posting (accounts.tokens). A session is never accepted here, so there is nothing to forge.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse  # noqa: TID251 - answers of an interface
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from parkservice.accounts.rights import scope
from parkservice.accounts.tokens.services import holder_of, seconds_to_wait
from parkservice.kit.errors import RuleViolation
from parkservice.ui.errors import is_busy
from parkservice.ui.forms import FILL_IN

RouteT = TypeVar("RouteT", bound=Callable[..., Any])
Errors = dict[str, list[str]]


class TooOften(Exception):  # noqa: N818 - a refusal, no fault
    """A token asked more often than it may; `wait` says for how many seconds it must rest."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


class Mistakes(Exception):  # noqa: N818 - a refusal, no fault
    """What was sent cannot be taken: field → sentences."""

    def __init__(self, errors: Errors) -> None:
        super().__init__(errors)
        self.errors = errors


class TokenAuth(HttpBearer):
    """Authorization: Bearer ps_…"""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Let the posting behind the token act; raises TooOften."""
        found = holder_of(token, request.method)
        if found is None:
            return None
        kept, user = found
        request.user, request.park = user, kept.posting.park  # type: ignore[attr-defined, assignment]
        if user.language and "Accept-Language" not in request.headers:
            translation.activate(user.language)  # LanguageMiddleware puts it back
            request.LANGUAGE_CODE = user.language  # type: ignore[attr-defined]
        wait = seconds_to_wait(kept)
        if wait:
            raise TooOften(wait)
        return kept


def asks_for(*perms: str) -> Callable[[RouteT], RouteT]:
    """Open a route to postings with one of the rights."""

    def guard(route: RouteT) -> RouteT:
        @wraps(route)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not any(scope(request.user, perm) for perm in perms):  # type: ignore[arg-type]
                raise PermissionDenied
            return route(request, *args, **kwargs)

        return guarded  # type: ignore[return-value]

    return guard


def make_api(*, title: str, version: str, namespace: str) -> NinjaAPI:
    """Return an interface whose mistakes are sentences in the caller's language, beside their fields."""
    api = NinjaAPI(title=title, version=version, urls_namespace=namespace, auth=TokenAuth(), docs_url=None)

    def tell(kind: type[Exception], answer: Callable[[Any], tuple[int, str, Errors]]) -> None:
        def handler(request: HttpRequest, error: Any) -> HttpResponse:
            status, detail, errors = answer(error)
            response = api.create_response(request, {"detail": detail, "errors": errors}, status=status)
            if status == 401:
                response["WWW-Authenticate"] = "Bearer"
            if isinstance(error, TooOften):
                response["Retry-After"] = str(error.wait)
            return response

        api.add_exception_handler(kind, handler)

    for kind, answer in ANSWERS.items():
        tell(kind, answer)
    return api


def _check_fields() -> str:
    return _("Some answers need a second look; see “errors”.")


def _http(error: HttpError) -> tuple[int, str, Errors]:
    if error.status_code == 400:
        return 400, _("The body is not JSON. Send one JSON object."), {}
    return error.status_code, str(error), {}


def _refused(error: RuleViolation) -> tuple[int, str, Errors]:
    return 409 if error.code in ("form_reused", "race") else 422, str(error), {}


def _busy(error: OperationalError) -> tuple[int, str, Errors]:
    if not is_busy(error):
        raise error
    return 503, _("The system is busy. Send the same again in a moment; nothing is recorded twice."), {}


def _shape(error: ValidationError) -> tuple[int, str, Errors]:
    """Mistakes of shape, field by field."""
    errors: Errors = {}
    for fault in error.errors:
        place = [str(part) for part in fault["loc"] if isinstance(part, str)]
        errors.setdefault(place[-1] if len(place) > 2 else "", []).append(_fault(fault["type"]))
    return 422, _check_fields(), errors


def _fault(kind: str) -> str:
    if kind == "missing":
        return str(FILL_IN)
    if kind == "extra_forbidden":
        return _("This field is not known here. The description lists the fields.")
    return _("This is not the kind of value that belongs here. The description says which.")


ANSWERS: dict[type[Exception], Callable[[Any], tuple[int, str, Errors]]] = {
    AuthenticationError: lambda _error: (401, _("Send a token that counts: Authorization: Bearer …"), {}),
    TooOften: lambda error: (429, _("Too many requests. Wait %(n)d seconds.") % {"n": error.wait}, {}),
    PermissionDenied: lambda _error: (403, _("The posting of this token does not give the right to do this."), {}),
    Http404: lambda _error: (404, _("There is no such record for this token."), {}),
    SuspiciousOperation: lambda _error: (413, _("This is too large to be taken."), {}),
    Mistakes: lambda error: (422, _check_fields(), error.errors),
    HttpError: _http,
    RuleViolation: _refused,
    ValidationError: _shape,
    OperationalError: _busy,
}
