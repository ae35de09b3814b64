"""Finding units and customers by what people know: code, company, name, phone, pinyin initials (design section 6).

These functions look through one park; which of it a person may see is decided by `visible_to` and by `people`, which
leaves out everything about private persons and phone numbers for those who may not see customers.
"""

from collections.abc import Iterable
from itertools import groupby

from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.functions import Replace

from parkservice.estate.models import ContactPerson, Customer, CustomerKind, CustomerQuerySet, Occupancy, Unit
from parkservice.kit.text import fold
from parkservice.parks.models import Building, Park

#: Offers of a picker; who needs more types more.
LIMIT = 10
#: Digits that make a text a phone number; fewer are a part of a code or a credit code.
PHONE_DIGITS = 4
_DIALLED = Replace("phone", Value("-"), Value(""))


def find_units(park: Park, text: str, limit: int = LIMIT, *, people: bool = True) -> list[Unit]:
    """Return units in use that fit a text, best first: the very code, codes that begin so, then all others.

    Fits: the code with or without hyphen, and occupants of today by name, phone or pinyin initials. Each unit carries
    its occupants in `now_in` and its building. Without `people` only codes and company names are searched.
    """
    code = fold(text).replace("-", "").replace(" ", "")
    if not code:
        return []
    living = Occupancy.objects.current().filter(customer__in=matching_customers(park, text, people=people))
    units = Unit.objects.filter(park=park, is_active=True).annotate(plain=Replace("code", Value("-"), Value("")))
    fitting = units.filter(Q(plain__icontains=code) | Q(pk__in=living.values("unit_id")))
    best = Case(
        When(plain__iexact=code, then=0), When(plain__istartswith=code, then=1), default=2, output_field=IntegerField()
    )
    return list(fitting.select_related("building").with_occupants().order_by(best, "code")[:limit])


def find_customers(park: Park, text: str, limit: int = LIMIT) -> list[Customer]:
    """Return customers that fit a name, credit code, phone, pinyin initials or the name of a contact, by name."""
    return list(matching_customers(park, text).with_units().order_by("name", "pk")[:limit])


def find_by_phone(park: Park, phone: str, limit: int = LIMIT) -> list[ContactPerson | Customer]:
    """Return who answers under a number: contacts in charge first (with their customer), then customers.

    The last digits are enough, four at least; hyphens do not matter. Both kinds have name, title and phone.
    """
    digits = _digits(phone)
    if len(digits) < PHONE_DIGITS:
        return []
    contacts = ContactPerson.objects.filter(customer__park=park, is_active=True).select_related("customer")
    contacts = contacts.annotate(dialled=_DIALLED).filter(dialled__endswith=digits).order_by("name", "pk")
    customers = Customer.objects.filter(park=park)
    customers = customers.annotate(dialled=_DIALLED).filter(dialled__endswith=digits).order_by("name", "pk")
    found: list[ContactPerson | Customer] = [*contacts[:limit], *customers[:limit]]
    return found[:limit]


def public_units(park: Park) -> list[tuple[Building, list[Unit]]]:
    """Return the units in use by building, for the public form: codes only, who is in them is nobody's business."""
    units = Unit.objects.filter(park=park, is_active=True).select_related("building").order_by("building__code", "code")
    return [(building, list(rows)) for building, rows in groupby(units, key=lambda unit: unit.building)]


def matching_customers(park: Park, text: str, *, people: bool = True) -> CustomerQuerySet:
    """Return the customers of a park that fit a text; without `people` companies by their name alone."""
    customers = Customer.objects.filter(park=park)
    fitting = _named(text)
    if not people:
        return customers.filter(fitting, kind=CustomerKind.COMPANY)
    contacts = ContactPerson.objects.filter(customer__park=park, is_active=True).filter(_named(text) | _called(text))
    if fold(text):
        fitting |= Q(uscc__iexact=text.strip()) | Q(name_en__icontains=fold(text))
    return customers.filter(fitting | _called(text) | Q(pk__in=contacts.values("customer_id")))


def occupants(units: Iterable[Unit], *, people: bool) -> dict[int, str]:
    """Return the main occupants of units read by `with_occupants`, by unit; without `people` companies only."""
    found = {}
    for unit in units:
        shown = [row.customer for row in unit.now_in if people or row.customer.is_company]
        found[unit.pk] = shown[0].display_name if shown else ""
    return found


def _named(text: str) -> Q:
    """A customer or contact by name or pinyin; nothing for an empty text."""
    words = fold(text)
    if not words:
        return Q(pk__in=[])
    return Q(name__icontains=words) | Q(search_key__icontains=words.replace(" ", ""))


def _called(text: str) -> Q:
    """A customer or contact by phone; nothing for texts that are no number."""
    digits = _digits(text)
    if len(digits) < PHONE_DIGITS or len(digits) < len(fold(text).replace(" ", "").replace("-", "")):
        return Q(pk__in=[])
    return Q(phone__contains=digits) | Q(phone__contains=text.strip())


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, fold(text)))
