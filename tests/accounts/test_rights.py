"""What postings allow: parks, buildings, dates, own and given rows (design section 4)."""

from datetime import timedelta
from typing import Any

import pytest

from parkservice.accounts.models import User
from parkservice.accounts.permissions import PERMISSIONS
from parkservice.accounts.reach import Reach
from parkservice.accounts.rights import (
    Scope,
    acting_role,
    forget,
    may,
    people_of,
    people_with,
    postings_of,
    roles_of,
    scope,
)
from parkservice.accounts.roles import APPROVING, GRANTS, Role
from parkservice.kit import clock
from parkservice.parks.models import Park
from tests.accounts.factories import PostingFactory, UserFactory, person
from tests.parks.factories import BuildingFactory, ParkFactory

pytestmark = pytest.mark.django_db


class Row:
    """A record as `may` sees one."""

    def __init__(self, **keys: Any) -> None:
        self.__dict__.update(keys)


def test_without_posting_nobody_may_anything() -> None:
    user = UserFactory()
    assert all(not scope(user, perm) for perm in PERMISSIONS)


def test_the_manager_reaches_the_whole_park_and_no_other(manager: User, park: Park) -> None:
    assert scope(manager, "complaints.view") == Scope(parks=frozenset({park.pk}))
    assert may(manager, "complaints.decide", Row(park_id=park.pk))
    assert not may(manager, "complaints.decide", Row(park_id=ParkFactory().pk))


def test_an_officer_reaches_the_buildings_of_the_posting(park: Park) -> None:
    mine, other = BuildingFactory(park=park), BuildingFactory(park=park)
    officer = person(Role.OFFICER, park, buildings=[mine])
    assert may(officer, "complaints.view", Row(park_id=park.pk, building_id=mine.pk))
    assert not may(officer, "complaints.view", Row(park_id=park.pk, building_id=other.pk))


def test_an_officer_without_buildings_reaches_the_park(park: Park) -> None:
    assert scope(person(Role.OFFICER, park), "complaints.view").parks == {park.pk}


def test_own_and_given_rows(park: Park) -> None:
    clerk, officer = person(Role.CLERK, park), person(Role.OFFICER, park)
    assert may(clerk, "complaints.view", Row(park_id=park.pk, received_by_id=clerk.pk))
    assert not may(clerk, "complaints.view", Row(park_id=park.pk, received_by_id=officer.pk))
    assert may(officer, "complaints.act", Row(park_id=park.pk, officer_id=officer.pk))
    assert not may(officer, "complaints.act", Row(park_id=park.pk, officer_id=clerk.pk))


def test_a_row_that_names_nobody_is_nobodys(park: Park) -> None:
    assert not may(person(Role.CLERK, park), "complaints.view", Row(park_id=park.pk, received_by_id=None))


def test_a_posting_counts_between_its_days_only(park: Park) -> None:
    today = clock.today()
    posting = PostingFactory(park=park, role=Role.CLERK, starts=today, ends=today)
    for day, counts in ((today, True), (today + timedelta(days=1), False), (today - timedelta(days=1), False)):
        with clock.at(clock.now() + (day - today)):
            assert bool(roles_of(posting.user, park)) is counts
            assert people_with(park, Role.CLERK).exists() is counts


def test_a_proposed_posting_gives_nothing(park: Park) -> None:
    posting = PostingFactory(park=park, state="proposed", granted_by=None)
    assert not roles_of(posting.user)


def test_a_switched_off_person_has_nothing(manager: User, park: Park) -> None:
    manager.is_active = False
    manager.save()
    forget(manager)
    assert not scope(manager, "complaints.view")
    assert not people_with(park, Role.MANAGER)


def test_postings_and_buildings_are_read_once_by_one_query(park: Park, django_assert_num_queries: Any) -> None:
    officer = person(Role.OFFICER, park, buildings=BuildingFactory.create_batch(3, park=park))
    officer = User.objects.get(pk=officer.pk)
    with django_assert_num_queries(1):
        assert len(scope(officer, "complaints.view").buildings) == 3
        assert roles_of(officer, park) == {Role.OFFICER}
        assert may(officer, "complaints.record", park)


def test_an_unknown_right_is_an_error(manager: User) -> None:
    with pytest.raises(LookupError):
        scope(manager, "complaints.veiw")


def test_the_project_manager_acts_in_the_managers_place_and_the_record_can_say_so(park: Park) -> None:
    deputy = person(Role.PROJECT_MANAGER, park)
    assert acting_role(deputy, "complaints.decide", park) == Role.PROJECT_MANAGER
    PostingFactory(user=deputy, role=Role.MANAGER, park=park)
    assert acting_role(deputy, "complaints.decide", park) == Role.MANAGER
    assert acting_role(deputy, "complaints.act", ParkFactory()) == ""


def test_the_project_manager_may_whatever_the_manager_may_except_sign_the_rules() -> None:
    # Signing binds the signer alone (M1): nobody does it in another's place (docs/decisions.md).
    own = GRANTS[Role.MANAGER].items() - GRANTS[Role.PROJECT_MANAGER].items()
    assert own == {("rulebook.sign", Reach.PARK)}


def test_the_system_administrator_has_no_business_rights() -> None:
    business = {perm for perm in PERMISSIONS if not perm.startswith(("people.", "roles.", "desk."))}
    assert not business & GRANTS[Role.SYSADMIN].keys()


def test_only_granting_roles_grant_and_the_manager_proposes() -> None:
    assert {role for role in Role if "people.grant" in GRANTS[role]} == {Role.PROJECT_MANAGER, Role.GENERAL_MANAGER}
    assert {role for role in Role if "people.propose" in GRANTS[role]} == APPROVING


def test_the_table_names_known_rights_only() -> None:
    assert {perm for grants in GRANTS.values() for perm in grants} == set(PERMISSIONS)


def test_tenants_are_no_colleagues(park: Park) -> None:
    clerk, _tenant = person(Role.CLERK, park), person(Role.TENANT, park)
    assert list(people_of(park)) == [clerk]
    assert len(postings_of(clerk)) == 1
