"""Who may take a step of a question to a department."""

from typing import Any

from parkservice.accounts.models import User
from parkservice.tasks.people import of_department, oversees


def may_answer(question: Any, user: User) -> bool:
    """Somebody of the department answers; never the one who asked."""
    return question.asked_by_id != user.pk and of_department(question, user)


def may_ask(question: Any, user: User) -> bool:
    """The asker, or who is responsible for the source, asks again or withdraws."""
    return oversees(question, user)
