"""Sentences of the journal and the inbox for what was forgotten."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from complaints.choices import LimitKind
from parkservice.journal.verbs import Verb, register
from parkservice.ui.words import when_text

_WORDS: dict[str, Any] = {
    "limit": lambda code: LimitKind(code).label,
    "when": lambda iso: when_text(datetime.fromisoformat(iso)),
}

register(
    Verb(
        "complaint.forgotten",
        _("The complainant says that it was forgotten: %(limit)s was due %(when)s"),
        "rise",
        "miss",
        public=True,
        words=_WORDS,
    ),
    Verb(
        "inbox.forgotten",
        _("The complainant says that it was forgotten, please see to it: %(matter)s. %(limit)s was due %(when)s"),
        "rise",
        "miss",
        words=_WORDS,
    ),
)
