"""Sentences of the journal for the monthly analysis."""

from django.utils.translation import gettext_lazy as _

from parkservice.journal.verbs import Verb, register

register(Verb("analysis.concluded", _("wrote down what the month %(month)s says"), "edit"))
