"""The inbox: what the product tells a person inside the product (design section 5, "Messages")."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from parkservice.journal import verbs
from parkservice.journal.models import subject_kind
from parkservice.kit import clock
from parkservice.messaging.links import url_for
from parkservice.messaging.models import InboxItem


@dataclass(frozen=True)
class Line:
    """An inbox item made ready for reading."""

    item: InboxItem
    sentence: str
    icon: str
    tone: str


def tell(
    *,
    recipients: Iterable[Any],
    park: Any,
    verb: str,
    subject: models.Model | None,
    data: Mapping[str, Any] | None = None,
    url_name: str = "",
) -> list[InboxItem]:
    """Put one item into the inbox of each active recipient, in the caller's transaction.

    The sentence is that of the journal's verb. `url_name` opens another page than that of the record. A person named
    twice is told once. Raises LookupError when the verb is not registered.
    """
    kind = subject_kind(subject) if subject is not None else ""
    subject_id = subject.pk if subject is not None else None
    return put(
        recipients,
        InboxItem(
            park=park, verb=verb, subject_kind=kind, subject_id=subject_id, url_name=url_name, data=dict(data or {})
        ),
    )


def put(recipients: Iterable[Any], draft: InboxItem) -> list[InboxItem]:
    """Give each active recipient a copy of an unsaved item; `tell` for those who know the record by kind and id only.

    Raises LookupError when the verb is not registered.
    """
    verbs.get(draft.verb)
    people = {person.pk: person for person in recipients if person is not None and person.is_active}
    fields = ("park_id", "verb", "subject_kind", "subject_id", "url_name", "data")
    values = {name: getattr(draft, name) for name in fields}
    return InboxItem.objects.bulk_create(
        InboxItem(recipient=person, at=clock.now(), **values) for person in people.values()
    )


def lines(items: Iterable[InboxItem]) -> list[Line]:
    """Inbox items as sentences in the reader's language."""
    return [_line(item) for item in items]


@transaction.atomic
def open_item(*, item_id: int, actor: Any) -> str:
    """Mark an own item as read and return the address that it leads to, empty when there is none.

    Raises InboxItem.DoesNotExist for an item of somebody else.
    """
    item = InboxItem.objects.visible_to(actor).get(pk=item_id)
    InboxItem.objects.filter(pk=item.pk, read_at__isnull=True).update(read_at=clock.now())
    return url_for(item.subject_kind, item.subject_id, item.url_name)


@transaction.atomic
def read_all(*, actor: Any, up_to: int) -> int:
    """Mark the person's items as read up to the newest one that the page showed; returns how many."""
    unread = InboxItem.objects.visible_to(actor).unread().filter(pk__lte=up_to)
    return unread.update(read_at=clock.now())


def _line(item: InboxItem) -> Line:
    try:
        verb = verbs.get(item.verb)
    except LookupError:
        return Line(item, _("There is news about a record."), "bell", "")
    return Line(item, verb.say(item.data), verb.icon, verb.tone)
