"""For whom a tenant's account speaks, and until when: accounts end with the occupancy (design section 6).

A contact with an account speaks for its customer while the contact is in charge and the customer has a unit, now or
agreed for later. The tenant posting carries the last day, so that every right ends with it.
"""

import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from parkservice.accounts.models import Person, User
from parkservice.accounts.postings import keep_tenant_until
from parkservice.accounts.rights import scope
from parkservice.estate.models import ContactPerson, Customer, CustomerQuerySet, Occupancy, OccupancyQuerySet
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation


def _going_on() -> OccupancyQuerySet:
    """Occupancies that hold today or lie ahead."""
    return Occupancy.objects.filter(Q(ends__isnull=True) | Q(ends__gte=clock.today()))


def _speaking(user: Person) -> QuerySet[ContactPerson]:
    """The contacts in charge that are this account."""
    return ContactPerson.objects.filter(user_id=user.pk or 0, is_active=True)


def customers_of(user: Person) -> CustomerQuerySet:
    """Customers in whose name an account may speak today."""
    contacts = _speaking(user)
    occupied = _going_on().values("customer_id")
    return Customer.objects.filter(pk__in=contacts.values("customer_id")).filter(pk__in=occupied)


def readable(user: Person, perm: str, *, customer: str = "customer_id") -> Q:
    """Rows of customers in the parks in which this person has a right, and where it reaches so, of their own companies.

    `customer` names the column that says whose a row is.
    """
    reach = scope(user, perm)
    seen = Q(park_id__in=reach.parks)
    return seen | Q(**{f"{customer}__in": customers_of(user).values("pk")}) if reach.own else seen


def inviting_for(user: Person) -> CustomerQuerySet:
    """Customers whose people an account may invite: its contact is marked for it, and the account holds the right."""
    if not scope(user, "estate.invite").own:
        return Customer.objects.none()
    marked = _speaking(user).filter(may_invite=True)
    return customers_of(user).filter(pk__in=marked.values("customer_id"))


def has_place(customer: Customer) -> bool:
    """Whether a customer has a unit, now or agreed for later."""
    return _going_on().filter(customer=customer).exists()


def last_day(user: User, park_id: int) -> datetime.date | None:
    """The last day on which an account speaks for a customer of a park; None while no end is agreed.

    Raises RuleViolation when it speaks for nobody there any more.
    """
    mine = customers_of(user).filter(park_id=park_id)
    days = list(_going_on().filter(customer__in=mine).values_list("ends", flat=True))
    if not days:
        raise RuleViolation(_("This customer has no unit now. Record the occupancy first."), code="no_occupancy")
    return None if None in days else max(day for day in days if day)


def lock(customer_id: int) -> Customer:
    """Lock a customer, so that accounts begin and end one by one, and return it with its park."""
    return Customer.objects.select_for_update(of=("self",)).select_related("park").get(pk=customer_id)


def follow(*, customer_id: int, actor: User | None) -> None:
    """Bring the postings of a customer's accounts in step with its occupancies and contacts.

    Called in the transaction of every change to one of them.
    """
    park = lock(customer_id).park
    for user in User.objects.filter(contact_persons__customer_id=customer_id).distinct().order_by("id"):
        try:
            ends, over = last_day(user, park.pk), False
        except RuleViolation:
            ends, over = None, True
        keep_tenant_until(user=user, park=park, ends=ends, over=over, actor=actor)
