"""Whose a record of money is, for the head of its page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fees.ledger.queries import payers_for
from parkservice.accounts.models import User
from parkservice.estate.models import Customer


def customer_line(customer: Customer, reader: User | None = None) -> list[dict[str, Any]]:
    """Return the customer of a record, with the way to the statement of account.

    `reader` is named where not everybody who sees the record reads statements: the way is shown to those who do.
    """
    hidden = reader is not None and not payers_for(reader).filter(pk=customer.pk).exists()
    url = "" if hidden else reverse("fees:statement", args=[customer.pk])
    return [{"label": _("Customer"), "value": customer.display_name, "url": url}]
