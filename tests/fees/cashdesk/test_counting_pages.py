"""What an officer counts through the page of the close: nothing, too little, malformed pieces, and fen (O7)."""

import re
from decimal import Decimal

import pytest
from django.test import Client

from fees.dayclose.books import counts
from fees.models import CashCount, DayClose, Difference, JournalLine, PayIn
from tests.complaints.factories import new_form
from tests.fees.cashdesk import factories
from tests.fees.cashdesk.factories import Desk
from tests.fees.cashdesk.test_close_mistakes import close_of, step
from tests.fees.cashdesk.test_pages import as_person, pieces, send

pytestmark = [pytest.mark.django_db, pytest.mark.duty("O7")]

D = Decimal


@pytest.fixture
def taken(desk: Desk, example_day: None) -> Desk:
    """150.00 were taken, the float is whole."""
    factories.takes(desk, "150.00")
    return desk


@pytest.fixture
def officer(taken: Desk) -> Client:
    return english(taken.officer)


def english(user: object) -> Client:
    client = as_person(user)  # type: ignore[arg-type]
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def refused_count(desk: Desk, officer: Client, **typed: str) -> str:
    """The step of the count as it comes back."""
    response = officer.post(f"{close_of(desk)}count/", {"form_id": new_form(), **typed})
    assert response.status_code == 422
    return step(response.content.decode(), "Count the cash")


def test_an_empty_count_is_refused_beside_its_form(taken: Desk, officer: Client) -> None:
    blank = dict.fromkeys(pieces({}), "")
    assert "Count first; write 0 where there is none." in refused_count(taken, officer, **blank)


def test_an_empty_count_is_not_saved(taken: Desk, officer: Client) -> None:
    refused_count(taken, officer)
    assert not CashCount.objects.exists()


def test_a_count_of_naught_is_saved(taken: Desk, officer: Client) -> None:
    send(officer, f"{close_of(taken)}count/", n100="0")
    assert CashCount.objects.get().total == 0


@pytest.mark.parametrize("typed", ["1e400", "1.5", "-1", "ten", "10000", "9" * 5000])
def test_pieces_that_are_no_number_are_refused_in_our_words(taken: Desk, officer: Client, typed: str) -> None:
    assert "Write a whole number from 0 to 9,999." in refused_count(taken, officer, n100=typed, n50="1")


def test_pieces_that_are_no_number_stay_in_their_field(taken: Desk, officer: Client) -> None:
    text = refused_count(taken, officer, n100="1e400")
    field = re.search(r'<input[^>]*name="n100"[^>]*>', text)
    assert field is not None
    assert 'value="1e400"' in field[0]
    assert 'type="text"' in field[0]


def test_full_width_pieces_are_read_as_digits(taken: Desk, officer: Client) -> None:
    send(officer, f"{close_of(taken)}count/", n50="１３")
    assert CashCount.objects.get().total == D("650.00")


@pytest.fixture
def robbed(taken: Desk, officer: Client) -> Desk:
    """Nothing was left of takings and float, and that is a document."""
    send(officer, f"{close_of(taken)}count/", **pieces({}))
    witness = str(taken.office.clerk.pk)
    send(officer, f"{close_of(taken)}difference/", reason="抽屉被撬，现金全部丢失", witness=witness)
    return taken


def test_a_shortage_of_more_than_either_pot_is_a_document(robbed: Desk) -> None:
    assert Difference.objects.get().amount == D("-650.00")


def test_a_shortage_of_more_than_either_pot_takes_both(robbed: Desk) -> None:
    lines = JournalLine.objects.filter(number__startswith="CY-").order_by("position")
    assert [(line.pot, line.payment) for line in lines] == [("float", D("500.00")), ("takings", D("150.00"))]
    assert (robbed.drawer.takings, robbed.drawer.balance) == (D(0), D(0))


def test_a_shortage_of_both_pots_agrees_with_the_books(robbed: Desk) -> None:
    assert list(counts()) == []


def test_a_day_on_which_everything_was_lost_is_closed(robbed: Desk, officer: Client) -> None:
    page = close_of(robbed)
    send(officer, f"{page}float/", **pieces({}))
    send(english(robbed.office.manager), f"{page}consent/", reason="备用金明日补足")
    send(officer, f"{page}safe/", locked="on", scrambled="on", agrees="on")
    send(officer, f"{page}day/", unused_books="3")
    assert DayClose.objects.get().sheet["closing"] == "0.00"


def test_takings_with_fen_are_counted_and_handed_in(desk: Desk, example_day: None) -> None:
    factories.takes(desk, "2642.88")
    client, page = english(desk.officer), close_of(desk)
    fen = {"0.1": 3, "0.05": 1, "0.02": 1, "0.01": 1, "0.5": 1, "1": 2, "20": 2, "100": 26}
    send(client, f"{page}count/", **pieces({**fen, "100": 31}))
    send(client, f"{page}pay-in/", **pieces(fen))
    assert (PayIn.objects.get().amount, Difference.objects.count()) == (D("2642.88"), 0)
