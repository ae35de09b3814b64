"""Sentences of the journal for meters."""

from django.utils.translation import gettext_lazy as _

from parkservice.journal.verbs import Verb, register

register(
    Verb("meter.registered", _("put the meter in; it began with %(value)s"), "plus", "go"),
    Verb("meter.changed", _("changed it at %(value)s; %(serial)s hangs in its place"), "swap"),
    Verb("meter.taken_out", _("took it out at %(value)s"), "close"),
    Verb("meter.read", _("read %(value)s, usage %(usage)s (%(number)s)"), "check", "done"),
    Verb("meter.estimated", _("estimated %(value)s, usage %(usage)s (%(number)s)"), "edit", "due"),
    Verb("meter.voided", _("made the reading %(value)s void"), "close", "miss"),
    Verb("meter.imported", _("took %(count)s readings over from %(file)s"), "upload", "done"),
)
