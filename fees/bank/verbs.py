"""Sentences of the journal about the bank's statements and lines."""

from django.utils.translation import gettext_lazy as _

from fees.bank.models import AsideKind
from parkservice.journal.verbs import Verb, register

register(
    Verb("bank.account_added", _("wrote down the bank account %(account)s"), "plus"),
    Verb("bank.account_renamed", _("renamed the bank account %(former)s: %(account)s"), "edit"),
    Verb("bank.account_closed", _("closed the bank account %(account)s"), "lock"),
    Verb("bank.account_opened", _("opened the bank account %(account)s again"), "undo"),
    Verb("bank.imported", _("took %(count)s lines of the bank over from %(file)s (%(number)s)"), "upload", "done"),
    Verb("bank.matched", _("confirmed: the line is %(number)s"), "link", "done"),
    Verb("bank.taken", _("took the line as a payment, receipt %(number)s"), "money", "done"),
    Verb("bank.undone", _("undid the match with %(number)s"), "undo", "due"),
    Verb("bank.released", _("took the receipt %(number)s back, which ended the match"), "undo", "due"),
    Verb(
        "bank.set_aside", _("set the line aside: %(kind)s"), "rest", words={"kind": lambda kind: AsideKind(kind).label}
    ),
    Verb("bank.put_back", _("let the line wait again"), "undo"),
)
