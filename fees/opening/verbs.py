"""Sentences of the journal and the inbox about the books of a former system."""

from django.utils.translation import gettext_lazy as _

from fees.ledger.verbs import money
from parkservice.journal.verbs import Verb, register

_SUM, _AMOUNT = {"sum": money}, {"amount": money}

register(
    Verb("opening.kept", _("brought the file %(file)s"), "upload"),
    Verb("opening.sent", _("sent %(rows)s rows for release"), "send", "rise"),
    Verb("opening.dropped", _("put the file away"), "close"),
    Verb("opening.released", _("released the carry-over %(number)s"), "check", "go"),
    Verb("opening.refused", _("did not release it"), "close", "miss"),
    Verb("opening.done", _("completed %(rows)s rows; %(sum)s is open on bills"), "done", "done", words=_SUM),
    Verb("opening.undo_asked", _("asked to take the whole import back"), "undo", "rise"),
    Verb("opening.kept_on", _("left the import as it is"), "rest"),
    Verb("opening.taken_back", _("took the whole import back"), "undo", "miss"),
    Verb("bill.carried", _("carried the bill over with %(amount)s open: %(number)s"), "upload", "done", words=_AMOUNT),
    Verb("bill.carried_back", _("took the carry-over %(number)s back"), "undo", "miss"),
    Verb("deposit.carried", _("carried the deposit of %(amount)s over: receipt %(number)s"), "upload", words=_AMOUNT),
    Verb("inbox.opening_asked", _("The books in %(file)s wait for your release"), "upload", "rise"),
    Verb("inbox.opening_refused", _("The books in %(file)s were not released: %(reason)s"), "close", "miss"),
    Verb("inbox.opening_done", _("The carry-over %(number)s is complete: %(rows)s rows"), "check", "done"),
    Verb("inbox.undo_asked", _("%(name)s asks to take the carry-over %(number)s back: decide"), "undo", "rise"),
    Verb("inbox.undo_done", _("The carry-over %(number)s was taken back"), "undo", "miss"),
    Verb("inbox.undo_refused", _("The carry-over %(number)s stays: %(reason)s"), "close", "due"),
)
