"""The pages of the estate as each role meets them: lists, forms, picker, calendar."""

from datetime import date, datetime
from typing import Any

import pytest
from django.urls import reverse

from parkservice.accounts.reach import Reach
from parkservice.accounts.roles import GRANTS, Role
from parkservice.estate.models import ContactPerson, Customer, Occupancy, Unit
from parkservice.journal.models import ExportEntry
from parkservice.kit import clock
from tests.accounts.factories import PostingFactory, person
from tests.estate.factories import (
    ContactPersonFactory,
    CustomerFactory,
    OccupancyFactory,
    ResidentFactory,
    UnitFactory,
)
from tests.parks.factories import BuildingFactory, ParkFactory

pytestmark = pytest.mark.django_db

FORM = {"form_id": "0123456789abcdef0123456789abcdef"}
COMPANY = {**FORM, "kind": "company", "name": "云帆精密(虚构)", "language": "zh-hans"}


@pytest.fixture
def park() -> Any:
    return ParkFactory()


@pytest.fixture
def desk(client, park) -> Any:
    """A client signed in as the manager of the park, in English."""
    client.force_login(person(Role.MANAGER, park, language="en"))
    return client


def signed_in(client: Any, role: Role, park: Any, **more: Any) -> Any:
    client.force_login(person(role, park, language="en", **more))
    return client


def text_of(response: Any) -> str:
    return response.content.decode()


# ---- lists


def test_unit_list_shows_who_is_in_and_which_are_vacant(desk, park) -> None:
    OccupancyFactory(unit__building__park=park, unit__code="A-301", customer__name="云帆精密(虚构)")
    UnitFactory(building__park=park, code="A-303")
    OccupancyFactory(unit__code="X-1", customer__name="别园公司(虚构)")
    everything = text_of(desk.get(reverse("estate:units")))
    assert "云帆精密(虚构)" in everything
    assert "1,286.50" in everything
    assert "别园公司" not in everything
    vacant = text_of(desk.get(reverse("estate:units"), {"view": "vacant"}))
    assert "A-303" in vacant
    assert "A-301" not in vacant


@pytest.mark.parametrize(("query", "found"), [({"q": "yfjm"}, True), ({"q": "a-301"}, True), ({"q": "xyz"}, False)])
def test_lists_are_searched_by_what_people_know(desk, park, query, found) -> None:
    OccupancyFactory(unit__building__park=park, unit__code="A-301", customer__name="云帆精密(虚构)")
    for name in ("estate:units", "estate:customers"):
        assert ("云帆精密(虚构)" in text_of(desk.get(reverse(name), query))) is found


def test_lists_ask_the_same_number_of_questions_for_many_rows(desk, park, django_assert_max_num_queries) -> None:
    for _row in range(12):
        OccupancyFactory(unit__building__park=park)
    for name in ("estate:units", "estate:customers"):
        with django_assert_max_num_queries(24):
            desk.get(reverse(name))


def test_phone_of_a_person_is_masked_in_the_list_and_a_landline_of_a_company_is_not(desk, park) -> None:
    ResidentFactory(park=park, phone="19900000035")
    CustomerFactory(park=park, phone="0755-26001234")
    page = text_of(desk.get(reverse("estate:customers")))
    assert "199****0035" in page
    assert "19900000035" not in page
    assert "0755-26001234" in page


def test_officer_limited_to_buildings_sees_the_companies_and_the_residents_there(park, monkeypatch) -> None:
    """Design section 4: residents only in own buildings; what companies ask concerns the whole park."""
    monkeypatch.setitem(GRANTS[Role.OFFICER], "estate.view", Reach.BUILDINGS)
    mine, other = BuildingFactory(park=park, code="D"), BuildingFactory(park=park, code="F")
    near, far = ResidentFactory(park=park), ResidentFactory(park=park)
    OccupancyFactory(unit__building=mine, customer=near)
    OccupancyFactory(unit__building=mine, customer=near, main=False)
    OccupancyFactory(unit__building=other, customer=far)
    company = CustomerFactory(park=park)
    CustomerFactory()
    officer = person(Role.OFFICER, park, buildings=[mine])
    assert sorted(row.pk for row in Customer.objects.visible_to(officer)) == sorted([near.pk, company.pk])
    assert {row.building for row in Unit.objects.visible_to(officer)} == {mine}


def test_picker_of_an_officer_names_residents_of_own_buildings_only(client, park, monkeypatch) -> None:
    monkeypatch.setitem(GRANTS[Role.OFFICER], "estate.view", Reach.BUILDINGS)
    mine = BuildingFactory(park=park, code="D")
    for building, code in ((mine, "D-501"), (BuildingFactory(park=park, code="F"), "F-501")):
        resident = ResidentFactory(park=park, name=f"何{code}")
        OccupancyFactory(unit__building=building, unit__code=code, customer=resident)
    officer = signed_in(client, Role.OFFICER, park, buildings=[mine])
    assert "D-501 · 何D-501" in options(officer, "501")
    assert "F-501" in options(officer, "501")
    assert "何F-501" not in options(officer, "501")


