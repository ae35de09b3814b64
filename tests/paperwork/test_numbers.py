"""Document numbers: one series per park, kind and local year (domain.md section 0)."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from parkservice.kit import clock
from parkservice.paperwork.numbers import next_number
from tests.parks.factories import ParkFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOON = datetime(2026, 4, 1, 4, 0, tzinfo=UTC)
LAST_SECOND = datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)
NEW_YEAR = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)


def test_numbers_count_up_within_park_kind_and_year():
    park = ParkFactory()
    with clock.at(NOON):
        assert [next_number(park, "TS") for _ in range(3)] == ["TS-2026-000001", "TS-2026-000002", "TS-2026-000003"]
        assert next_number(park, "LF") == "LF-2026-000001"


def test_the_year_changes_at_local_midnight():
    park = ParkFactory()
    assert next_number(park, "TS", at=LAST_SECOND) == "TS-2026-000001"
    assert next_number(park, "TS", at=NEW_YEAR) == "TS-2027-000001"


def test_with_a_second_park_the_number_carries_the_park_code():
    first, second = ParkFactory(code="QH"), ParkFactory(code="BL")
    assert next_number(first, "TS", at=NOON) == "TS-QH-2026-000001"
    assert next_number(second, "TS", at=NOON) == "TS-BL-2026-000001"


def test_a_number_that_was_rolled_back_is_given_again():
    park = ParkFactory()
    with transaction.atomic():
        assert next_number(park, "SJ", at=NOON) == "SJ-2026-000001"
        transaction.set_rollback(True)
    assert next_number(park, "SJ", at=NOON) == "SJ-2026-000001"


def test_an_unknown_prefix_is_refused():
    with pytest.raises(KeyError):
        next_number(ParkFactory(), "XX")
