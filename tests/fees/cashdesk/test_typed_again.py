"""What a rule of the cash desk refuses stays on the page as it was typed, with the refusal beside it (O3, O7)."""

import re

import pytest
from django.test import Client

from fees.models import PayIn
from tests.complaints.factories import new_form
from tests.fees.cashdesk import factories
from tests.fees.cashdesk.factories import Desk, notes
from tests.fees.cashdesk.test_close_mistakes import close_of
from tests.fees.cashdesk.test_counting_pages import english
from tests.fees.cashdesk.test_pages import pieces, send

pytestmark = [pytest.mark.django_db, pytest.mark.duty("O7")]


@pytest.fixture
def late(desk: Desk, example_day: None) -> Desk:
    """The example day before its close."""
    factories.last_of_march(desk)
    return desk


def refused(client: Client, path: str, **typed: str) -> str:
    response = client.post(path, {"form_id": new_form(), **typed})
    assert response.status_code == 422
    return response.content.decode()


def value_of(text: str, name: str) -> str:
    """What stands in a field of the page."""
    field = re.search(rf'<input[^>]*name="{name}"[^>]*>', text)
    assert field is not None
    found = re.search(r'value="([^"]*)"', field[0])
    return found[1] if found else ""


def test_finance_keeps_its_count_when_the_remark_is_missing(late: Desk) -> None:
    send(english(late.officer), f"{close_of(late)}count/", **pieces(factories.COUNTED))
    send(english(late.officer), f"{close_of(late)}pay-in/", **pieces(notes("4948.70")))
    path = f"/fees/pay-ins/{PayIn.objects.get().pk}/check/"
    text = refused(english(late.finance), path, **pieces({**notes("4948.70"), "100": 47}))
    assert value_of(text, "n100") == "47"
    assert "Write what you found, and dispute it." in text


def test_a_refill_of_too_much_stays_typed(late: Desk) -> None:
    path = f"/fees/cash/{late.drawer_id}/refill/"
    text = refused(english(late.finance), path, number="TK-2026-000004", amount="70.00")
    assert (value_of(text, "number"), value_of(text, "amount")) == ("TK-2026-000004", "70.00")
    assert "The float is refilled up to what was handed out, no more." in text


def test_a_refill_after_the_pay_in_stays_typed(late: Desk) -> None:
    send(english(late.officer), f"{close_of(late)}count/", **pieces(factories.COUNTED))
    send(english(late.officer), f"{close_of(late)}pay-in/", **pieces(notes("4948.70")))
    path = f"/fees/cash/{late.drawer_id}/refill/"
    text = refused(english(late.finance), path, number="TK-2026-000004", amount="50.00")
    assert value_of(text, "amount") == "50.00"
    assert "The cash of the day is handed in." in text


def test_an_officer_without_a_witness_keeps_the_reason(late: Desk) -> None:
    send(english(late.officer), f"{close_of(late)}count/", **pieces(notes("5438.70")))
    path = f"{close_of(late)}difference/"
    text = refused(english(late.officer), path, reason="少一张拾元")
    assert ">少一张拾元</textarea>" in text.replace(">\n", ">")


def test_a_safe_whose_name_is_taken_stays_typed(late: Desk) -> None:
    text = refused(english(late.finance), "/fees/safes/new/", name="一号保险柜")
    assert value_of(text, "name") == "一号保险柜"
    assert "Give the safe a name that no other one has." in text
