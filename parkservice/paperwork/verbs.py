"""Sentences of the paperwork app in the history of a record."""

from django.utils.translation import gettext_lazy as _

from parkservice.journal.verbs import Verb, register

register(
    Verb("paper.issued", _("Printed the paper %(number)s"), "print", ""),
    Verb("paper.reprinted", _("Reprinted the paper %(number)s, reprint %(count)s"), "print", ""),
    Verb("paper.revoked", _("Revoked the paper %(number)s"), "cancel", "miss"),
)
