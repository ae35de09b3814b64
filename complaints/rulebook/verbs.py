"""Sentences of the journal and the inbox for the rule book; a rule is named in the reader's language."""

from django.utils.translation import gettext_lazy as _

from parkservice.journal.verbs import Verb, register
from parkservice.parks.models import speaks_english

_RULE = {"rule": lambda names: names[1] if speaks_english() else names[0]}

register(
    Verb("rule.drafted", _("began a draft"), "edit"),
    Verb("rule.edited", _("worked on the draft: %(articles)s articles"), "edit"),
    Verb("rule.proposed", _("proposed the draft for release"), "rise", "rise"),
    Verb("rule.taken_back", _("took the proposal back"), "undo"),
    Verb("rule.returned", _("returned the draft"), "undo", "due"),
    Verb("rule.discarded", _("discarded the draft"), "trash"),
    Verb("rule.released", _("released version %(version)s"), "done", "done"),
    Verb("rule.repealed", _("repealed the rule"), "trash", "done"),
    Verb("rule.signed", _("signed version %(version)s"), "edit", "done"),
    Verb("rule.reminded", _("reminded %(n)s colleagues to sign the rules"), "bell"),
    Verb("inbox.rule_proposed", _("%(rule)s: a draft waits for your release"), "rise", "rise", words=_RULE),
    Verb("inbox.rule_returned", _("%(rule)s: your draft came back. %(reason)s"), "undo", "due", words=_RULE),
    Verb("inbox.rule_approved", _("%(rule)s: your draft is now version %(version)s"), "done", "done", words=_RULE),
    Verb("inbox.rule_released", _("%(rule)s: read and sign version %(version)s"), "book", "due", words=_RULE),
    Verb("inbox.rule_repealed", _("%(rule)s: the rule was repealed, it no longer applies"), "book", words=_RULE),
    Verb("inbox.rules_unsigned", _("Rules that you have not signed yet: %(n)s. Read and sign them"), "bell", "due"),
)
