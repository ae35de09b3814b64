"""A proposal in words: why, and what happens when somebody confirms it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fees.bank.documents import CUSTOMER, KINDS
from fees.bank.matching import AMOUNT, NAME, NUMBER, RETURN, UNIT, Proposal
from parkservice.kit.money import yuan
from parkservice.ui.words import day_text

_REASONS: Mapping[frozenset[str], Any] = {
    frozenset({AMOUNT, NAME, NUMBER}): gettext_lazy("Amount, name and number agree"),
    frozenset({AMOUNT, NUMBER}): gettext_lazy("Amount and number agree"),
    frozenset({AMOUNT, NAME}): gettext_lazy("Amount and name agree"),
    frozenset({AMOUNT, UNIT}): gettext_lazy("Amount and unit agree; the name is another one"),
    frozenset({AMOUNT}): gettext_lazy("Only the amount agrees"),
    frozenset({NAME, NUMBER}): gettext_lazy("Name and number agree; the amount does not"),
    frozenset({NUMBER}): gettext_lazy("Only the number agrees"),
    frozenset({NAME}): gettext_lazy("Only the name agrees"),
    frozenset({UNIT}): gettext_lazy("Only the unit agrees"),
}


def why(proposal: Proposal) -> str:
    """What speaks for it."""
    reasons = frozenset(proposal.reasons)
    weighty = reasons if reasons in _REASONS else reasons - {UNIT}
    return str(_REASONS[weighty])


def what(proposal: Proposal) -> str:
    """What it says the line is."""
    if proposal.document is not None:
        document, kind = proposal.document, proposal.document_kind
        day = day_text(document.day, near=False)
        said = {"number": document.number, "payer": kind.party_of(document), "day": day}
        return _("%(number)s, %(payer)s, %(day)s") % said
    name = proposal.customer.display_name if proposal.customer else ""
    if not proposal.bills:
        return name
    number = len(proposal.bills)
    bills = proposal.bills[0].number if number == 1 else ngettext("%(n)d bill", "%(n)d bills", number) % {"n": number}
    return _("%(name)s, %(bills)s") % {"name": name, "bills": bills}


def outcome(proposal: Proposal) -> str:
    """What confirming it does."""
    if proposal.kind in KINDS:
        return _("The line is linked to the document; no money is booked again.")
    if proposal.kind != CUSTOMER:
        return _("The line is settled, and a second person is asked to take the receipt back.")
    if not proposal.bills:
        words = _("%(owed)s is open. A receipt is written: the oldest bill first, the rest is a prepayment.")
        return words % {"owed": yuan(proposal.owed)}
    bills = _(", ").join(f"{bill.number} {bill.item.name}" for bill in proposal.bills[:3])
    if len(proposal.bills) > 3:
        bills = _("%(bills)s and %(n)d more") % {"bills": bills, "n": len(proposal.bills) - 3}
    return _("A receipt is written for %(bills)s.") % {"bills": bills}


def shown(proposal: Proposal) -> dict[str, Any]:
    """One proposal for a template."""
    return {
        "choice": proposal.choice,
        "kind": proposal.kind,
        "strong": proposal.strong,
        "tone": "done" if proposal.strong else "due",
        "why": why(proposal),
        "what": what(proposal),
        "outcome": outcome(proposal),
        "document": proposal.document,
        "returns": proposal.kind == RETURN,
    }
