"""Who asks for tax invoices and who records them (design section 4, row receipts)."""

from typing import TYPE_CHECKING

from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.estate.models import Customer, CustomerQuerySet
from parkservice.estate.tenure import readable

if TYPE_CHECKING:
    from fees.invoices.models import TaxInvoice


def may_record(invoice: "TaxInvoice", user: User) -> bool:
    """Finance of the park."""
    return may(user, "invoices.record", invoice)


def asks_for(user: User) -> CustomerQuerySet:
    """Return the customers for whom a person asks for invoices: those of the park, or the own company."""
    return Customer.objects.filter(readable(user, "invoices.request", customer="pk"))
