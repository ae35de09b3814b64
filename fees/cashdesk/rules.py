"""Whose step something at a drawer is (design section 4)."""

from typing import Any

from parkservice.accounts.rights import may


def keeps(drawer: Any, user: Any) -> bool:
    """Whether this person keeps the drawer today: its officer, who still holds the right."""
    return drawer.officer_id == user.pk and may(user, "cash.keep", drawer)


def watches(drawer: Any, user: Any, perm: str) -> bool:
    """Whether this person has a right over the drawer that its officer never has."""
    return drawer.officer_id != user.pk and may(user, perm, drawer)
