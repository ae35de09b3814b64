"""Sentences of the journal and the inbox for bills and billing runs."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from parkservice.journal.verbs import Verb, register
from parkservice.kit.money import yuan


def _yuan(amount: Any) -> str:
    return yuan(Decimal(amount))


_SUM = {"sum": _yuan}
_AMOUNT = {"amount": _yuan}

register(
    Verb("run.previewed", _("previewed %(count)s bills of %(sum)s"), "eye", words=_SUM),
    Verb("run.started", _("started the run"), "right", "go"),
    Verb("run.building", _("%(building)s: %(count)s bills of %(sum)s"), "building", "done", words=_SUM),
    Verb("run.done", _("All buildings are billed: %(count)s bills of %(sum)s"), "done", "done", words=_SUM),
    Verb("run.dropped", _("put the preview away"), "close"),
    Verb("bill.issued", _("issued the bill of %(amount)s"), "bill", "done", words=_AMOUNT),
    Verb("bill.reversal_asked", _("asked for its reversal"), "undo", "rise"),
    Verb(
        "bill.cancelled",
        _("approved the reversal; the bill of %(amount)s counts no more"),
        "close",
        "miss",
        words=_AMOUNT,
    ),
    Verb("bill.reversal_refused", _("refused the reversal"), "swap", "due"),
    Verb("line.added", _("added the line %(label)s"), "plus", "go"),
    Verb("line.ended", _("ended the line %(label)s"), "close"),
    Verb("line.amounts", _("took %(count)s amounts of %(sum)s over from %(file)s"), "upload", "done", words=_SUM),
    Verb(
        "line.amount_replaced",
        _("replaced the amount of the line %(label)s for the period from %(day)s: %(old)s before, %(new)s now"),
        "swap",
        "rise",
        words={"old": _yuan, "new": _yuan},
    ),
    Verb("inbox.reversal_asked", _("Bill %(number)s is to be reversed: %(reason)s"), "undo", "rise"),
    Verb("inbox.reversal_approved", _("Bill %(number)s is reversed"), "check", "done"),
    Verb("inbox.reversal_refused", _("Bill %(number)s stays: %(note)s"), "swap", "due"),
)
