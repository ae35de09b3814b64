"""Sentences of the journal about tax invoices."""

from django.utils.translation import gettext_lazy as _

from fees.invoices.models import InvoiceKind
from fees.ledger.verbs import money
from parkservice.journal.verbs import Verb, register

register(
    Verb(
        "invoice.requested",
        _("asked for a tax invoice of %(amount)s (%(kind)s)"),
        "rise",
        words={"amount": money, "kind": lambda code: InvoiceKind(code).label},
    ),
    Verb("invoice.issued", _("recorded the tax invoice %(number)s"), "done", "done"),
    Verb("invoice.reversed", _("recorded the red letters %(number)s"), "rest"),
    Verb("invoice.refused", _("refused the tax invoice"), "rest"),
    Verb(
        "inbox.invoice_asked",
        _("%(name)s asks for a tax invoice of %(amount)s for %(customer)s"),
        "bill",
        "due",
        words={"amount": money},
    ),
    Verb("inbox.invoice_issued", _("Your tax invoice is made: %(number)s"), "done", "done"),
    Verb("inbox.invoice_red", _("Your tax invoice was reversed in red letters: %(note)s"), "undo", "rise"),
    Verb("inbox.invoice_refused", _("Your tax invoice was refused: %(note)s"), "close", "due"),
)