def test_export_holds_what_is_filtered_and_is_logged_and_only_for_who_may(client, park) -> None:
    CustomerFactory(park=park, name="云帆精密(虚构)")
    url = reverse("estate:customers")
    clerk = signed_in(client, Role.CLERK, park)
    assert clerk.get(url, {"export": "csv"}).status_code == 302
    manager = signed_in(client, Role.MANAGER, park)
    answer = manager.get(url, {"export": "csv", "q": "yfjm"})
    rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert ExportEntry.objects.get().count == 1


@pytest.mark.parametrize("name", ["units", "customers", "calendar"])
@pytest.mark.parametrize(
    ("role", "status"), [(Role.CLERK, 200), (Role.DUTY_ROOM, 403), (Role.GUARD, 403), (Role.TENANT, 403)]
)
def test_who_may_open_the_lists(client, park, name, role, status) -> None:
    assert signed_in(client, role, park).get(reverse(f"estate:{name}")).status_code == status


def test_clerk_sees_no_button_to_add(client, park) -> None:
    assert reverse("estate:unit_new") not in text_of(signed_in(client, Role.CLERK, park).get(reverse("estate:units")))


# ---- forms


def test_unit_is_added_and_opens(desk, park) -> None:
    building = BuildingFactory(park=park)
    sent = {**FORM, "code": "a-301", "building": building.pk, "floor": "3", "gross_area": "1,286.50"}
    answer = desk.post(reverse("estate:unit_new"), sent)
    unit = Unit.objects.get()
    assert (unit.code, unit.floor, str(unit.gross_area)) == ("A-301", 3, "1286.5000")
    assert answer.url == reverse("home:unit", args=[unit.pk])
    desk.post(reverse("estate:unit_new"), sent)
    assert Unit.objects.count() == 1


def test_refused_unit_comes_back_with_the_reason(desk, park) -> None:
    unit = UnitFactory(building__park=park, code="A-301")
    sent = {**FORM, "code": "A-301", "building": unit.building.pk}
    answer = desk.post(reverse("estate:unit_new"), sent)
    assert answer.status_code == 422
    assert "This park already has a unit with this code." in text_of(answer)


def test_unit_is_not_added_to_a_building_of_another_park(desk) -> None:
    sent = {**FORM, "code": "A-301", "building": BuildingFactory().pk}
    assert desk.post(reverse("estate:unit_new"), sent).status_code == 422


def test_unit_is_changed(desk, park) -> None:
    unit = UnitFactory(building__park=park, code="A-301")
    url = reverse("estate:unit_edit", args=[unit.pk])
    assert "A-301" in text_of(desk.get(url))
    desk.post(url, {**FORM, "code": "A-302", "kind": "office", "floor": "", "gross_area": "90"})
    unit.refresh_from_db()
    assert (unit.code, unit.kind, unit.floor, unit.is_active) == ("A-302", "office", None, False)


def test_customer_file_is_opened_with_a_checked_code(desk) -> None:
    url = reverse("estate:customer_new")
    wrong = desk.post(url, {**COMPANY, "uscc": "91990001MA00000158"})
    assert wrong.status_code == 422
    right = desk.post(url, {**COMPANY, "uscc": "91990001ma00000157", "phone": "0755-2600 1234", "title": "mr"})
    customer = Customer.objects.get()
    assert (customer.uscc, customer.phone, customer.title) == ("91990001MA00000157", "0755-26001234", "")
    assert right.url == reverse("home:customer", args=[customer.pk])


def test_private_person_with_a_credit_code_is_refused_at_the_field(desk) -> None:
    sent = {**COMPANY, "kind": "person", "name": "何范例", "uscc": "91990001MA00000157"}
    answer = desk.post(reverse("estate:customer_new"), sent)
    assert answer.status_code == 422
    assert "A private person has no credit code" in text_of(answer)


def test_customer_and_contact_are_changed(desk, park) -> None:
    customer = CustomerFactory(park=park, name="云帆精密(虚构)")
    url = reverse("estate:customer_edit", args=[customer.pk])
    page = text_of(desk.get(url))
    assert 'name="uscc"' in page
    assert 'name="kind"' not in page
    desk.post(url, {**FORM, "name": "松石电子(虚构)", "language": "en"})
    desk.post(
        reverse("estate:contact_new", args=[customer.pk]),
        {**FORM, "form_id": "f" * 32, "name": "张举例", "kind": "finance", "phone": "19900000034", "language": "en"},
    )
    contact = ContactPerson.objects.get()
    desk.post(
        reverse("estate:contact_edit", args=[contact.pk]),
        {**FORM, "name": "孔假设", "kind": "goods", "phone": "19900000034", "language": "en"},
    )
    customer.refresh_from_db()
    contact.refresh_from_db()
    assert (customer.name, customer.language) == ("松石电子(虚构)", "en")
    assert (contact.name, contact.kind, contact.is_active) == ("孔假设", "goods", False)


