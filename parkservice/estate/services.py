"""Changes to units, customers, contacts and occupancies; each is written in the journal (domain G4, G5, G9).

`actor` is None only when a park is set up before it has people. Nothing is deleted: units and contacts are switched
off, occupancies end.
"""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from parkservice.accounts.models import User
from parkservice.estate import tenure
from parkservice.estate.models import (
    DEFAULT_LANGUAGE,
    ContactKind,
    ContactPerson,
    Customer,
    CustomerKind,
    Occupancy,
    OccupancyRole,
    Unit,
)
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import appendonly
from parkservice.kit.errors import RuleViolation
from parkservice.kit.identity import check_uscc
from parkservice.kit.pinyin import search_key
from parkservice.kit.text import fold
from parkservice.parks.models import Building, Park

Row = TypeVar("Row", bound=models.Model)


@transaction.atomic
def create_unit(
    *,
    actor: User | None,
    building: Building,
    code: str,
    kind: str = "",
    floor: int | None = None,
    gross_area: Decimal | None = None,
    form_id: str = "",
) -> Unit:
    """Add a unit to a building; `kind` is the building's when not given, the code is kept in capitals.

    Raises RuleViolation when the park already has this code or the area is not above zero, FormReused as
    `journal.forms.once` does.
    """
    fields = {"code": code.strip().upper(), "kind": kind or building.kind, "floor": floor, "gross_area": gross_area}

    def make() -> Unit:
        unit = _stored(Unit(park_id=building.park_id, building=building, **fields))
        record(park=building.park, actor=actor, verb="estate.unit_created", subject=unit, data={"unit": unit.code})
        return unit

    return _first(form_id, actor, {"building": building.pk, **fields}, make)


@transaction.atomic
def change_unit(*, actor: User | None, unit_id: int, **fields: Any) -> Unit:
    """Change code, kind, floor, gross_area or is_active of a unit; park and building never change.

    Raises RuleViolation as create_unit does, and when an occupied unit is taken out of use.
    """
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit_id)
    if fields.get("is_active") is False and unit.is_active and unit.occupancies.current().exists():
        raise RuleViolation(_("This unit is occupied. End its occupancies before taking it out of use."), "occupied")
    if "code" in fields:
        fields["code"] = fields["code"].strip().upper()
    changed = _apply(unit, fields, {"code", "kind", "floor", "gross_area", "is_active"})
    if changed:
        record(park=unit.park, actor=actor, verb="estate.unit_changed", subject=unit, data={"fields": changed})
    return unit


@transaction.atomic
def create_customer(
    *,
    actor: User | None,
    park: Park,
    name: str,
    kind: str = CustomerKind.COMPANY,
    name_en: str = "",
    uscc: str = "",
    title: str = "",
    phone: str = "",
    email: str = "",
    language: str = DEFAULT_LANGUAGE,
    form_id: str = "",
) -> Customer:
    """Open the file of a company or person.

    Raises RuleViolation for a wrong credit code, one that the park already has, and an empty name.
    """
    fields = {"kind": kind, "name": name, "name_en": name_en, "uscc": uscc, "title": title}
    fields |= {"phone": phone, "email": email, "language": language}

    def make() -> Customer:
        customer = _stored(searchable(Customer(park=park, **_with_code(fields))))
        record(park=park, actor=actor, verb="estate.customer_created", subject=customer)
        return customer

    return _first(form_id, actor, {"park": park.pk, **fields}, make)


@transaction.atomic
def change_customer(*, actor: User | None, customer_id: int, **fields: Any) -> Customer:
    """Change the details of a customer; whether it is a company or a person never changes.

    Raises RuleViolation as create_customer does.
    """
    customer = Customer.objects.select_for_update(of=("self",)).get(pk=customer_id)
    allowed = {"name", "name_en", "uscc", "title", "phone", "email", "language"}
    changed = _apply(customer, _with_code(fields), allowed)
    if changed:
        verb = "estate.customer_changed"
        record(park=customer.park, actor=actor, verb=verb, subject=customer, data={"fields": changed})
    return customer


@transaction.atomic
def add_contact(
    *,
    actor: User | None,
    customer: Customer,
    name: str,
    title: str = "",
    position: str = "",
    kind: str = ContactKind.GENERAL,
    phone: str = "",
    email: str = "",
    language: str = DEFAULT_LANGUAGE,
    may_invite: bool = False,
    user: User | None = None,
    form_id: str = "",
) -> ContactPerson:
    """Name somebody who speaks for a customer; with `user` the account sees what the company sent.

    Raises RuleViolation for an empty name and for an account that the customer already has.
    """
    fields: dict[str, Any] = {"name": name, "title": title, "position": position, "kind": kind}
    fields |= {"phone": phone, "email": email, "language": language, "may_invite": may_invite}

    def make() -> ContactPerson:
        contact = _stored(searchable(ContactPerson(customer=customer, user=user, **fields)))
        verb, data = "estate.contact_added", {"name": name, "contact": contact.pk}
        record(park=customer.park, actor=actor, verb=verb, subject=customer, data=data)
        tenure.follow(customer_id=customer.pk, actor=actor)
        return contact

    return _first(form_id, actor, {"customer": customer.pk, **fields}, make)


@transaction.atomic
def change_contact(*, actor: User | None, contact_id: int, **fields: Any) -> ContactPerson:
    """Change the details of a contact, or say with `is_active` that somebody else is in charge now."""
    contact = ContactPerson.objects.select_for_update(of=("self",)).get(pk=contact_id)
    allowed = {"name", "title", "position", "kind", "phone", "email", "language", "is_active", "may_invite", "user"}
    changed = _apply(contact, fields, allowed)
    if changed:
        customer = contact.customer
        data = {"name": contact.name, "contact": contact.pk, "fields": changed}
        record(park=customer.park, actor=actor, verb="estate.contact_changed", subject=customer, data=data)
        tenure.follow(customer_id=customer.pk, actor=actor)
    return contact


