"""Units, customers, contacts and occupancies for tests. A park given to one of them is used for all it makes."""

import datetime

import factory
from factory.django import DjangoModelFactory

from parkservice.estate.models import (
    ContactKind,
    ContactPerson,
    Customer,
    CustomerKind,
    Occupancy,
    OccupancyRole,
    Unit,
)
from parkservice.kit.pinyin import search_key
from parkservice.parks.models import SpaceKind
from tests.parks.factories import BuildingFactory


class UnitFactory(DjangoModelFactory):
    """A workshop unit in a building of its own; give `building` to choose the park."""

    class Meta:
        model = Unit

    building = factory.SubFactory(BuildingFactory)
    park = factory.SelfAttribute("building.park")
    code = factory.Sequence(lambda n: f"A-{n + 101}")
    kind = SpaceKind.WORKSHOP
    floor = 1
    gross_area = "1286.5"


class CustomerFactory(DjangoModelFactory):
    """A company; give `park`."""

    class Meta:
        model = Customer

    park = factory.SubFactory("tests.parks.factories.ParkFactory")
    kind = CustomerKind.COMPANY
    name = factory.Sequence(lambda n: f"样例公司{n}(虚构)")
    phone = "0755-26001234"
    search_key = factory.LazyAttribute(lambda customer: search_key(customer.name))


class ResidentFactory(CustomerFactory):
    """A private person."""

    kind = CustomerKind.PERSON
    name = factory.Sequence(lambda n: f"王样例{n}")
    title = "ms"
    phone = factory.Sequence(lambda n: f"199{n:08d}")


class ContactPersonFactory(DjangoModelFactory):
    """A contact of a company."""

    class Meta:
        model = ContactPerson

    customer = factory.SubFactory(CustomerFactory)
    name = "李样例"
    title = "mr"
    position = "行政"
    kind = ContactKind.GENERAL
    phone = factory.Sequence(lambda n: f"198{n:08d}")
    email = "li@example.invalid"
    search_key = factory.LazyAttribute(lambda contact: search_key(contact.name))


class OccupancyFactory(DjangoModelFactory):
    """A company in a unit since 2025, both in one park."""

    class Meta:
        model = Occupancy

    unit = factory.SubFactory(UnitFactory)
    customer = factory.SubFactory(CustomerFactory, park=factory.SelfAttribute("..unit.park"))
    role = OccupancyRole.TENANT
    main = True
    starts = datetime.date(2025, 1, 1)
