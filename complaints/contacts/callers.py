"""Who is on the line: the people behind a phone number or a unit, and what is open with them (A2, O9)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from complaints.contacts.models import Contact
from complaints.models import Complaint
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.estate.lookup import PHONE_DIGITS, find_by_phone, find_units
from parkservice.estate.models import ContactPerson, Customer, Occupancy, Unit
from parkservice.kit.text import mask_phone
from parkservice.parks.models import Park

#: People and matters of each kind shown beside the form while somebody is on the line.
BESIDE = 5
#: Letters of a unit from which it is looked up.
UNIT_LETTERS = 2


@dataclass(frozen=True)
class Person:
    """Somebody whom the form can take over with one click."""

    name: str
    title: str
    phone: str
    company: str
    unit: str


@dataclass
class Caller:
    """What is known about a phone number and a unit; `asked` is false while neither says enough."""

    asked: bool = False
    people: list[Person] = field(default_factory=list)
    unit: Unit | None = None
    cases: list[Complaint] = field(default_factory=list)
    states: list[Complaint] = field(default_factory=list)
    calls: list[Contact] = field(default_factory=list)

    @property
    def unknown(self) -> bool:
        """Whether nothing at all is known."""
        return not (self.people or self.unit or self.cases or self.states or self.calls)


def recognise(*, park: Park, user: User, phone: str, unit: str) -> Caller:
    """Look up a phone number (its last four digits are enough) and a unit by what was typed.

    People are named to those who may see customers. Matters are those that the reader may open (`cases`, `calls`);
    of other complaints a clerk learns number and state (`states`).
    """
    digits = "".join(filter(str.isdecimal, phone))[-20:]
    by_phone = len(digits) >= PHONE_DIGITS
    place = _unit(park, user, unit)
    if not by_phone and place is None:
        return Caller()
    sees_people = may(user, "estate.view", park)
    found = find_by_phone(park, digits, BESIDE) if by_phone and sees_people else []
    if place is not None and sees_people and not found:
        found = _living_in(place)
    which = Q(phone__endswith=digits) if by_phone else Q()
    customers = {_customer_of(row).pk for row in found} if by_phone else set()
    which |= Q(customer_id__in=customers) if customers else Q()
    which |= Q(unit=place) if place is not None else Q()
    return Caller(True, _people(found), place, *_matters(park, user, which))


def _unit(park: Park, user: User, text: str) -> Unit | None:
    """The one unit that the words mean."""
    if len(text.strip()) < UNIT_LETTERS:
        return None
    units = find_units(park, text, BESIDE, people=may(user, "estate.view", park))
    exact = [unit for unit in units if unit.code.casefold() == text.strip().casefold()]
    return exact[0] if exact else units[0] if len(units) == 1 else None


def _living_in(unit: Unit) -> list[ContactPerson | Customer]:
    """Whom to expect from a unit: the contacts of its occupants, or a resident in person."""
    customers = [row.customer for row in Occupancy.objects.current().filter(unit=unit).select_related("customer")]
    contacts = ContactPerson.objects.filter(customer__in=customers, is_active=True).select_related("customer")
    found: list[ContactPerson | Customer] = [*contacts.order_by("id")[:BESIDE]]
    found += [customer for customer in customers if not customer.is_company]
    return found[:BESIDE]


def _customer_of(row: ContactPerson | Customer) -> Customer:
    return row.customer if isinstance(row, ContactPerson) else row


def _people(found: Iterable[ContactPerson | Customer]) -> list[Person]:
    """The people with the unit that their customer mainly has today, each of them once."""
    rows = list(found)
    customers = {_customer_of(row).pk for row in rows}
    placed = (
        Occupancy.objects.current().filter(customer_id__in=customers).select_related("unit").order_by("-unit__code")
    )
    codes = {row.customer_id: row.unit.code for row in placed} if rows else {}
    people = [
        Person(
            row.name,
            row.title,
            mask_phone(row.phone),
            _customer_of(row).display_name if _customer_of(row).is_company else "",
            codes.get(_customer_of(row).pk, ""),
        )
        for row in rows
    ]
    return list(dict.fromkeys(people))


def _matters(park: Park, user: User, which: Q) -> tuple[list[Complaint], list[Complaint], list[Contact]]:
    """Open complaints that the reader may open, those of which only the state is for them, and open calls."""
    visible = Complaint.objects.visible_to(user).filter(which, park=park).open()
    cases = list(visible.select_related("officer", "park").order_by("-received_at")[:BESIDE])
    others = Complaint.objects.status_for(user).filter(which, park=park).open().exclude(pk__in=visible.values("pk"))
    states = list(others.select_related("officer", "park").order_by("-received_at")[:BESIDE])
    calls = Contact.objects.visible_to(user).filter(which, park=park).open().select_related("received_by")
    return cases, states, list(calls.order_by("-at")[:BESIDE])