def test_contact_that_nobody_can_reach_is_refused(desk, park) -> None:
    url = reverse("estate:contact_new", args=[CustomerFactory(park=park).pk])
    answer = desk.post(url, {**FORM, "name": "张举例", "kind": "general", "language": "en"})
    assert answer.status_code == 422
    assert not ContactPerson.objects.exists()


def test_customer_moves_in_and_out(desk, park) -> None:
    customer, unit = CustomerFactory(park=park), UnitFactory(building__park=park, code="A-301")
    url = reverse("estate:occupancy_new", args=[customer.pk])
    assert 'value="A-301"' in text_of(desk.get(url, {"unit": "A-301"}))
    desk.post(url, {**FORM, "unit": "A-301", "role": "tenant", "starts": "2026-01-01", "main": "on"})
    occupancy = Occupancy.objects.get(unit=unit, main=True)
    end = reverse("estate:occupancy_end", args=[occupancy.pk])
    assert desk.get(end).status_code == 200
    desk.post(end, {"ends": "2026-06-30"})
    occupancy.refresh_from_db()
    assert occupancy.ends == date(2026, 6, 30)
    again = desk.post(end, {"ends": "2026-07-31"})
    assert again.status_code == 422


def test_unit_taken_by_another_is_refused_by_name(desk, park) -> None:
    taken = OccupancyFactory(unit__building__park=park, customer__name="云帆精密(虚构)")
    url = reverse("estate:occupancy_new", args=[CustomerFactory(park=park).pk])
    sent = {**FORM, "unit": taken.unit.code, "role": "tenant", "starts": "2026-01-01", "main": "on"}
    answer = desk.post(url, sent)
    assert answer.status_code == 422
    assert "云帆精密(虚构) already is the main occupant" in text_of(answer)


def test_records_of_another_park_are_not_found(desk) -> None:
    occupancy, contact = OccupancyFactory(), ContactPersonFactory()
    for name, pk in (
        ("unit_edit", occupancy.unit_id),
        ("customer_edit", occupancy.customer_id),
        ("contact_new", occupancy.customer_id),
        ("contact_edit", contact.pk),
        ("occupancy_new", occupancy.customer_id),
        ("occupancy_end", occupancy.pk),
    ):
        url = reverse(f"estate:{name}", args=[pk])
        assert desk.get(url).status_code == 404
        assert desk.post(url, COMPANY).status_code == 404


def test_editing_in_my_other_park_switches_the_header(client, park) -> None:
    manager = person(Role.MANAGER, park, language="en")
    other = ParkFactory(name_en="Second Park")
    PostingFactory(user=manager, role=Role.MANAGER, park=other)
    client.force_login(manager)
    page = client.get(reverse("estate:customer_edit", args=[CustomerFactory(park=other).pk]))
    assert "Second Park" in text_of(page)


# ---- picker


def options(client: Any, text: str) -> str:
    return text_of(client.get(reverse("estate:unit_options"), {"q": text}))


def test_picker_offers_units_with_their_occupants(desk, park) -> None:
    OccupancyFactory(unit__building__park=park, unit__code="A-301", customer__name="云帆精密(虚构)")
    assert 'data-text="A-301"' in options(desk, "yfjm")
    assert "A-301 · 云帆精密(虚构)" in options(desk, "301")
    assert "Nothing found" in options(desk, "nobody")
    assert "Nothing found" in options(desk, "")


def test_picker_tells_a_guard_companies_but_no_residents(client, park) -> None:
    guard = signed_in(client, Role.GUARD, park)
    OccupancyFactory(unit__building__park=park, unit__code="A-301", customer__name="云帆精密(虚构)")
    resident = ResidentFactory(park=park, name="何范例", phone="19900000035")
    OccupancyFactory(unit__building__park=park, unit__code="D-501", customer=resident)
    assert "云帆精密(虚构)" in options(guard, "A-301")
    assert "何范例" not in options(guard, "D-501")
    assert 'data-text="D-501"' in options(guard, "D-501")
    assert "D-501" not in options(guard, "19900000035")


def test_picker_is_nothing_for_tenants(client, park) -> None:
    answer = signed_in(client, Role.TENANT, park).get(reverse("estate:unit_options"), {"q": "A"})
    assert answer.status_code == 403


# ---- calendar


def test_calendar_shows_hours_holidays_and_the_warning_for_a_missing_year(client, park) -> None:
    with clock.at(datetime(2026, 11, 24, 9, tzinfo=clock.SHANGHAI)):
        desk = signed_in(client, Role.MANAGER, park)
        page = text_of(desk.get(reverse("estate:calendar")))
        assert "1–7 October" in page
        assert "Saturday 10 October" in page
        assert "08:30–12:00" in page
        assert "The holidays of 2027 are not in the calendar yet" in page
        unknown = text_of(desk.get(reverse("estate:calendar"), {"year": "2027"}))
        assert "This year is not known yet" in unknown


@pytest.mark.parametrize("year", ["1", "abc", "²", "99999999999999999999999999"])
def test_strange_year_shows_this_one(desk, year) -> None:
    assert desk.get(reverse("estate:calendar"), {"year": year}).status_code == 200
