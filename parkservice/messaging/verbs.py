"""Sentences of the messaging app."""

from django.utils.translation import gettext_lazy as _

from parkservice.journal.verbs import Verb, register

register(
    Verb("words.phrase_added", _("added the phrase “%(text)s”"), "chat"),
    Verb("words.phrase_changed", _("changed the phrase “%(text)s”"), "edit"),
    Verb("words.text_added", _("added the ready text “%(name)s”"), "chat"),
    Verb("words.text_changed", _("changed the ready text “%(name)s”"), "edit"),
    Verb("words.levels_proposed", _("proposed levels of the courtesy rules; off: %(off)s"), "edit", "due"),
    Verb("words.levels_released", _("released levels of the courtesy rules; off: %(off)s"), "check", "done"),
    Verb("words.levels_refused", _("refused levels of the courtesy rules; off: %(off)s"), "rest"),
    Verb(
        "inbox.levels_proposed",
        _("%(name)s proposes other levels of the courtesy rules: %(reason)s"),
        "chat",
        "rise",
    ),
    Verb("message.failed", _("The message “%(line)s” to %(to)s could not be delivered. Call instead."), "mail", "miss"),
)
