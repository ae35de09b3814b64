"""What the pages say once the day of a drawer is closed, and for days that no drawer has (O6, O7)."""

from datetime import date

import pytest

from tests.fees.cashdesk.factories import Desk
from tests.fees.cashdesk.test_counting_pages import english
from tests.fees.cashdesk.test_duties import LAST

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2025-12-31", "nonsense"])
@pytest.mark.duty("O3")
def test_a_day_that_a_drawer_cannot_have_shows_the_open_one(desk: Desk, example_day: None, day: str) -> None:
    response = english(desk.officer).get(f"/fees/cash/{desk.drawer_id}/?day={day}")
    assert (response.status_code, response.context["day"]) == (200, LAST)


@pytest.mark.duty("O3")
def test_an_earlier_day_of_a_drawer_is_shown(desk: Desk, example_day: None) -> None:
    response = english(desk.officer).get(f"/fees/cash/{desk.drawer_id}/?day=2026-03-02")
    assert response.context["day"] == date(2026, 3, 2)
