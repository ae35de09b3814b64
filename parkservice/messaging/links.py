"""Where a message leads: each app names the page of its records, because this floor does not know them."""

from collections.abc import Callable

from django.conf import settings
from django.db import models
from django.urls import NoReverseMatch, reverse

from parkservice.journal.models import subject_kind

Resolver = Callable[[int], str]
_resolvers: dict[str, Resolver] = {}


def register(subject_kind: str, resolver: Resolver) -> None:
    """Let `resolver(subject_id)` give the address of the records of one kind."""
    _resolvers[subject_kind] = resolver


def url_for(subject_kind: str, subject_id: int | None, url_name: str = "") -> str:
    """The address of a record; empty when its kind has no page. `url_name` names another page, with the record's id."""
    if subject_id is None:
        return ""
    if url_name:
        try:
            return reverse(url_name, args=[subject_id])
        except NoReverseMatch:
            return reverse(url_name)
    resolver = _resolvers.get(subject_kind)
    return resolver(subject_id) if resolver else ""


def full_url(subject: models.Model) -> str:
    """The whole address of a record's page for a message that leaves the product; empty when its kind has no page."""
    path = url_for(subject_kind(subject), subject.pk)
    return settings.SITE_URL.rstrip("/") + path if path else ""
