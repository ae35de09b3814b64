"""Sentences of the journal and the inbox for what is held for a look."""

from django.utils.translation import gettext_lazy as _

from parkservice.journal.verbs import Verb, register

register(
    Verb("complaint.rejected", _("rejected the submission"), "close"),
    Verb("inbox.held", _("Submissions are held for a look: release them, or reject them"), "pause", "due"),
    Verb("inbox.held_suggestions", _("Suggestions are held for a look: release what is one"), "pause", "due"),
    Verb(
        "inbox.held_urgent",
        _("An urgent submission is held for a look: call the sender, or go and see"),
        "fire",
        "miss",
    ),
)
