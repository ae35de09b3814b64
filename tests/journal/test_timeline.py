"""The timeline of a record: every event with its sentence, in order, with one query."""

from datetime import UTC, datetime
from typing import Any

import pytest

from parkservice.accounts.roles import Role
from parkservice.journal.models import Event
from parkservice.journal.queries import timeline
from parkservice.journal.services import record
from parkservice.journal.verbs import Verb, all_verbs, get, register
from parkservice.kit import clock
from tests.accounts.factories import UserFactory
from tests.parks.factories import BuildingFactory

pytestmark = pytest.mark.django_db


def test_events_are_told_in_order_with_one_query(django_assert_num_queries: Any) -> None:
    building, actor = BuildingFactory(), UserFactory(name="李样例")
    with clock.at(datetime(2026, 4, 7, 1, 12, tzinfo=UTC)):
        record(park=building.park, actor=actor, verb="test.moved", subject=building, data={"place": "B-305"})
    with clock.at(datetime(2026, 4, 7, 2, 0, tzinfo=UTC)):
        record(park=building.park, actor=None, verb="test.weighed", subject=building, data={"weight": "h"}, note="net")
    record(park=building.park, actor=actor, verb="test.moved", subject=BuildingFactory(park=building.park))
    with django_assert_num_queries(1):
        entries = timeline(building)
    assert [(entry.sentence, entry.actor_name, entry.note) for entry in entries] == [
        ("Moved to B-305", "李样例", ""),
        ("Weighs much", "", "net"),
    ]
    assert entries[0].at == datetime(2026, 4, 7, 1, 12, tzinfo=UTC)


def test_a_complainant_sees_public_events_only() -> None:
    building = BuildingFactory()
    record(park=building.park, actor=None, verb="test.weighed", subject=building, data={"weight": "h"})
    record(park=building.park, actor=None, verb="test.moved", subject=building, data={"place": "A"})
    assert [entry.sentence for entry in timeline(building, public=True)] == ["Moved to A"]


def test_acting_in_anothers_place_is_told_in_words() -> None:
    building = BuildingFactory()
    record(
        park=building.park,
        actor=UserFactory(),
        verb="test.moved",
        subject=building,
        acting_as=Role.PROJECT_MANAGER.value,
    )
    assert timeline(building)[0].acting_as == str(Role.PROJECT_MANAGER.label)


def test_a_figure_that_is_not_known_reads_as_a_dash() -> None:
    assert get("test.moved").say({}) == "Moved to —"


def test_an_unknown_verb_cannot_be_recorded() -> None:
    building = BuildingFactory()
    with pytest.raises(LookupError):
        record(park=building.park, actor=None, verb="test.unknown", subject=building)
    assert not Event.objects.exists()


def test_two_verbs_never_share_a_code() -> None:
    with pytest.raises(ValueError, match="twice"):
        register(Verb("test.moved", "another sentence"))


def test_every_verb_of_the_product_has_a_sentence() -> None:
    assert all(str(verb.say({})) for verb in all_verbs())
