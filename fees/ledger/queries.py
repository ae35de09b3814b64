"""Whose money a person may look at."""

from django.db.models import Q

from parkservice.accounts.models import User
from parkservice.accounts.rights import scope
from parkservice.estate.models import Customer, CustomerQuerySet
from parkservice.estate.tenure import customers_of


def payers_for(user: User) -> CustomerQuerySet:
    """Return the customers whose receipts and statement this person may read; a tenant those of the own company."""
    reach = scope(user, "receipts.view")
    seen = Q(park_id__in=reach.parks)
    if reach.own:
        seen |= Q(pk__in=customers_of(user).values("pk"))
    return Customer.objects.filter(seen)
