"""Sentences of the journal about prepayments paid back."""

from django.utils.translation import gettext_lazy as _

from fees.ledger.verbs import money
from parkservice.journal.verbs import Verb, register

register(
    Verb("payback.asked", _("asked to pay %(amount)s of the prepayment back"), "rise", "rise", words={"amount": money}),
    Verb("payback.approved", _("approved that it is paid back"), "check", "done"),
    Verb("payback.refused", _("refused: the prepayment stays"), "rest"),
    Verb("payback.paid", _("paid %(amount)s back: %(number)s"), "done", "done", words={"amount": money}),
    Verb(
        "inbox.payback_asked",
        _("%(name)s asks to pay %(amount)s of the prepayment of %(customer)s back: decide"),
        "money",
        "rise",
        words={"amount": money},
    ),
    Verb(
        "inbox.payback_approved",
        _("%(name)s approved that %(customer)s gets %(amount)s of the prepayment back"),
        "check",
        "done",
        words={"amount": money},
    ),
    Verb("inbox.payback_refused", _("%(name)s refused to pay %(customer)s back: %(note)s"), "close", "due"),
    Verb(
        "inbox.payback_due_asked",
        _("%(name)s approved it: pay %(amount)s of the prepayment back to %(customer)s"),
        "cash",
        "due",
        words={"amount": money},
    ),
    Verb(
        "inbox.payback_due_done",
        _("%(name)s paid %(amount)s back to %(customer)s: %(number)s"),
        "done",
        "done",
        words={"amount": money},
    ),
)
