"""Small deposits of passes that the officer gives back from the float as the third person (design 4; M14)."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from fees.cashdesk.models import JournalLine, Pot
from fees.deposits.models import DepositKind, Refund
from fees.deposits.services import Payout, pay_refund
from fees.ledger.models import Method
from tests.fees.cashdesk import factories
from tests.fees.cashdesk.factories import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.duty("O6")]

D = Decimal
FROM_FLOAT = Payout(Method.CASH)


@pytest.fixture(autouse=True)
def _today(example_day: None) -> None:
    """The example day: every deposit is taken and given back on it."""


def approved(desk: Desk, amount: str, kind: str = DepositKind.WORKER_PASS) -> int:
    """A deposit whose refund waits for the third person."""
    return factories.agreed(desk, factories.deposited(desk, amount, kind)).pk


def test_three_people_give_it_back(desk: Desk) -> None:
    refund = factories.refund(desk)
    people = (refund.requested_by, refund.approved_by, refund.paid_by)
    assert people == (desk.office.clerk, desk.office.manager, desk.officer)


def test_it_comes_from_the_float_and_not_from_the_takings(desk: Desk) -> None:
    factories.takes(desk, "60.00")
    line = JournalLine.objects.get(number=factories.refund(desk).number)
    assert (line.payment, line.pot) == (D("50.00"), Pot.FLOAT)
    assert (desk.drawer.takings, desk.drawer.float_balance) == (D("60.00"), D("450.00"))


def test_the_officer_pays_up_to_a_hundred(desk: Desk) -> None:
    request = approved(desk, "100.00")
    assert pay_refund(actor=desk.officer, request_id=request, payout=FROM_FLOAT).refunded == D("100.00")


@pytest.mark.parametrize(
    ("amount", "kind"), [("100.01", DepositKind.WORKER_PASS), ("50.00", DepositKind.KEY), ("50.00", DepositKind.CARD)]
)
def test_more_and_other_deposits_are_paid_by_finance(desk: Desk, amount: str, kind: str) -> None:
    request = approved(desk, amount, kind)
    with pytest.raises(PermissionDenied):
        pay_refund(actor=desk.officer, request_id=request, payout=FROM_FLOAT)
    assert pay_refund(actor=desk.finance, request_id=request, payout=Payout(Method.TRANSFER)).refunded == D(amount)


def test_an_officer_transfers_nothing(desk: Desk) -> None:
    request = approved(desk, "50.00")
    with pytest.raises(PermissionDenied):
        pay_refund(actor=desk.officer, request_id=request, payout=Payout(Method.TRANSFER))
    assert not Refund.objects.exists()


@pytest.mark.parametrize(("method", "status", "paid"), [("cash", 302, 1), ("transfer", 422, 0)])
def test_the_page_lets_the_officer_pay_in_cash_only(desk: Desk, method: str, status: int, paid: int) -> None:
    deposit = factories.deposited(desk, "50.00", DepositKind.WORKER_PASS)
    factories.agreed(desk, deposit)
    client: Any = Client()
    client.force_login(desk.officer)
    assert client.post(f"/fees/deposits/{deposit.pk}/pay/", {"method": method}).status_code == status
    assert Refund.objects.count() == paid
