"""Parks, their names, the public address, and reference data that comes again without harm."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.http import Http404  # noqa: TID251 - what a public page answers
from django.utils import translation

from parkservice.parks import reference
from parkservice.parks.access import park_from
from parkservice.parks.models import Building, Department, OpeningHours, Park
from tests.parks.factories import BuildingFactory, DepartmentFactory, ParkFactory

pytestmark = pytest.mark.django_db


def test_names_follow_the_language_and_fall_back_to_chinese() -> None:
    building = Building(name_zh="A 栋厂房", name_en="Workshop A")
    assert Department(name_zh="工程部").name == "工程部"
    with translation.override("en"):
        assert (building.name, Department(name_zh="工程部").name) == ("Workshop A", "工程部")
    with translation.override("zh-hans"):
        assert str(building) == "A 栋厂房"


def test_short_address_is_the_first_active_park() -> None:
    assert Park.objects.get_default() is None
    closed, served = ParkFactory(is_active=False), ParkFactory()
    ParkFactory()
    assert Park.objects.get_default() == served
    assert park_from() == served
    assert park_from(served.slug) == served
    with pytest.raises(Http404):
        park_from(closed.slug)
    with pytest.raises(Http404):
        park_from("nowhere")


def test_without_any_park_the_public_address_is_not_found() -> None:
    with pytest.raises(Http404):
        park_from()


@pytest.mark.both
@pytest.mark.parametrize("factory", [BuildingFactory, DepartmentFactory])
def test_codes_occur_once_in_a_park_but_again_in_another(factory) -> None:
    park = ParkFactory()
    factory(park=park, code="A")
    factory(park=ParkFactory(), code="A")
    with pytest.raises(IntegrityError), transaction.atomic():
        factory(park=park, code="A")


@pytest.mark.both
def test_hours_close_after_they_open() -> None:
    park = ParkFactory(hours=[])
    with pytest.raises(IntegrityError), transaction.atomic():
        OpeningHours.objects.create(park=park, opens="17:30", closes="08:30")


def test_reference_data_gives_a_new_park_hours_and_calendar_and_changes_nothing_later() -> None:
    park = ParkFactory(hours=[], calendar=[])
    reference.install_all(park)
    first = (list(park.opening_hours.values()), list(park.calendar_days.values()))
    assert all(first)
    reference.install_all(park)
    assert (list(park.opening_hours.values()), list(park.calendar_days.values())) == first


def test_migrate_renews_the_reference_data_of_parks_that_exist_and_makes_none() -> None:
    call_command("migrate", verbosity=0)
    assert not Park.objects.exists()
    park = ParkFactory(hours=[], calendar=[])
    call_command("migrate", verbosity=0)
    assert park.opening_hours.count() == 2
