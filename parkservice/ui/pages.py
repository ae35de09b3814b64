"""Pages behind a secret link."""

from django.http import HttpResponse


def private(response: HttpResponse) -> HttpResponse:
    """Keep a page out of caches and search engines, and its address out of the lines that other sites see."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response
