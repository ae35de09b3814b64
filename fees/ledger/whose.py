"""Whose a record of money is, and which line of the bank, for its page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fees.ledger.queries import payers_for
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.estate.models import Customer
from parkservice.ui.words import when_text


def customer_line(customer: Customer, reader: User | None = None) -> list[dict[str, Any]]:
    """Return the customer of a record, with the way to the statement of account.

    `reader` is named where not everybody who sees the record reads statements: the way is shown to those who do.
    """
    hidden = reader is not None and not payers_for(reader).filter(pk=customer.pk).exists()
    url = "" if hidden else reverse("fees:statement", args=[customer.pk])
    return [{"label": _("Customer"), "value": customer.display_name, "url": url}]


def bank_line(document: Any, reader: User, label: str = "") -> list[dict[str, Any]]:
    """Return the fact that a document is a line of the bank, for those who see the lines."""
    if not may(reader, "bank.view", document):
        return []
    matches = document.bank_matches.live().select_related("line__account", "by")
    return [
        {
            "label": label or _("Line of the bank"),
            "value": match.line.number,
            "url": match.line.get_absolute_url(),
            "meta": f"{match.line.account} · {match.by.display_name} · {when_text(match.at)}",
        }
        for match in matches
    ]
