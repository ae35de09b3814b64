"""Whose money a person may look at."""

from parkservice.accounts.models import User
from parkservice.estate.models import Customer, CustomerQuerySet
from parkservice.estate.tenure import readable


def payers_for(user: User) -> CustomerQuerySet:
    """Return the customers whose receipts and statement this person may read; a tenant those of the own company."""
    return Customer.objects.filter(readable(user, "receipts.view", customer="pk"))
