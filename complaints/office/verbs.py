"""Sentences of the journal and the inbox for the park office."""

from django.utils.translation import gettext_lazy as _

from parkservice.journal.verbs import Verb, register

register(
    Verb("office.acknowledged", _("acknowledged the result for the park office: %(name)s"), "check", "done"),
    Verb("office.commented", _("commented on the result for the park office: %(name)s"), "chat", "due"),
    Verb("inbox.office_comment", _("The park office writes: %(matter)s. %(text)s"), "chat", "due"),
)
