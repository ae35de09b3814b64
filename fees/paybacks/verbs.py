"""Sentences of the journal about prepayments paid back."""

from django.utils.translation import gettext_lazy as _

from fees.ledger.verbs import money
from parkservice.journal.verbs import Verb, register

register(
    Verb("payback.asked", _("asked to pay %(amount)s of the prepayment back"), "rise", "rise", words={"amount": money}),
    Verb("payback.approved", _("approved that it is paid back"), "check", "done"),
    Verb("payback.refused", _("refused: the prepayment stays"), "rest"),
    Verb("payback.paid", _("paid %(amount)s back: %(number)s"), "done", "done", words={"amount": money}),
)
