"""What the pages say once the day of a drawer is closed, and for days that no drawer has (O6, O7)."""

from datetime import date, time

import pytest
from django.urls import reverse

from fees.ledger.models import Reversal
from fees.ledger.reversals import ask_reversal
from tests.complaints.factories import new_form
from tests.fees.cashdesk import factories
from tests.fees.cashdesk.factories import Desk, on
from tests.fees.cashdesk.test_counting_pages import english
from tests.fees.cashdesk.test_duties import LAST, reading

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


@pytest.fixture
def evening(desk: Desk) -> Desk:
    """The day is closed, 60.00 came in after that."""
    with on(LAST):
        factories.takes(desk, "4888.70")
        factories.whole_close(desk)
        factories.takes(desk, "60.00")
    return desk


@pytest.mark.duty("O7")
def test_money_after_the_close_is_not_missed_on_its_day(evening: Desk) -> None:
    with on(LAST, time(18, 30)):
        text = english(evening.officer).get(reverse("home:duties")).content.decode()
    assert "The day is closed. ¥60.00 of takings go to finance on the next working day." in text


@pytest.mark.duty("O7")
def test_money_after_the_close_is_due_on_the_next_day(evening: Desk) -> None:
    with on(date(2026, 4, 1), time(9)):
        assert reading("O7", evening.officer, evening).state == "due"


@pytest.mark.duty("O6")
def test_a_receipt_of_a_closed_day_is_taken_back_tomorrow(desk: Desk, example_day: None) -> None:
    receipt = factories.takes(desk, "60.00")
    factories.whole_close(desk)
    ask_reversal(actor=desk.officer, receipt=receipt, reason="金额录错", form_id=new_form())
    path = reverse("fees:receipt_agree", args=[receipt.pk])
    text = english(desk.office.manager).post(path, follow=True).content.decode()
    assert "This day is closed. Take it back tomorrow." in text
    assert not Reversal.objects.exists()
