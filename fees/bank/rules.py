"""Who says what a line of the bank is (design section 4): finance confirms, officers and managers look on."""

from typing import TYPE_CHECKING

from parkservice.accounts.models import User
from parkservice.accounts.rights import may

if TYPE_CHECKING:
    from fees.bank.models import BankLine


def may_match(line: "BankLine", user: User) -> bool:
    """Finance of the park."""
    return may(user, "bank.match", line)


def may_undo(line: "BankLine", user: User) -> bool:
    """Finance, as long as the document was there before the line.

    A receipt that was written for the line goes by the ledger's own reversal, which frees the line: else the money
    would be there twice.
    """
    match = line.matches.filter(undone_at__isnull=True).first()
    return may(user, "bank.match", line) and match is not None and not match.taken
