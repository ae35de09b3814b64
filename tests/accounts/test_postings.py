"""Postings need two people, and the last approver stays (design section 4, separation)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from parkservice.accounts import services
from parkservice.accounts.models import Posting, PostingState, User
from parkservice.accounts.rights import forget, roles_of
from parkservice.accounts.roles import Role
from parkservice.journal.queries import timeline
from parkservice.kit import clock
from parkservice.parks.models import Park
from tests.accounts.factories import PostingFactory, UserFactory, person, refused
from tests.parks.factories import BuildingFactory, ParkFactory

pytestmark = pytest.mark.django_db


def propose(manager: User, park: Park, **options: Any) -> Posting:
    return services.propose_posting(actor=manager, park=park, **{"user": UserFactory(), "role": Role.CLERK, **options})


def test_the_manager_proposes_and_the_project_manager_grants(manager: User, project_manager: User, park: Park) -> None:
    posting = propose(manager, park)
    assert not roles_of(posting.user, park)
    services.grant_posting(actor=project_manager, posting_id=posting.pk)
    forget(posting.user)
    assert roles_of(posting.user, park) == {Role.CLERK}
    assert [entry.event.verb for entry in timeline(posting.user)] == [
        "accounts.posting_proposed",
        "accounts.posting_granted",
    ]


def test_who_proposed_does_not_grant(project_manager: User, park: Park) -> None:
    posting = propose(project_manager, park)
    with refused("same_person"):
        services.grant_posting(actor=project_manager, posting_id=posting.pk)


def test_nobody_grants_a_posting_to_themselves(manager: User, project_manager: User, park: Park) -> None:
    posting = propose(manager, park, user=project_manager, role=Role.FINANCE)
    with refused("same_person"):
        services.grant_posting(actor=project_manager, posting_id=posting.pk)


def test_the_manager_cannot_grant(manager: User, park: Park) -> None:
    posting = propose(person(Role.MANAGER, park), park)
    with refused("no_right"):
        services.grant_posting(actor=manager, posting_id=posting.pk)


def test_what_concerns_a_project_manager_goes_to_the_general_manager(
    manager: User, project_manager: User, park: Park
) -> None:
    leader = person(Role.GENERAL_MANAGER, park)
    posting = propose(manager, park, role=Role.PROJECT_MANAGER)
    with refused("general_manager"):
        services.grant_posting(actor=project_manager, posting_id=posting.pk)
    assert services.grant_posting(actor=leader, posting_id=posting.pk).state == PostingState.GRANTED


def test_a_posting_is_granted_once(manager: User, project_manager: User, park: Park) -> None:
    posting = propose(manager, park)
    services.grant_posting(actor=project_manager, posting_id=posting.pk)
    with refused("settled"):
        services.grant_posting(actor=person(Role.PROJECT_MANAGER, park), posting_id=posting.pk)


def test_a_refused_proposal_keeps_its_reason(manager: User, project_manager: User, park: Park) -> None:
    posting = propose(manager, park)
    services.refuse_posting(actor=project_manager, posting_id=posting.pk, reason="not needed yet")
    assert timeline(posting.user)[-1].note == "not needed yet"
    assert not roles_of(posting.user, park)


def test_the_proposer_may_take_it_back_and_a_stranger_may_not(manager: User, park: Park) -> None:
    posting = propose(manager, park)
    with refused("no_right"):
        services.refuse_posting(actor=person(Role.CLERK, park), posting_id=posting.pk, reason="no")
    assert services.refuse_posting(actor=manager, posting_id=posting.pk, reason="typo").state == PostingState.REFUSED


def test_a_role_is_held_once_at_a_time(manager: User, park: Park) -> None:
    clerk = person(Role.CLERK, park)
    with refused("already_held"):
        propose(manager, park, user=clerk)


def test_a_stand_in_takes_over_the_buildings(manager: User, project_manager: User, park: Park) -> None:
    building = BuildingFactory(park=park)
    officer = person(Role.OFFICER, park, buildings=[building])
    posting = propose(manager, park, role=Role.OFFICER, standing_in_for=officer, ends=clock.today() + timedelta(days=3))
    assert list(posting.buildings.all()) == [building]


@pytest.mark.parametrize("ends", [None, -1])
def test_a_stand_in_needs_a_last_day_that_lies_ahead(manager: User, park: Park, ends: int | None) -> None:
    officer = person(Role.OFFICER, park)
    day = clock.today() + timedelta(days=ends) if ends is not None else None
    with refused("dates" if ends else "stand_in"):
        propose(manager, park, role=Role.OFFICER, standing_in_for=officer, ends=day)


def test_a_stand_in_stands_in_for_a_role_that_is_held(manager: User, park: Park) -> None:
    with refused("stand_in"):
        propose(manager, park, role=Role.OFFICER, standing_in_for=person(Role.CLERK, park), ends=clock.today())


def test_an_ended_posting_gives_nothing_at_once(project_manager: User, park: Park) -> None:
    posting = PostingFactory(park=park, role=Role.CLERK)
    services.end_posting(actor=project_manager, posting_id=posting.pk, reason="moved away")
    forget(posting.user)
    assert not roles_of(posting.user, park)


def test_a_posting_that_ends_later_counts_until_then(project_manager: User, park: Park) -> None:
    posting = PostingFactory(park=park, role=Role.CLERK)
    services.end_posting(actor=project_manager, posting_id=posting.pk, ends=clock.today())
    forget(posting.user)
    assert roles_of(posting.user, park)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.PROJECT_MANAGER])
def test_the_last_holder_of_an_approving_role_stays(project_manager: User, park: Park, role: Role) -> None:
    actor = person(Role.GENERAL_MANAGER, park)
    last = Posting.objects.filter(park=park, role=role).first() or PostingFactory(park=park, role=role)
    with refused("last_holder"):
        services.end_posting(actor=actor, posting_id=last.pk)
    PostingFactory(park=park, role=role)
    assert services.end_posting(actor=actor, posting_id=last.pk).state == PostingState.ENDED


def test_a_holder_who_leaves_earlier_does_not_count_as_the_other_one(project_manager: User, park: Park) -> None:
    today = clock.today()
    staying = PostingFactory(park=park, role=Role.MANAGER)
    PostingFactory(park=park, role=Role.MANAGER, ends=today + timedelta(days=2))
    with refused("last_holder"):
        services.end_posting(actor=project_manager, posting_id=staying.pk, ends=today + timedelta(days=3))


def test_a_park_has_one_first_project_manager(park: Park) -> None:
    services.appoint_first_project_manager(park=park, user=UserFactory())
    with refused("already_appointed"):
        services.appoint_first_project_manager(park=park, user=UserFactory())


@pytest.mark.both
def test_the_database_refuses_a_grant_by_one_person(park: Park) -> None:
    one = UserFactory()
    for keys in (
        {"proposed_by": one, "granted_by": one},
        {"proposed_by": None, "granted_by": None, "role": Role.CLERK},
        {"proposed_by": UserFactory(), "granted_by": one, "user": one},
        {"ends": clock.today() - timedelta(days=1)},
        {"standing_in_for": one},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            PostingFactory(park=park, **keys)


def test_another_parks_manager_proposes_nothing_here(park: Park) -> None:
    with refused("no_right"):
        propose(person(Role.MANAGER, ParkFactory()), park)
