"""Records that are about a person: nobody reads a message on a record about themselves, in the inbox or the outbox.

Each app above names its records by kind, because this floor does not know them (design section 4).
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from parkservice.accounts.rights import at_once

Ids = Callable[[Any], "QuerySet[Any, int]"]
_kinds: dict[str, Ids] = {}


def register(subject_kind: str, ids: Ids) -> None:
    """Let `ids(user)` give the records of one kind that are about a person."""
    _kinds[subject_kind] = ids


def hidden_from(user: Any) -> Q:
    """Messages on a record that is about this person."""
    found = Q(pk__in=[])
    with at_once(user):
        for kind, ids in _kinds.items():
            records = ids(user)
            if not records.query.is_empty():
                found |= Q(subject_kind=kind, subject_id__in=records)
    return found
