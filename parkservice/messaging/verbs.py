"""Sentences of the messaging app."""

from django.utils.translation import gettext_lazy as _

from parkservice.journal.verbs import Verb, register

register(
    Verb("message.failed", _("The message “%(line)s” to %(to)s could not be delivered. Call instead."), "mail", "miss"),
)
