"""Posters with the code of the public form: per building and per unit, in both languages (A1)."""

import io
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from complaints.posters import services
from parkservice.estate.models import Unit
from parkservice.journal.models import Event
from parkservice.parks.models import Building
from tests.complaints.factories import Office
from tests.support.paper import pages_of

pytestmark = pytest.mark.duty("A1")


def press(client: Client, building: Building, sheets: object, user):
    """Press a button of the page of posters and follow it to the PDF."""
    client.force_login(user)
    return client.post(
        reverse("complaints:posters_print"), {"building": building.pk, "sheets": str(sheets)}, follow=True
    )


@pytest.fixture
def units(office: Office) -> list[Unit]:
    """Three units in use and one that is not."""
    for code, used in (("A-202", True), ("A-203", True), ("A-299", False)):
        Unit.objects.create(park=office.park, building=office.building, code=code, kind="office", is_active=used)
    return list(Unit.objects.filter(building=office.building).order_by("code"))


def test_the_page_offers_the_units_of_the_chosen_building(client: Client, office: Office, units: list[Unit]):
    client.force_login(office.clerk)
    page = client.get(reverse("complaints:posters")).content.decode()
    assert f"?building={office.building.pk}" in page
    page = client.get(reverse("complaints:posters"), {"building": office.building.pk}).content.decode()
    assert "A-202" in page
    assert "A-299" not in page
    assert "全部 3 个单元" in page


def test_all_units_of_a_building_are_one_pdf_with_one_sheet_each(client: Client, office: Office, units: list[Unit]):
    answer = press(client, office.building, "all", office.clerk)
    assert answer["Content-Type"] == "application/pdf"
    sheets = pages_of(answer.content)
    assert len(sheets) == 3
    for sheet, code in zip(sheets, ("A-201", "A-202", "A-203"), strict=True):
        for words in ("投诉与建议", "Complaintsandsuggestions", "0755-26001234", "0755-26005678"):
            assert words in sheet, words
        assert f"A栋{code}" in sheet
        assert f"BlockA,{code}" in sheet
        assert f"/complaints/submit/?unit={code}" in sheet


def test_one_unit_and_the_entrance_are_one_sheet(client: Client, office: Office, units: list[Unit]):
    (sheet,) = pages_of(press(client, office.building, units[1].pk, office.manager).content)
    assert "?unit=A-202" in sheet
    (sheet,) = pages_of(press(client, office.building, "entrance", office.manager).content)
    assert "?building=A" in sheet


def test_the_page_of_a_unit_prints_its_poster(client: Client, office: Office):
    client.force_login(office.clerk)
    page = client.get(reverse("home:unit", args=[office.unit.pk])).content.decode()
    assert reverse("complaints:posters_print") in page
    assert f'name="sheets" value="{office.unit.pk}"' in page


def test_the_code_opens_the_form_with_the_place_filled_in(client: Client, office: Office, units: list[Unit]):
    sheet = services._of_unit(units[0], office.building)
    address = urlsplit(sheet["address"])
    assert parse_qs(address.query) == {"unit": ["A-201"]}
    page = client.get(f"{address.path}?{address.query}").content.decode()
    assert 'value="A-201"' in page


def test_with_several_parks_the_code_names_the_park(client: Client, office: Office, other_park: Office):
    (sheet,) = pages_of(press(client, office.building, "entrance", office.clerk).content)
    assert f"/p/{office.park.slug}/complaints/submit/?building=A" in sheet


def test_a_print_is_noted_with_place_and_count(client: Client, office: Office, units: list[Unit]):
    press(client, office.building, "all", office.clerk)
    event = Event.objects.get(verb="posters.printed")
    assert (event.actor, event.subject_id, event.data) == (
        office.clerk,
        office.building.pk,
        {"place": "A", "count": 3},
    )
    client.get(reverse("complaints:posters_sheets"), {"building": office.building.pk, "sheets": "all"})
    assert Event.objects.filter(verb="posters.printed").count() == 1


@pytest.mark.parametrize("sheets", ["", "x", "-1", "0", "99999999999999", "all\x00", "²"])
def test_a_wrong_address_is_not_found_and_notes_nothing(client: Client, office: Office, sheets: str):
    assert press(client, office.building, sheets, office.clerk).status_code == 404
    assert not Event.objects.filter(verb="posters.printed").exists()


def test_buildings_and_units_of_others_do_not_exist(client: Client, office: Office, other_park: Office):
    assert press(client, other_park.building, "all", office.clerk).status_code == 404
    assert press(client, office.other_building, office.unit.pk, office.clerk).status_code == 404
    assert press(client, office.building, "all", office.park_office).status_code == 403


def test_a_code_with_hostile_letters_stays_text(client: Client, office: Office):
    Unit.objects.create(park=office.park, building=office.building, code='#x"&=<b>*', kind="office")
    unit = Unit.objects.get(code='#x"&=<b>*')
    (sheet,) = pages_of(press(client, office.building, unit.pk, office.clerk).content)
    assert 'A栋#x"&=<b>*' in sheet


def test_a_building_with_three_hundred_units_is_one_pdf(client: Client, office: Office):
    Unit.objects.bulk_create(
        Unit(park=office.park, building=office.other_building, code=f"B-{n}", kind="office") for n in range(300)
    )
    content = press(client, office.other_building, "all", office.clerk).content
    assert len(pages_of(content)) == 300
    assert io.BytesIO(content).getbuffer().nbytes < 10_000_000
