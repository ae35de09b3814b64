"""Who may decide about bills (design section 4: the manager decides, nobody on the own request)."""

from typing import Any

from parkservice.accounts.models import User
from parkservice.accounts.rights import may


def may_decide(reversal: Any, user: User) -> bool:
    """Whoever approves reversals, but never the own request."""
    return may(user, "bills.reverse", reversal) and reversal.asked_by_id != user.pk
