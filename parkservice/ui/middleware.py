"""A number for each request, so that a page, a log line and a question on the phone can be tied together."""

import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from parkservice.ui import errors

HEADER = "X-Request-ID"
current: ContextVar[str] = ContextVar("request_id", default="")


class RequestIdMiddleware:
    """Set `request.id` and the X-Request-ID header; answer a busy database with a page that says what to do.

    A number sent by a trusted proxy is kept, any other is replaced: a stranger must not choose what the log says.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = request.id = _number(request)  # type: ignore[attr-defined]
        token = current.set(number)
        try:
            response = self.get_response(request)
        finally:
            current.reset(token)
        response[HEADER] = number
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A lock that was not free in time is no fault of the page: 503, and the form can be sent again."""
        return errors.busy(request) if errors.is_busy(exception) else None


def _number(request: HttpRequest) -> str:
    """The proxy's number when it may give one, else a new one."""
    sent = request.headers.get(HEADER, "")
    if request.META.get("REMOTE_ADDR") in settings.TRUSTED_PROXIES and re.fullmatch(r"[A-Za-z0-9-]{8,64}", sent):
        return sent
    return uuid.uuid4().hex
