"""Where deposits are shown, for the inbox, and who opens the photos of what was signed for a refund."""

from typing import Any

from django.urls import reverse

from fees.deposits.models import Deposit
from parkservice.accounts.rights import scope
from parkservice.messaging import links
from parkservice.paperwork import access


def _may_open(user: Any, subject_id: int, _request: Any) -> bool:
    """The staff that sees the deposits of the park; letters of authority name people, so no tenant."""
    return Deposit.objects.filter(pk=subject_id, park_id__in=scope(user, "deposits.view").parks).exists()


links.register("fees.deposit", lambda pk: reverse("fees:deposit", args=[pk]))
access.register("fees.deposit", _may_open)