@transaction.atomic
def start_occupancy(
    *,
    actor: User | None,
    unit: Unit,
    customer: Customer,
    starts: datetime.date,
    role: str = OccupancyRole.TENANT,
    ends: datetime.date | None = None,
    main: bool = True,
    form_id: str = "",
) -> Occupancy:
    """Write down that a customer owns, rents or lives in a unit; both days are included.

    Raises RuleViolation when unit and customer belong to different parks, the unit is out of use, the days are in the
    wrong order, or another main occupant has the unit on one of these days.
    """
    fields = {"unit": unit, "customer": customer, "role": role, "main": main, "starts": starts, "ends": ends}

    def make() -> Occupancy:
        _check_place(unit, customer)
        if main:
            _check_free(unit, starts, ends)
        occupancy = _stored(Occupancy(**fields))
        data = {"unit": unit.code, "role": role, "starts": starts.isoformat(), "occupancy": occupancy.pk}
        record(park=unit.park, actor=actor, verb="estate.occupancy_started", subject=customer, data=data)
        tenure.follow(customer_id=customer.pk, actor=actor)
        return occupancy

    return _first(form_id, actor, fields, make)


@transaction.atomic
def end_occupancy(*, actor: User | None, occupancy_id: int, ends: datetime.date) -> Occupancy:
    """Set the last day of an occupancy, or move it while it lies ahead.

    Raises RuleViolation when it already ended earlier, or the day lies before its first one.
    """
    occupancy = Occupancy.objects.select_for_update(of=("self",)).get(pk=occupancy_id)
    if occupancy.ends is not None and not occupancy.is_current:
        raise RuleViolation(_("This occupancy has already ended. Load the page again."), "ended")
    if occupancy.main:
        _check_free(occupancy.unit, occupancy.starts, ends, but=occupancy)
    if _apply(occupancy, {"ends": ends}, {"ends"}):
        data = {"unit": occupancy.unit.code, "ends": ends.isoformat(), "occupancy": occupancy.pk}
        verb, park = "estate.occupancy_ended", occupancy.unit.park
        record(park=park, actor=actor, verb=verb, subject=occupancy.customer, data=data)
        tenure.follow(customer_id=occupancy.customer_id, actor=actor)
    return occupancy


def _first(form_id: str, actor: User | None, body: dict[str, Any], make: Callable[[], Row]) -> Row:
    """Make the row; a form that is sent again gives the row of the first time."""
    return once(form_id=form_id, actor=actor, body=body, make=make)[0] if form_id else make()


def _with_code(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with a checked social credit code. Raises RuleViolation."""
    if not fields.get("uscc"):
        return fields
    try:
        return {**fields, "uscc": check_uscc(fields["uscc"])}
    except ValidationError as error:
        raise RuleViolation(error.messages[0], "uscc") from error


def searchable(row: Row) -> Row:
    """Keep the search words of a name, or of its two languages, in step with it; a unit has none."""
    if isinstance(row, Customer):
        row.search_key = f"{search_key(row.name)} {fold(row.name_en)}".strip()[:500]
    elif isinstance(row, ContactPerson):
        row.search_key = search_key(row.name)
    return row


def _stored(row: Row, **how: Any) -> Row:
    """Save a row. Raises RuleViolation with the sentence of the constraint that refuses it."""
    try:
        row.validate_constraints()
        with transaction.atomic():
            row.save(**how)
    except ValidationError as error:
        raise RuleViolation(error.messages[0], "constraint") from error
    except IntegrityError as error:
        if appendonly.refused_overlap(error):
            raise RuleViolation(_("Another main occupant has this unit on one of these days."), "overlap") from error
        raise RuleViolation(_("Somebody entered the same a moment ago. Load the page again."), "race") from error
    return row


def _apply(row: models.Model, fields: dict[str, Any], allowed: set[str]) -> list[str]:
    """Set what differs and save it; return the names of the changed fields. Raises TypeError for other fields."""
    if unknown := fields.keys() - allowed:
        raise TypeError(f"Not to be changed here: {', '.join(sorted(unknown))}.")
    changed = [name for name, value in fields.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, fields[name])
    if changed:
        keys = ["search_key"] if hasattr(searchable(row), "search_key") else []
        _stored(row, update_fields=[*changed, *keys])
    return changed


def _check_place(unit: Unit, customer: Customer) -> None:
    if unit.park_id != customer.park_id:
        raise RuleViolation(_("The unit and the customer belong to different parks."), "park")
    if not unit.is_active:
        raise RuleViolation(_("This unit is out of use. Put it back into use first."), "unit")


def _check_free(unit: Unit, starts: datetime.date, ends: datetime.date | None, but: Occupancy | None = None) -> None:
    """Lock the unit and refuse a second main occupant, by name, so that people know whose occupancy to end."""
    Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    open_then = models.Q(ends__isnull=True) | models.Q(ends__gte=starts)
    others = unit.occupancies.filter(open_then, main=True).select_related("customer")
    others = others.exclude(pk=but.pk) if but else others
    other = (others.filter(starts__lte=ends) if ends else others).order_by("starts").first()
    if other is not None:
        raise RuleViolation(
            _("%(customer)s already is the main occupant of %(unit)s in this time. End that occupancy first.")
            % {"customer": other.customer.name, "unit": unit.code},
            "overlap",
        )
