"""Cash of a company from a limit on is the exception and says why: one rule for receipts and deposits (domain 4)."""

from decimal import Decimal

from django.utils.translation import gettext as _

from fees.ledger.models import Method
from parkservice.estate.models import Customer
from parkservice.kit.errors import RuleViolation
from parkservice.parks.thresholds import value


def limit_for(customer: Customer | None) -> int | None:
    """Return from how many yuan on cash of a customer needs a reason; None for a person, who pays as they like."""
    return value(customer.park, "cash_reason") if customer is not None and customer.is_company else None


def missing(customer: Customer | None, *, method: str, amount: Decimal, reason: str) -> str:
    """Return the sentence that asks for the reason where it is missing; empty where none is needed."""
    limit = limit_for(customer)
    if method != Method.CASH or reason or limit is None or amount < limit:
        return ""
    words = _("Cash of ¥%(limit)s and more from a company is the exception. Write why it does not pay by bank.")
    return words % {"limit": f"{limit:,}"}


def refuse_missing(customer: Customer | None, *, method: str, amount: Decimal, reason: str) -> None:
    """Raise RuleViolation where the reason is missing, as `missing`."""
    words = missing(customer, method=method, amount=amount, reason=reason)
    if words:
        raise RuleViolation(words, code="cash_reason")
