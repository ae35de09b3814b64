"""Error pages. They are drawn without the side, touch the database as little as possible and never show a trace."""

import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.views.decorators.csrf import requires_csrf_token

# lock not available, deadlock, serialization failure, statement cancelled by its time limit
BUSY_STATES = frozenset({"55P03", "40P01", "40001", "57014"})
BUSY_WORDS = ("database is locked", "database table is locked", "lock timeout", "couldn't get a connection")


def is_busy(exception: BaseException | None) -> bool:
    """Did the database refuse because others were writing? True also when that error was wrapped by another."""
    seen: set[int] = set()
    while exception is not None and id(exception) not in seen:
        seen.add(id(exception))
        if getattr(exception, "sqlstate", None) in BUSY_STATES:
            return True
        if isinstance(exception, OperationalError) and any(words in str(exception) for words in BUSY_WORDS):
            return True
        exception = exception.__cause__
    return False


def busy(request: HttpRequest) -> HttpResponse:
    """503 with the way on: nothing was written, send again; the form id keeps it from counting twice."""
    response = render(request, "503.html", {"again": request.get_full_path()}, status=503)
    response["Retry-After"] = "5"
    return response


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be understood."""
    return render(request, "400.html", status=400)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, but not allowed; the sentence of a refusal is shown when there is one."""
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or none for this person."""
    return render(request, "404.html", status=404)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """500 with the number of the request; a busy database anywhere in the chain gets the 503 page instead."""
    if is_busy(sys.exc_info()[1]):
        return busy(request)
    # Rendered without context processors: whatever failed may fail again there.
    page = loader.get_template("500.html").render({"request_id": getattr(request, "id", "")})
    return HttpResponse(page, status=500)
