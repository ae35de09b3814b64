"""Sentences of the journal and the inbox for cash, from the drawer to the closed month."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from parkservice.journal.verbs import Verb, register


def _outcome(code: Any) -> object:
    from fees.counting.models import Outcome

    return Outcome(code).label


_DECIDED = {"outcome": _outcome}

register(
    Verb("cash.safe_added", _("added the safe %(safe)s"), "lock"),
    Verb("cash.drawer_opened", _("handed a float of %(amount)s yuan to %(name)s"), "cash"),
    Verb("cash.drawer_ended", _("took the drawer back from %(name)s (%(number)s)"), "cash"),
    Verb("cash.counted", _("counted %(total)s yuan (%(number)s)"), "cash"),
    Verb("cash.difference", _("found a difference of %(amount)s yuan (%(number)s), witness %(name)s"), "warn", "due"),
    Verb("cash.difference_explained", _("explained the difference"), "edit"),
    Verb("cash.difference_decided", _("decided: %(outcome)s"), "done", words=_DECIDED),
    Verb("cash.difference_carried_out", _("carried it out in cash"), "done"),
    Verb("cash.paid_in", _("handed %(amount)s yuan to finance (%(number)s)"), "send"),
    Verb("cash.payin_confirmed", _("counted %(counted)s yuan and confirmed %(number)s"), "done", "done"),
    Verb("cash.payin_disputed", _("counted %(counted)s yuan and disputed %(number)s"), "warn", "miss"),
    Verb("cash.safe_checked", _("checked the safe %(safe)s (%(number)s)"), "lock"),
    Verb("cash.consent", _("let the cash of %(name)s stay in the safe on %(day)s"), "check"),
    Verb("cash.day_closed", _("closed the day %(day)s with %(balance)s yuan"), "lock", "done"),
    Verb("cash.month_signed", _("signed the month %(month)s"), "edit"),
    Verb("cash.month_closed", _("closed the month %(month)s, version %(version)s"), "lock", "done"),
    Verb("cash.reopening_asked", _("asked to reopen the month %(month)s"), "undo", "due"),
    Verb("cash.month_reopened", _("agreed to reopen the month %(month)s"), "undo", "due"),
    Verb("inbox.cash_witness", _("%(name)s names you as witness of a cash difference of %(amount)s yuan: %(number)s")),
    Verb("inbox.cash_difference", _("Cash difference of %(amount)s yuan with %(name)s: %(number)s"), "warn", "miss"),
    Verb("inbox.difference_asked", _("A cash difference is explained and waits for your decision: %(number)s"), "cash"),
    Verb("inbox.difference_decided", _("Your cash difference %(number)s was decided: %(outcome)s"), words=_DECIDED),
    Verb("inbox.payin_asked", _("%(name)s hands in %(amount)s yuan: count and confirm %(number)s"), "cash", "due"),
    Verb("inbox.payin_confirmed", _("Finance counted %(counted)s yuan and confirmed %(number)s"), "done", "done"),
    Verb(
        "inbox.payin_disputed",
        _("Finance counted %(counted)s yuan and disputes %(number)s: %(remark)s"),
        "warn",
        "miss",
    ),
    Verb(
        "inbox.cash_safe_wrong",
        _("Contents of the safe %(safe)s do not agree, says %(name)s: %(remark)s"),
        "warn",
        "miss",
    ),
    Verb("inbox.cash_safe_missing", _("Nobody checked the safe %(safe)s on %(day)s"), "lock", "miss"),
    Verb("inbox.cash_consent", _("%(name)s lets your cash stay in the safe on %(day)s: %(reason)s"), "check"),
    Verb("inbox.cash_month", _("%(name)s signed the month %(month)s: check and close it"), "cash", "due"),
    Verb("inbox.reopening_asked", _("%(name)s asks to reopen the month %(month)s: %(reason)s"), "undo", "due"),
    Verb("inbox.reopening_done", _("%(name)s agreed: the month %(month)s is open for a new version"), "check", "done"),
)
