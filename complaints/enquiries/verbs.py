"""Sentences of the journal for ready answers."""

from django.utils.translation import gettext_lazy as _

from parkservice.journal.verbs import Verb, register

register(Verb("answer.kept", _("wrote the ready answer to “%(question)s”"), "edit"))
