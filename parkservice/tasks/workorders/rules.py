"""Who may take a step of a work order: the callables that its state machine names."""

from typing import Any

from parkservice.accounts.models import User
from parkservice.tasks.people import of_department, oversees


def may_do(order: Any, user: User) -> bool:
    """Somebody of the department takes it, passes it on to a colleague, and says that it is done."""
    return of_department(order, user)


def may_accept(order: Any, user: User) -> bool:
    """The asker, or who is responsible for the source, accepts or returns it; never the one who did it."""
    return order.done_by_id != user.pk and oversees(order, user)


def may_withdraw(order: Any, user: User) -> bool:
    """The asker, or who is responsible for the source, takes it back."""
    return oversees(order, user)
