"""One word for everything that is held for a look: a flood fills no inbox (domain 2.1, web form flooding)."""

from collections.abc import Iterable
from typing import Any

from parkservice.accounts.models import User
from parkservice.accounts.rights import people_with
from parkservice.accounts.roles import Role
from parkservice.messaging.inbox import tell
from parkservice.messaging.models import InboxItem


def tell_held(case: Any, people: Iterable[User]) -> None:
    """Say that something waits for a look to those who have no such word unread; an urgent one to the duty room too."""
    urgent = getattr(case, "urgent", False)
    suggested = hasattr(case, "benefit")
    verb = "inbox.held_suggestions" if suggested else "inbox.held_urgent" if urgent else "inbox.held"
    page = "complaints:suggestions" if suggested else "complaints:queue"
    unread = InboxItem.objects.filter(park=case.park, verb=verb, url_name=page, read_at__isnull=True)
    known = set(unread.values_list("recipient_id", flat=True))
    asked = [*people, *(people_with(case.park, Role.DUTY_ROOM) if urgent else ())]
    tell(
        recipients=[person for person in asked if person.pk not in known],
        park=case.park,
        verb=verb,
        subject=None,
        url_name=page,
    )
