"""Every building has one responsible officer from the first second (duty A1)."""

from datetime import timedelta

import pytest

from parkservice.accounts.models import User
from parkservice.accounts.rights import answering_for, officer_for
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from parkservice.parks.models import Park
from tests.accounts.factories import PostingFactory, person, refused
from tests.parks.factories import BuildingFactory, ParkFactory

pytestmark = [pytest.mark.django_db, pytest.mark.duty("A1")]


def test_the_officer_whose_posting_names_the_building(park: Park) -> None:
    building, other = BuildingFactory.create_batch(2, park=park)
    person(Role.OFFICER, park, buildings=[other])
    officer = person(Role.OFFICER, park, buildings=[building])
    person(Role.OFFICER, park)
    assert officer_for(building) == officer


def test_the_stand_in_acts_for_the_officer_within_the_dates_only(park: Park) -> None:
    building, today = BuildingFactory(park=park), clock.today()
    officer = person(Role.OFFICER, park, buildings=[building])
    stand_in = PostingFactory(
        park=park,
        buildings=[building],
        standing_in_for=officer,
        starts=today + timedelta(days=1),
        ends=today + timedelta(days=2),
    ).user
    named, acts = [], []
    for days in range(4):
        with clock.at(clock.now() + timedelta(days=days)):
            named.append(officer_for(building))
            acts.append(officer.pk in answering_for(stand_in, park.pk))
    assert named == [officer] * 4
    assert acts == [False, True, True, False]


def test_standing_in_reaches_the_park_of_the_posting_alone(park: Park) -> None:
    other, today = ParkFactory(), clock.today()
    officer = person(Role.OFFICER, park)
    stand_in = PostingFactory(park=park, standing_in_for=officer, starts=today, ends=today + timedelta(days=5)).user
    assert answering_for(stand_in, other.pk) == set()
    PostingFactory(user=stand_in, role=Role.TENANT, park=other)
    assert answering_for(stand_in, other.pk) == set()
    PostingFactory(user=stand_in, role=Role.CLERK, park=other)
    assert answering_for(stand_in, other.pk) == {stand_in.pk}
    assert answering_for(stand_in, other.pk, "complaints.act") == set()
    assert answering_for(stand_in, park.pk, "complaints.act") == {stand_in.pk, officer.pk}


def test_the_default_officer_takes_what_nobody_names(park: Park) -> None:
    default = person(Role.OFFICER, park)
    person(Role.OFFICER, park, buildings=[BuildingFactory(park=park)])
    assert officer_for(BuildingFactory(park=park)) == default
    assert officer_for(None, park) == default


def test_the_manager_takes_what_no_officer_takes(manager: User, park: Park) -> None:
    assert officer_for(BuildingFactory(park=park)) == manager


def test_a_switched_off_officer_answers_for_nothing(manager: User, park: Park) -> None:
    building = BuildingFactory(park=park)
    officer = person(Role.OFFICER, park, buildings=[building])
    officer.is_active = False
    officer.save()
    assert officer_for(building) == manager


def test_the_stand_in_serves_on_when_the_officer_has_left(manager: User, park: Park) -> None:
    building, today = BuildingFactory(park=park), clock.today()
    gone = PostingFactory(park=park, buildings=[building], starts=today, ends=today).user
    stand_in = PostingFactory(
        park=park, buildings=[building], standing_in_for=gone, starts=today, ends=today + timedelta(days=5)
    ).user
    with clock.at(clock.now() + timedelta(days=1)):
        assert officer_for(building) == stand_in


def test_a_park_without_anybody_says_what_to_do() -> None:
    with refused("no_officer"):
        officer_for(None, ParkFactory())
