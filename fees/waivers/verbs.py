"""Sentences of the journal about waivers."""

from django.utils.translation import gettext_lazy as _

from fees.ledger.verbs import money
from fees.waivers.models import WaiverKind
from parkservice.journal.verbs import Verb, register

register(
    Verb(
        "waiver.proposed",
        _("proposed to waive %(amount)s (%(kind)s)"),
        "rise",
        "rise",
        words={"amount": money, "kind": lambda code: WaiverKind(code).label},
    ),
    Verb("waiver.approved", _("granted the waiver of %(amount)s"), "check", "done", words={"amount": money}),
    Verb("waiver.refused", _("refused the waiver of %(amount)s"), "rest", words={"amount": money}),
    Verb(
        "inbox.waiver_asked",
        _("%(name)s proposes to waive %(amount)s for %(customer)s: decide on %(number)s"),
        "scale",
        "rise",
        words={"amount": money},
    ),
    Verb("inbox.waiver_approved", _("%(name)s granted your waiver %(number)s"), "check", "done"),
    Verb("inbox.waiver_refused", _("%(name)s refused your waiver %(number)s: %(note)s"), "close", "due"),
)
