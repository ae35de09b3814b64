"""Sentences of the journal about money that came in and was taken back."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from fees.ledger.models import Method
from parkservice.journal.verbs import Verb, register
from parkservice.kit.money import yuan


def money(amount: Any) -> str:
    """An amount as it is shown, from its stored text."""
    return yuan(Decimal(amount))


register(
    Verb(
        "receipt.taken",
        _("took %(amount)s (%(method)s), receipt %(number)s"),
        "done",
        "done",
        words={"amount": money, "method": lambda code: Method(code).label},
    ),
    Verb("receipt.reprinted", _("printed copy %(copy)s of the receipt"), "print"),
    Verb("receipt.reversal_asked", _("asked to take the receipt back"), "rise", "rise"),
    Verb("receipt.taken_back", _("took the receipt back: %(number)s"), "undo", "miss"),
    Verb("receipt.kept", _("left the receipt as it is"), "rest"),
    Verb("reversal.done", _("agreed: the receipt %(number)s is taken back"), "check", "done"),
    Verb("reversal.refused", _("refused: the receipt %(number)s stays"), "rest"),
    Verb("inbox.takeback_asked", _("%(name)s asks to take receipt %(number)s back: %(reason)s"), "undo", "rise"),
    Verb("inbox.takeback_done", _("%(name)s agreed: receipt %(number)s is taken back"), "check", "done"),
    Verb("inbox.takeback_refused", _("%(name)s left receipt %(number)s as it is: %(note)s"), "close", "due"),
)
