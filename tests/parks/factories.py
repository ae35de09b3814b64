"""Parks for tests: usual hours, the calendars of 2024 to 2026, buildings and departments on demand."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from parkservice.parks.calendar import seed_calendar, seed_hours
from parkservice.parks.models import Building, Department, DepartmentKind, Park, SpaceKind


class ParkFactory(DjangoModelFactory):
    """A park with opening hours and a calendar; `calendar=()` leaves the years unknown."""

    class Meta:
        model = Park
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"P{n}")
    slug = factory.Sequence(lambda n: f"park-{n}")
    name_zh = "青禾示例产业园"
    name_en = "Qinghe Demo Park"
    desk_phone = "0755-26001234"
    duty_phone = "0755-26001200"
    desk_place_zh = "C 栋一层"
    desk_place_en = "Building C, ground floor"

    @factory.post_generation
    def hours(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Give the park its hours: the usual ones, or pairs of times."""
        if create:
            seed_hours(self, *([extracted] if extracted is not None else []))

    @factory.post_generation
    def calendar(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Give the park the holidays of some years."""
        if create:
            seed_calendar(self, range(2024, 2027) if extracted is None else extracted)


class BuildingFactory(DjangoModelFactory):
    """A workshop building."""

    class Meta:
        model = Building

    park = factory.SubFactory(ParkFactory)
    code = factory.Sequence(lambda n: f"B{n}")
    name_zh = factory.LazyAttribute(lambda building: f"{building.code} 厂房")
    name_en = factory.LazyAttribute(lambda building: f"Workshop {building.code}")
    kind = SpaceKind.WORKSHOP


class DepartmentFactory(DjangoModelFactory):
    """A department of our own."""

    class Meta:
        model = Department

    park = factory.SubFactory(ParkFactory)
    code = factory.Sequence(lambda n: f"dept-{n}")
    name_zh = "工程部"
    name_en = "Engineering"
    kind = DepartmentKind.OWN
    email = "engineering@park.invalid"
