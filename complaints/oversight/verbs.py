"""Sentences of the journal and the inbox for the duty room's oversight."""

from django.utils.translation import gettext_lazy as _

from parkservice.journal.verbs import Verb, register

register(
    Verb("complaint.reminded", _("reminded the officer for the duty room"), "bell", "due"),
    Verb("service.observed", _("wrote an observation for the duty room"), "eye", "due"),
    Verb("service.answered", _("answered the observation of the duty room"), "done", "done"),
    Verb("inbox.duty_reminder", _("The duty room reminds you: %(matter)s. %(text)s"), "bell", "due"),
    Verb("inbox.observed", _("Observation of the duty room, please answer: %(text)s"), "eye", "due"),
    Verb("inbox.observation_answered", _("Your observation was answered: %(text)s"), "done", "done"),
)
