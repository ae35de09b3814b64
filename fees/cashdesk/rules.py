"""Whose step something at a drawer is (design section 4)."""

from typing import Any

from fees.cashdesk.models import Drawer
from parkservice.accounts.rights import may


def keeps(drawer: Any, user: Any) -> bool:
    """Whether this person keeps the drawer today: its officer, who still holds the right."""
    return drawer.officer_id == user.pk and may(user, "cash.keep", drawer)


def pays_cash(row: Any, user: Any) -> bool:
    """Whether this person pays cash from the float of a drawer of their own today (domain 4, "Two pots")."""
    return may(user, "receipts.cash", row) and Drawer.objects.kept_by(user, row.park).exists()


def watches(drawer: Any, user: Any, perm: str) -> bool:
    """Whether this person has a right over the drawer that its officer never has."""
    return drawer.officer_id != user.pk and may(user, perm, drawer)
