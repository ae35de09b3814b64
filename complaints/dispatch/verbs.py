"""Sentences of the journal and the inbox for urgent complaints."""

from django.utils.translation import gettext_lazy as _

from parkservice.journal.verbs import Verb, register

register(
    Verb("complaint.dispatched", _("sent somebody"), "fire", "go"),
    Verb("inbox.urgent", _("Urgent, please send somebody: %(matter)s"), "fire", "miss"),
    Verb("inbox.dispatched", _("Somebody is on the way: %(matter)s. %(text)s"), "fire", "go"),
)
