"""Thresholds: first values, new values from a day on, nothing overwritten."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from parkservice.kit import clock
from parkservice.parks import thresholds
from parkservice.parks.models import Park, Threshold
from tests.complaints.factories import make_park


@pytest.fixture
def park(db: None) -> Park:
    """A park with its reference data."""
    return make_park()


def test_a_new_park_counts_with_the_first_values(park: Park):
    assert thresholds.value(park, "remind_percent") == 80
    assert {row.name for row in Threshold.objects.filter(park=park)} == {each.name for each in thresholds.known()}


def test_a_new_value_counts_from_its_day_on(park: Park):
    today = clock.today()
    thresholds.change(park, {"visit_days": 5}, today + timedelta(days=1))
    assert thresholds.value(park, "visit_days") == 3
    assert thresholds.value(park, "visit_days", today + timedelta(days=1)) == 5


def test_an_unknown_name_is_refused(park: Park):
    with pytest.raises(LookupError):
        thresholds.value(park, "no_such_threshold")


@pytest.mark.both
def test_values_are_never_overwritten(park: Park):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Threshold.objects.filter(park=park).update(value=1)
