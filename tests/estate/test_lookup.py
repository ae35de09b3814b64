"""Finding units and customers by code, company, name, phone and pinyin initials (design section 6)."""

import pytest

from parkservice.estate.lookup import find_by_phone, find_customers, find_units, public_units
from tests.estate.factories import (
    ContactPersonFactory,
    CustomerFactory,
    OccupancyFactory,
    ResidentFactory,
    UnitFactory,
)
from tests.parks.factories import BuildingFactory, ParkFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def park():
    """Two workshops of 云帆精密 with a contact, a flat of 何范例, a vacant office; another park beside it."""
    park = ParkFactory()
    workshop, flats = BuildingFactory(park=park, code="A"), BuildingFactory(park=park, code="D", kind="dormitory")
    company = CustomerFactory(park=park, name="云帆精密(虚构)", phone="0755-26001234")
    ContactPersonFactory(customer=company, name="张举例", phone="19900000034")
    ContactPersonFactory(customer=company, name="孔假设", phone="19900000038", is_active=False)
    for code in ("A-301", "A-302"):
        OccupancyFactory(unit=UnitFactory(building=workshop, code=code), customer=company)
    resident = ResidentFactory(park=park, name="何范例", phone="19900000035")
    OccupancyFactory(unit=UnitFactory(building=flats, code="D-501"), customer=resident, role="resident")
    UnitFactory(building=workshop, code="A-3010")
    UnitFactory(building=workshop, code="A-105", is_active=False)
    OccupancyFactory(customer__name="云帆精密(虚构)", unit__code="Z-1")
    return park


def codes(units) -> list[str]:
    return [unit.code for unit in units]


@pytest.mark.both
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A-301", ["A-301", "A-3010"]),
        ("a301", ["A-301", "A-3010"]),
        ("Ａ－３０１", ["A-301", "A-3010"]),
        ("云帆", ["A-301", "A-302"]),
        ("yfjm", ["A-301", "A-302"]),
        ("YunFan", ["A-301", "A-302"]),
        ("张举例", ["A-301", "A-302"]),
        ("zjl", ["A-301", "A-302"]),
        ("0034", ["A-301", "A-302"]),
        ("26001234", ["A-301", "A-302"]),
        ("199 0000 0035", ["D-501"]),
        ("hfl", ["D-501"]),
        ("孔假设", []),
        ("A-105", []),
        ("nobody", []),
        ("", []),
        ("  ", []),
        ("%", []),
    ],
)
def test_unit_is_found_by_whatever_people_know(park, text: str, expected: list[str]) -> None:
    assert codes(find_units(park, text)) == expected


def test_found_units_carry_building_and_occupants_in_three_queries(park, django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        first = find_units(park, "yfjm")[0]
        assert first.building.code == "A"
        assert [row.customer.name for row in first.now_in] == ["云帆精密(虚构)"]


@pytest.mark.parametrize("text", ["何范例", "hfl", "19900000035", "张举例", "0034"])
def test_without_the_right_to_see_people_only_codes_and_companies_are_searched(park, text: str) -> None:
    assert find_units(park, text, people=False) == []
    assert codes(find_units(park, "yfjm", people=False)) == ["A-301", "A-302"]


def test_unit_is_not_found_by_an_occupant_who_left(park) -> None:
    unit = UnitFactory(building__park=park, code="B-101")
    left = OccupancyFactory(unit=unit, customer__name="旧雨模具(虚构)", ends="2025-06-30")
    assert find_units(park, "旧雨") == []
    assert codes(find_units(park, left.unit.code)) == [left.unit.code]


def test_number_of_offers_is_limited(park) -> None:
    for number in range(12):
        UnitFactory(building__park=park, code=f"K-{number:02d}")
    assert len(find_units(park, "K-")) == 10


def test_who_answers_under_a_number(park) -> None:
    assert [row.name for row in find_by_phone(park, "19900000034")] == ["张举例"]
    assert [row.name for row in find_by_phone(park, "0035")] == ["何范例"]
    assert [row.name for row in find_by_phone(park, "075526001234")] == ["云帆精密(虚构)"]
    assert [row.name for row in find_by_phone(park, "0755-26001234")] == ["云帆精密(虚构)"]
    assert find_by_phone(park, "19900000038") == []
    assert find_by_phone(park, "035") == []


@pytest.mark.parametrize("text", ["云帆", "yunfan", "张举例", "0034", "26001234"])
def test_customer_is_found_by_name_number_and_contact(park, text: str) -> None:
    assert [row.name for row in find_customers(park, text)] == ["云帆精密(虚构)"]


def test_customer_is_found_by_credit_code_and_english_name() -> None:
    park = ParkFactory()
    customer = CustomerFactory(park=park, uscc="91990001MA00000157", name_en="Yunfan Precision")
    assert find_customers(park, "91990001ma00000157") == [customer]
    assert find_customers(park, "precision") == [customer]
    assert find_customers(park, "9199") == []


def test_public_form_gets_codes_by_building_and_no_names(park, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        groups = public_units(park)
    assert [(building.code, codes(units)) for building, units in groups] == [
        ("A", ["A-301", "A-3010", "A-302"]),
        ("D", ["D-501"]),
    ]
