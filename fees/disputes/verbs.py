"""Sentences of the journal about disputed bills."""

from django.utils.translation import gettext_lazy as _

from parkservice.journal.verbs import Verb, register

register(
    Verb("bill.disputed", _("wrote down what the customer has against the bill"), "rise", "rise"),
    Verb("bill.dispute_answered", _("answered what the customer had against the bill"), "done", "done"),
)
