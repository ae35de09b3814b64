"""The estate of the demo park: counts, codes and names as domain section 6 has them, and nothing real in it."""

import re
from datetime import datetime

import pytest

from parkservice.estate.lookup import find_units
from parkservice.estate.models import ContactPerson, Customer, CustomerKind, Occupancy, Unit
from parkservice.home.demo.estate import build_estate
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.kit.identity import check_uscc
from parkservice.parks.models import Building

pytestmark = pytest.mark.django_db

BUILT = datetime(2026, 3, 17, 9, tzinfo=clock.SHANGHAI)
AREAS = {"A": (800, 2400), "B": (800, 2400), "C": (90, 320), "D": (35, 60), "E": (1000, 3000)}
NAMED = {
    "云帆精密(虚构)": "A-301",
    "松石电子(虚构)": "A-201",
    "禾木包装(虚构)": "B-101",
    "蓝屿新材(虚构)": "B-305",
    "北辰试制(虚构)": "C-501",
    "微光检测(虚构)": "C-302",
    "白鹭物流(虚构)": "E-01",
    "拾光食堂(虚构)": "C-101",
}


@pytest.fixture
def park():
    with clock.at(BUILT):
        yield build_estate()


def test_72_units_in_5_buildings_of_which_64_are_occupied(park) -> None:
    counts = {building.code: building.units.count() for building in Building.objects.filter(park=park)}
    assert counts == {"A": 12, "B": 12, "C": 24, "D": 20, "E": 4}
    assert Occupancy.objects.current().filter(main=True).count() == 64
    assert Occupancy.objects.current().values("unit").distinct().count() == 64


def test_areas_lie_within_their_buildings_and_the_example_unit_is_exact(park) -> None:
    for unit in Unit.objects.select_related("building"):
        low, high = AREAS[unit.building.code]
        assert low <= unit.gross_area <= high
    assert str(Unit.objects.get(code="A-301").gross_area) == "1286.5000"


def test_named_companies_are_where_the_stories_look_for_them(park) -> None:
    for name, code in NAMED.items():
        (unit,) = find_units(park, code)
        assert [row.customer.name for row in unit.now_in] == [name]
    codes = Customer.objects.filter(name__in=list(NAMED)[:3]).order_by("uscc").values_list("uscc", flat=True)
    assert list(codes) == ["91990001MA00000157", "91990001MA00000232", "91990001MA0000031W"]


def test_nothing_resembles_a_real_firm_or_person(park) -> None:
    companies = Customer.objects.filter(kind=CustomerKind.COMPANY)
    assert all(company.name.endswith("(虚构)") for company in companies)
    assert all(company.uscc.startswith("91990001") and check_uscc(company.uscc) for company in companies)
    people = [*Customer.objects.all(), *ContactPerson.objects.all()]
    assert all(re.fullmatch(r"199000000\d\d|8\d{3}", person.phone) for person in people)
    assert all(not person.email or person.email.endswith(".invalid") for person in people)


def test_phone_of_a_resident_belongs_to_one_person(park) -> None:
    phones = list(Customer.objects.filter(kind=CustomerKind.PERSON).values_list("phone", flat=True))
    assert len(phones) == len(set(phones)) == 22
    assert Customer.objects.get(phone="19900000035").occupancies.get().unit.code == "D-501"


def test_companies_have_contacts_for_several_errands(park) -> None:
    canteen = Customer.objects.get(name="拾光食堂(虚构)")
    assert {contact.kind for contact in canteen.contacts.all()} == {"general", "contract", "finance", "safety", "goods"}
    assert all(company.contacts.exists() for company in Customer.objects.filter(occupancies__unit__building__code="B"))


def test_everything_went_through_the_services_and_comes_out_the_same_again(park) -> None:
    assert Event.objects.filter(verb="estate.unit_created").count() == 72
    assert Event.objects.filter(verb="estate.occupancy_started").count() == Occupancy.objects.count()
    assert {event.at for event in Event.objects.all()} == {BUILT}
    assert Occupancy.objects.order_by("starts").first().starts < BUILT.date()
    assert not Occupancy.objects.filter(starts__gt=BUILT.date()).exists()
