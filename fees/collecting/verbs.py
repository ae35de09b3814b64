"""Sentences of the journal and the inbox about collection visits and reviews."""

from django.utils.translation import gettext_lazy as _

from fees.collecting.models import Way
from fees.dunning.models import Result
from parkservice.journal.verbs import Verb, register

register(
    Verb(
        "collection.visited",
        _("urged the customer (%(way)s): %(result)s"),
        "phone",
        words={"way": lambda code: Way(code).label, "result": lambda code: Result(code).label},
    ),
    Verb(
        "collection.reviewed",
        _("reviewed the collection of %(name)s"),
        "check",
        "done",
    ),
    Verb("inbox.collection_reviewed", _("Your collection was reviewed"), "check"),
)
