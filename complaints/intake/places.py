"""Where a matter belongs, in the words of somebody who has no account (A1): unit codes as people type them."""

import re

from django.db.models import Q

from complaints.intake.services import Place
from parkservice.accounts.models import User
from parkservice.estate.models import Customer, CustomerKind, Occupancy, Unit
from parkservice.estate.tenure import customers_of
from parkservice.kit.text import fold
from parkservice.parks.models import Park

_CODE = re.compile(r"([A-Z]+)[\s栋座-]*([0-9]+[A-Z0-9]*)")


def find_place(park: Park, text: str) -> Place | None:
    """Return the unit of a code, or the company of exactly this name with its unit when it has only one.

    None when the words fit neither; nothing more is told, so that nobody can ask the form who rents what.
    """
    if not text:
        return None
    unit = Unit.objects.filter(park=park, is_active=True, code__in=_codes(text)).select_related("building").first()
    if unit is not None:
        return Place(unit=unit)
    named = Q(name=text) | Q(name_en=text)
    company = Customer.objects.filter(named, park=park, kind=CustomerKind.COMPANY).first()
    if company is None:
        return None
    rented = Occupancy.objects.current().filter(customer=company).values("unit")
    units = list(Unit.objects.filter(pk__in=rented, is_active=True).select_related("building")[:2])
    return Place(unit=units[0] if len(units) == 1 else None, customer=company)


def _codes(text: str) -> set[str]:
    """The ways in which a unit code is typed: A-301, a301, A 301, A栋301."""
    plain = fold(text).upper()
    parts = _CODE.fullmatch(plain)
    return {plain, f"{parts[1]}-{parts[2]}"} if parts else {plain}


def company_of(user: User | None, park: Park) -> Customer | None:
    """Return the company in whose name a tenant's account speaks."""
    return customers_of(user).filter(park=park).order_by("pk").first() if user is not None else None


def unit_of(user: User, park: Park) -> Unit | None:
    """Return the unit that a tenant's account means when it says nothing: the only one of its customers."""
    rented = Occupancy.objects.current().filter(customer__in=customers_of(user).filter(park=park)).values("unit")
    units = list(Unit.objects.filter(pk__in=rented, is_active=True).select_related("building")[:2])
    return units[0] if len(units) == 1 else None


#: Above this the browser's own list of units would be heavier than the page; people type the code.
LIST_LIMIT = 300


def unit_codes(park: Park) -> list[str]:
    """Return the codes that the form offers while typing; none in a park with very many units."""
    units = Unit.objects.filter(park=park, is_active=True).order_by("code")
    codes = list(units.values_list("code", flat=True)[: LIST_LIMIT + 1])
    return codes if len(codes) <= LIST_LIMIT else []
