"""What the close of a day does with something typed wrong: it stays on the page, and the way on is offered (O7)."""

import re
from decimal import Decimal

import pytest
from django.test import Client
from django.utils.html import escape

from fees.models import CashCount, Difference, PayIn
from tests.complaints.factories import new_form
from tests.fees.cashdesk import factories
from tests.fees.cashdesk.factories import COUNTED, Desk, notes
from tests.fees.cashdesk.test_pages import as_person, pieces, send

pytestmark = [pytest.mark.django_db, pytest.mark.duty("O7")]


@pytest.fixture
def late(desk: Desk, example_day: None) -> Desk:
    """The example day before its close."""
    factories.last_of_march(desk)
    return desk


@pytest.fixture
def officer(late: Desk) -> Client:
    client = as_person(late.officer)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def close_of(desk: Desk) -> str:
    return f"/fees/cash/{desk.drawer_id}/close/"


def step(text: str, title: str) -> str:
    """One step of the page."""
    return next(part for part in text.split('<li class="ps-card"') if f"{escape(title)}</h2>" in part)


def wrong_pay_in(desk: Desk, officer: Client) -> str:
    send(officer, f"{close_of(desk)}count/", **pieces(COUNTED))
    body = {"form_id": new_form(), **pieces({**notes("4948.70"), "100": 37})}
    response = officer.post(f"{close_of(desk)}pay-in/", body)
    assert response.status_code == 422
    return response.content.decode()


def test_the_notes_of_a_wrong_pay_in_stay_on_the_page(late: Desk, officer: Client) -> None:
    text = wrong_pay_in(late, officer)
    assert re.search(r'name="n100"[^>]*value="37"|value="37"[^>]*name="n100"', text)


def test_a_wrong_pay_in_is_refused_in_its_own_step(late: Desk, officer: Client) -> None:
    text = step(wrong_pay_in(late, officer), "Hand the takings to finance")
    assert "Look at the pieces again." in text


def test_a_wrong_pay_in_writes_nothing(late: Desk, officer: Client) -> None:
    wrong_pay_in(late, officer)
    assert not PayIn.objects.exists()


def test_the_same_form_is_sent_again_once_its_notes_are_right(late: Desk, officer: Client) -> None:
    text = wrong_pay_in(late, officer)
    form_id = re.search(r'name="form_id" value="([0-9a-f]{32})"', step(text, "Hand the takings to finance"))
    assert form_id is not None
    officer.post(f"{close_of(late)}pay-in/", {"form_id": form_id[1], **pieces(notes("4948.70"))})
    assert PayIn.objects.get().amount == Decimal("4948.70")


def test_an_unnamed_witness_is_asked_for_in_our_words(late: Desk, officer: Client) -> None:
    send(officer, f"{close_of(late)}count/", **pieces(notes("5438.70")))
    body = {"form_id": new_form(), "reason": "少一张拾元"}
    text = officer.post(f"{close_of(late)}difference/", body).content.decode()
    assert "Witness: Nothing is chosen yet. Please choose one." in text


def test_the_sums_are_not_done_before_the_count(late: Desk, officer: Client) -> None:
    text = officer.get(close_of(late)).content.decode()
    assert "dealt with" not in step(text, "Sums by method and counter item")


def test_the_sums_of_the_day_name_each_way_of_paying(late: Desk, officer: Client) -> None:
    text = send(officer, f"{close_of(late)}count/", **pieces(COUNTED))
    assert "<dt>Cash</dt>" in step(text, "Sums by method and counter item")


def test_a_mistyped_count_is_counted_again(late: Desk, officer: Client) -> None:
    text = send(officer, f"{close_of(late)}count/", **pieces(notes("5438.70")))
    assert f'action="{close_of(late)}count/"' in step(text, "Compare with the journal")


def test_a_right_second_count_leaves_no_difference(late: Desk, officer: Client) -> None:
    send(officer, f"{close_of(late)}count/", **pieces(notes("5438.70")))
    text = send(officer, f"{close_of(late)}count/", **pieces(COUNTED))
    assert "no difference" in step(text, "Compare with the journal")
    assert (CashCount.objects.count(), Difference.objects.count()) == (2, 0)
