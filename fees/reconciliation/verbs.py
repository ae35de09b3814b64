"""Sentences of the journal for the reconciliation."""

from django.utils.translation import gettext_lazy as _

from parkservice.journal.verbs import Verb, register

_SIGNED = _("signed the reconciliation of the week of %(week)s, version %(version)s")

register(Verb("cash.week_signed", _SIGNED, "edit", "done"))
