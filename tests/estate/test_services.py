"""Changes to the estate: what is written, what the journal says, and what is refused with which way on (G4, G5)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from parkservice.accounts.roles import Role
from parkservice.estate import services
from parkservice.estate.models import ContactKind, CustomerKind, Occupancy, OccupancyRole
from parkservice.journal.models import Event
from parkservice.journal.queries import timeline
from parkservice.kit import appendonly, clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.pinyin import search_key
from tests.accounts.factories import person
from tests.estate.factories import (
    ContactPersonFactory,
    CustomerFactory,
    OccupancyFactory,
    ResidentFactory,
    UnitFactory,
)
from tests.parks.factories import BuildingFactory, ParkFactory

pytestmark = pytest.mark.django_db

CODE = "91990001MA00000157"


@pytest.fixture
def park() -> Any:
    return ParkFactory()


@pytest.fixture
def manager(park: Any) -> Any:
    return person(Role.MANAGER, park)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def verbs(subject: Any) -> list[str]:
    """What the journal tells of a record, in order."""
    return [event.verb for event in Event.objects.about(subject)]


def test_unit_takes_use_and_park_from_its_building(park, manager) -> None:
    building = BuildingFactory(park=park, kind="office")
    unit = services.create_unit(actor=manager, building=building, code=" c-501 ", gross_area=Decimal("320.5"))
    assert (unit.code, unit.kind, unit.park, unit.gross_area) == ("C-501", "office", park, Decimal("320.5"))
    assert verbs(unit) == ["estate.unit_created"]


@pytest.mark.both
def test_unit_code_occurs_once_per_park(park, manager) -> None:
    building = BuildingFactory(park=park)
    services.create_unit(actor=manager, building=building, code="A-301")
    with pytest.raises(RuleViolation, match="already has a unit"):
        services.create_unit(actor=manager, building=building, code="a-301")
    assert services.create_unit(actor=manager, building=BuildingFactory(), code="A-301").pk


@pytest.mark.both
def test_area_is_above_zero(park, manager) -> None:
    with pytest.raises(RuleViolation, match="more than zero"):
        services.create_unit(actor=manager, building=BuildingFactory(park=park), code="A-1", gross_area=Decimal(0))
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitFactory(gross_area=0)


def test_changed_unit_names_the_fields_and_an_unchanged_one_says_nothing(park, manager) -> None:
    unit = UnitFactory(building__park=park, code="A-301")
    services.change_unit(actor=manager, unit_id=unit.pk, code="A-302", floor=3)
    services.change_unit(actor=manager, unit_id=unit.pk, code="A-302", floor=3)
    assert [entry.sentence for entry in timeline(unit)] == ["Unit changed: unit code, floor"]


def test_occupied_unit_stays_in_use(park, manager) -> None:
    occupancy = OccupancyFactory(unit__building__park=park)
    with pytest.raises(RuleViolation, match="End its occupancies"):
        services.change_unit(actor=manager, unit_id=occupancy.unit_id, is_active=False)
    services.end_occupancy(actor=manager, occupancy_id=occupancy.pk, ends=date(2025, 6, 30))
    assert not services.change_unit(actor=manager, unit_id=occupancy.unit_id, is_active=False).is_active


def test_customer_is_found_by_the_initials_of_both_names(park, manager) -> None:
    customer = services.create_customer(
        actor=manager, park=park, name="云帆精密(虚构)", name_en="Yunfan Precision", uscc=CODE.lower()
    )
    assert customer.uscc == CODE
    assert "yfjm" in customer.search_key
    assert "yunfan precision" in customer.search_key
    services.change_customer(actor=manager, customer_id=customer.pk, name="松石电子(虚构)")
    customer.refresh_from_db()
    assert "ssdz" in customer.search_key
    assert verbs(customer) == ["estate.customer_created", "estate.customer_changed"]


@pytest.mark.both
def test_credit_code_is_checked_and_occurs_once_per_park(park, manager) -> None:
    services.create_customer(actor=manager, park=park, name="云帆精密(虚构)", uscc=CODE)
    with pytest.raises(RuleViolation, match="Open its file"):
        services.create_customer(actor=manager, park=park, name="另一家(虚构)", uscc=CODE)
    with pytest.raises(RuleViolation, match="not a unified social credit code"):
        services.create_customer(actor=manager, park=park, name="第三家(虚构)", uscc=CODE[:-1] + "9")
    services.create_customer(actor=manager, park=ParkFactory(), name="云帆精密(虚构)", uscc=CODE)


@pytest.mark.both
@pytest.mark.parametrize("wrong", [{"kind": "company", "title": "mr"}, {"kind": "person", "uscc": CODE}])
def test_company_has_no_form_of_address_and_a_person_no_credit_code(park, manager, wrong) -> None:
    with pytest.raises(RuleViolation, match="not both"):
        services.create_customer(actor=manager, park=park, name="云帆精密(虚构)", **wrong)


def test_kind_of_a_customer_never_changes(manager) -> None:
    with pytest.raises(TypeError):
        services.change_customer(actor=manager, customer_id=CustomerFactory().pk, kind=CustomerKind.PERSON)


def test_same_form_sent_twice_opens_one_file(park, manager) -> None:
    sent = {"actor": manager, "park": park, "name": "云帆精密(虚构)", "form_id": "a" * 32}
    assert services.create_customer(**sent) == services.create_customer(**sent)
    with pytest.raises(RuleViolation):
        services.create_customer(**{**sent, "name": "别的(虚构)"})


def test_contacts_are_told_on_the_file_of_their_customer_without_their_numbers(manager) -> None:
    customer = CustomerFactory()
    contact = services.add_contact(
        actor=manager, customer=customer, name="张举例", kind=ContactKind.FINANCE, phone="19900000034"
    )
    services.change_contact(actor=manager, contact_id=contact.pk, phone="19900000035", is_active=False)
    assert [entry.sentence for entry in timeline(customer)] == [
        "Contact 张举例 added",
        "Contact 张举例 changed: phone, still in charge",
    ]
    assert "199000000" not in str(list(Event.objects.values_list("data", flat=True)))
    assert "zjl" in contact.search_key


@pytest.mark.both
def test_account_belongs_to_one_contact_of_a_customer(manager) -> None:
    customer = CustomerFactory()
    services.add_contact(actor=manager, customer=customer, name="张举例", user=manager)
    with pytest.raises(RuleViolation, match="already belongs"):
        services.add_contact(actor=manager, customer=customer, name="孔假设", user=manager)
    services.add_contact(actor=manager, customer=CustomerFactory(park=customer.park), name="张举例", user=manager)


@pytest.mark.both
def test_second_main_occupant_is_refused_by_name_and_may_follow_on_the_next_day(park, manager) -> None:
    unit = UnitFactory(building__park=park, code="A-301")
    first, second = CustomerFactory(park=park, name="云帆精密(虚构)"), CustomerFactory(park=park)
    occupancy = services.start_occupancy(actor=manager, unit=unit, customer=first, starts=date(2025, 1, 1))
    with pytest.raises(RuleViolation, match="云帆精密\\(虚构\\) already is the main occupant of A-301"):
        services.start_occupancy(actor=manager, unit=unit, customer=second, starts=date(2026, 5, 1))
    services.end_occupancy(actor=manager, occupancy_id=occupancy.pk, ends=date(2026, 4, 30))
    services.start_occupancy(actor=manager, unit=unit, customer=second, starts=date(2026, 5, 1))
    assert [entry.sentence for entry in timeline(first)] == [
        "Moves into A-301 as Tenant on 2025-01-01",
        "Leaves A-301 on 2026-04-30",
    ]


@pytest.mark.both
def test_residents_share_a_flat_with_its_main_tenant(park, manager) -> None:
    unit = UnitFactory(building__park=park)
    OccupancyFactory(unit=unit)
    for _place in range(2):
        services.start_occupancy(
            actor=manager,
            unit=unit,
            customer=ResidentFactory(park=park),
            starts=date(2025, 2, 1),
            role=OccupancyRole.RESIDENT,
            main=False,
        )
    assert unit.occupancies.count() == 3


@pytest.mark.both
def test_database_itself_refuses_two_main_occupants_on_one_day() -> None:
    occupancy = OccupancyFactory(ends=date(2025, 6, 30))
    OccupancyFactory(unit=occupancy.unit, starts=date(2025, 7, 1))
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Occupancy.objects.filter(pk=occupancy.pk).update(ends=date(2025, 7, 1))
    assert appendonly.refused_overlap(refused.value)


@pytest.mark.both
def test_last_day_lies_after_the_first(manager) -> None:
    occupancy = OccupancyFactory(starts=date(2025, 3, 1))
    with pytest.raises(RuleViolation, match="last day lies before"):
        services.end_occupancy(actor=manager, occupancy_id=occupancy.pk, ends=date(2025, 2, 1))


def test_agreed_end_may_move_while_it_lies_ahead_but_not_afterwards(manager) -> None:
    occupancy = OccupancyFactory(starts=date(2025, 1, 1), ends=clock.today())
    services.end_occupancy(actor=manager, occupancy_id=occupancy.pk, ends=date(2025, 12, 31))
    with pytest.raises(RuleViolation, match="already ended"):
        services.end_occupancy(actor=manager, occupancy_id=occupancy.pk, ends=clock.today())


def test_end_may_not_move_into_the_time_of_the_next_occupant(manager) -> None:
    occupancy = OccupancyFactory(starts=date(2025, 1, 1), ends=clock.today())
    following = date(clock.today().year + 1, 1, 1)
    OccupancyFactory(unit=occupancy.unit, starts=following)
    with pytest.raises(RuleViolation, match="End that occupancy first"):
        services.end_occupancy(actor=manager, occupancy_id=occupancy.pk, ends=following)


def test_unit_of_another_park_or_out_of_use_takes_nobody_in(park, manager) -> None:
    customer = CustomerFactory(park=park)
    with pytest.raises(RuleViolation, match="different parks"):
        services.start_occupancy(actor=manager, unit=UnitFactory(), customer=customer, starts=date(2025, 1, 1))
    closed = UnitFactory(building__park=park, is_active=False)
    with pytest.raises(RuleViolation, match="out of use"):
        services.start_occupancy(actor=manager, unit=closed, customer=customer, starts=date(2025, 1, 1))


def test_refused_occupancy_leaves_nothing_behind(park, manager) -> None:
    occupancy = OccupancyFactory(unit__building__park=park)
    customer = CustomerFactory(park=park)
    with pytest.raises(RuleViolation):
        services.start_occupancy(actor=manager, unit=occupancy.unit, customer=customer, starts=date(2026, 1, 1))
    assert not customer.occupancies.exists()
    assert verbs(customer) == []


def test_factories_write_the_search_words_that_services_write() -> None:
    assert CustomerFactory(name="云帆精密(虚构)").search_key == search_key("云帆精密(虚构)")
    assert ContactPersonFactory(name="李样例").search_key == search_key("李样例")
