"""Sentences of the journal and the inbox about dunning notices."""

from django.utils.translation import gettext_lazy as _

from fees.dunning.models import Delivery
from fees.ledger.verbs import money
from parkservice.journal.verbs import Verb, register

register(
    Verb("dunning.proposed", _("proposed the notice"), "bill"),
    Verb("dunning.dropped", _("dropped the notice: nothing of it is to be urged any more"), "rest"),
    Verb("dunning.asked", _("asked for the legal route"), "rise", "rise"),
    Verb("dunning.approved", _("approved the legal route"), "check", "done"),
    Verb("dunning.refused", _("refused the legal route"), "rest"),
    Verb(
        "dunning.delivered",
        _("delivered the notice over %(amount)s (%(delivery)s)"),
        "send",
        "go",
        words={"amount": money, "delivery": lambda code: Delivery(code).label},
    ),
    Verb("inbox.dunning_asked", _("The legal route against %(customer)s waits for your approval"), "rise", "rise"),
    Verb("inbox.dunning_approved", _("%(name)s agreed to the legal route against %(customer)s"), "check", "done"),
    Verb("inbox.dunning_refused", _("%(name)s refused the legal route against %(customer)s: %(note)s"), "close", "due"),
)
