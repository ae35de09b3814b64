"""Keeping the words of a record findable: written with the record, in its transaction."""

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

from complaints.lookup.models import SearchText
from parkservice.kit.grams import grams

if TYPE_CHECKING:
    from complaints.contacts.models import Contact
    from complaints.voice import Voice

    Findable = Voice | Contact

#: Rows written by one statement.
BATCH = 1000


def remember(*, record: "Findable") -> None:
    """Make a new record findable by its words; call it in the transaction that makes the record."""
    _text(record).save(force_insert=True)


def remember_all(*, records: Iterable["Findable"]) -> None:
    """Make many records findable, for example those that were there before the index; ones known already stay."""
    texts = (_text(record) for record in records)
    while batch := list(islice(texts, BATCH)):
        SearchText.objects.bulk_create(batch, ignore_conflicts=True)


def _text(record: "Findable") -> SearchText:
    """The row of one record: number, words, unit and company on one side, name and phone on the other."""
    unit, customer = record.unit, record.customer
    said = [record.number, getattr(record, "matter", ""), record.content, getattr(record, "benefit", "")]
    where = [unit.code if unit else "", customer.name if customer else "", customer.search_key if customer else ""]
    name = record.sender_name if hasattr(record, "sender_name") else record.visitor
    return SearchText(
        park_id=record.park_id,
        kind=str(record._meta.model_name),
        object_id=record.pk,
        words=grams(*said, *where),
        person=grams(name, record.phone),
    )
