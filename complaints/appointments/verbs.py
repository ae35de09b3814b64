"""Sentences of the journal and the inbox for appointments."""

from django.utils.translation import gettext_lazy as _

from parkservice.journal.verbs import Verb, register

register(
    Verb("appointment.made", _("agreed on a visit with %(host)s"), "calendar"),
    Verb("appointment.called_off", _("called the visit off"), "pause"),
    Verb("appointment.met", _("met the visitor; the visit is %(number)s"), "done", "done"),
    Verb("inbox.appointment", _("%(visitor)s visits you %(when)s: %(matter)s"), "calendar", "due"),
)
