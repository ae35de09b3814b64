"""Sentences of the journal about slips to pay."""

from django.utils.translation import gettext_lazy as _

from fees.ledger.verbs import money
from parkservice.journal.verbs import Verb, register

register(
    Verb("slip.sent", _("sent a slip of %(amount)s to the till"), "send", words={"amount": money}),
    Verb("slip.paid", _("took the money for the slip: %(number)s"), "done", "done"),
    Verb("slip.withdrawn", _("withdrew the slip"), "rest"),
    Verb(
        "inbox.slip_asked",
        _("%(name)s sends %(customer)s to the till: take %(amount)s"),
        "send",
        "due",
        words={"amount": money},
    ),
    Verb("inbox.slip_paid", _("%(customer)s has paid at the till: %(number)s"), "done", "done"),
    Verb("inbox.slip_withdrawn", _("%(name)s withdrew the slip of %(customer)s: %(note)s"), "close", "due"),
)
