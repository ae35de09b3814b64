"""Sentences of the paperwork app in the history of a record."""

from django.utils.translation import gettext_lazy as _

from parkservice.journal.verbs import Verb, register
from parkservice.paperwork import kinds

WORDS = {"kind": kinds.name_of}

register(
    Verb("paper.issued", _("Printed: %(kind)s %(number)s"), "print", words=WORDS),
    Verb("paper.reprinted", _("Reprinted: %(kind)s %(number)s, reprint %(count)s"), "print", words=WORDS),
    Verb("paper.revoked", _("Revoked: %(kind)s %(number)s"), "close", "miss", words=WORDS),
)
