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
    Verb(
        "inbox.refund_asked",
        _("%(name)s asks to refund %(amount)s of the deposit %(number)s: decide"),
        "key",
        "rise",
        words={"amount": money},
    ),
    Verb("inbox.refund_approved", _("%(name)s approved the refund of the deposit %(number)s"), "check", "done"),
    Verb("inbox.refund_refused", _("%(name)s refused the refund of the deposit %(number)s: %(note)s"), "close", "due"),
    Verb(
        "inbox.payout_asked",
        _("%(name)s approved a refund of %(amount)s: pay the deposit %(number)s back"),
        "cash",
        "due",
        words={"amount": money},
    ),
    Verb("inbox.payout_done", _("%(name)s paid the deposit %(number)s back"), "done", "done"),
)
