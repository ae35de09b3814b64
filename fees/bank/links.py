"""Where the bank's statements and lines are shown, and who opens the files."""

from typing import Any

from django.urls import reverse

from fees.bank.models import BankStatement
from parkservice.messaging import links
from parkservice.paperwork import access


def _may_open(user: Any, subject_id: int, _request: Any) -> bool:
    """Whoever matches the lines of the park."""
    return BankStatement.objects.visible_to(user).filter(pk=subject_id).exists()


links.register("fees.bankline", lambda pk: reverse("fees:bank_line", args=[pk]))
links.register("fees.bankstatement", lambda pk: reverse("fees:bank_statement", args=[pk]))
access.register("fees.bankstatement", _may_open)
