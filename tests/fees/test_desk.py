"""What waits about money on each desk: counted for who decides it, never the own request, in one statement."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from fees.desk import money_of
from fees.slips import services as slips
from fees.waivers import services as waivers
from parkservice.accounts.models import User
from parkservice.kit import clock
from tests.fees.dunning.acting import at, debt
from tests.fees.factories import Desk, ask_back, ask_refund, bill_for, new_form, on, pay, receive_deposit


def waiting(desk: Desk, user: User) -> dict[str, int]:
    found = money_of(User.objects.get(pk=user.pk), desk.park)
    return {line.what.url_name: line.count for line in found.lines} if found else {}


def propose(desk: Desk, actor: User, amount: str = "100.00"):
    wish = waivers.Wish("reduce", {bill_for(desk, amount).pk: Decimal(amount)}, "停电")
    return waivers.propose(actor=actor, customer=desk.company, wish=wish, form_id=new_form())[0]


@pytest.mark.both
def test_the_manager_sees_what_others_ask_and_not_the_own_requests(desk: Desk):
    propose(desk, desk.officer)
    propose(desk, desk.manager)
    ask_back(desk, pay(desk, "50.00", bills=[bill_for(desk, "50.00")]))
    ask_refund(desk, receive_deposit(desk))
    assert waiting(desk, desk.manager) == {"fees:waivers": 1, "fees:receipts": 1, "fees:deposits": 1}


def test_finance_sees_refunds_to_pay_and_the_officer_the_slips(desk: Desk):
    bill = bill_for(desk, "100.00")
    slips.send(actor=desk.clerk, customer=desk.company, wish=slips.Wish({bill.pk: bill.amount}), form_id=new_form())
    assert waiting(desk, desk.officer) == {"fees:slips": 1}
    assert waiting(desk, desk.finance) == {}
    assert money_of(desk.clerk, desk.park) is None


def test_the_officer_sees_the_drawer_and_a_day_that_was_not_closed(client: Client, desk: Desk):
    bill = bill_for(desk, "100.00")
    pay(desk, "100.00", method="cash", bills=[bill])
    client.force_login(desk.officer)
    assert "¥100.00" in client.get(reverse("home:desk")).content.decode()
    with clock.at(on(clock.today().replace(month=4, day=1))):
        client.force_login(desk.officer)
        found = client.get(reverse("home:desk")).context["desk"].money
    assert found.not_closed == bill.period_to


def test_the_officer_sees_who_must_be_urged_those_who_owe_most_first(desk: Desk):
    debt(desk, "1000.00")
    debt(desk, "2000.00", customer=desk.resident)
    with at(10):
        found = money_of(desk.officer, desk.park)
        assert [(row.pk, row.owed) for row in found.debtors] == [
            (desk.resident.pk, Decimal("2000.00")),
            (desk.company.pk, Decimal("1000.00")),
        ]
        assert money_of(desk.manager, desk.park).debtors is None
