"""The address of an act is read too, when a page with mistakes is loaded again: it leads back and writes nothing."""

import pytest

from fees.deposits.models import DepositKind
from fees.models import CashCount
from tests.complaints.factories import new_form
from tests.fees.cashdesk import factories
from tests.fees.cashdesk.factories import Desk
from tests.fees.cashdesk.test_close_mistakes import close_of
from tests.fees.cashdesk.test_counting_pages import english

pytestmark = [pytest.mark.django_db, pytest.mark.duty("O7"), pytest.mark.usefixtures("example_day")]


def test_a_refused_count_that_is_loaded_again_leads_to_the_close(desk: Desk) -> None:
    client, path = english(desk.officer), f"{close_of(desk)}count/"
    assert client.post(path, {"form_id": new_form()}).status_code == 422
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (302, close_of(desk))


def test_the_address_of_an_act_writes_nothing_when_it_is_read(desk: Desk) -> None:
    english(desk.officer).get(f"{close_of(desk)}count/?n100=5")
    assert not CashCount.objects.exists()


def test_the_address_of_a_count_is_refused_to_whoever_does_not_keep_the_drawer(desk: Desk) -> None:
    assert english(desk.finance).get(f"{close_of(desk)}count/").status_code == 403


def test_a_refused_refund_that_is_loaded_again_leads_to_its_deposit(desk: Desk) -> None:
    path = f"/fees/deposits/{factories.deposited(desk, '300.00', DepositKind.DECORATION).pk}/"
    client = english(desk.office.clerk)
    assert client.post(f"{path}claim/").status_code == 422
    response = client.get(f"{path}claim/")
    assert (response.status_code, response["Location"]) == (302, path)


def test_the_address_of_a_refund_is_refused_to_whoever_may_not_decide_it(desk: Desk) -> None:
    made = factories.deposited(desk, "300.00", DepositKind.DECORATION)
    assert english(desk.office.clerk).get(f"/fees/deposits/{made.pk}/approve/").status_code == 403
