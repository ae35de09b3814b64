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
)
