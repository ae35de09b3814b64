"""Sentences of the journal about deposits and refunds."""

from django.utils.translation import gettext_lazy as _

from fees.ledger.verbs import money
from parkservice.journal.verbs import Verb, register

register(
    Verb("deposit.received", _("took the deposit of %(amount)s"), "done", "done", words={"amount": money}),
    Verb(
        "deposit.refund_requested",
        _("asked to refund %(amount)s and to withhold %(withheld)s"),
        "rise",
        "rise",
        words={"amount": money, "withheld": money},
    ),
    Verb("deposit.refund_approved", _("approved the refund"), "check", "done"),
    Verb("deposit.refund_refused", _("refused the refund"), "rest"),
    Verb(
        "deposit.refund_paid",
        _("paid the refund %(number)s: %(amount)s"),
        "done",
        "done",
        words={"amount": money},
    ),
    Verb("refund.approved", _("approved the refund"), "check", "done"),
    Verb("refund.refused", _("refused the refund"), "rest"),
    Verb("refund.paid", _("paid the refund %(number)s"), "done", "done"),
)
