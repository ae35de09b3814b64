"""What waits about money on each desk: counted for who decides it, never the own request, in one statement."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from fees.counting.services import count, explain, raise_difference
from fees.desk import money_of
from fees.paybacks import services as paybacks
from fees.slips import services as slips
from fees.waivers import services as waivers
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from tests.accounts.factories import person
from tests.fees.dunning.acting import at, debt
from tests.fees.factories import Desk, ask_back, ask_payback, ask_refund, bill_for, new_form, on, pay, receive_deposit


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


def side(client: Client, user: User) -> dict[str, int | None]:
    """The numbers in the side of the desk's page, by address."""
    client.force_login(user)
    page = client.get(reverse("home:desk"))
    return {link.url: link.count for group in page.context["shell"].groups for link in group.links}


@pytest.mark.both
def test_the_side_counts_what_the_desk_counts(client: Client, desk: Desk):
    pay(desk, "6000.00")
    ask_payback(desk, "5000.00")
    for amount in ("500.00", "500.01"):
        propose(desk, desk.officer, amount)
    for user, waivers_left, paybacks_left in ((desk.manager, 1, 1), (desk.project_manager, 2, 1)):
        assert waiting(desk, user) == {"fees:waivers": waivers_left, "fees:paybacks": paybacks_left}
        shown = side(client, user)
        assert (shown[reverse("fees:waivers")], shown[reverse("fees:paybacks")]) == (waivers_left, paybacks_left)


@pytest.mark.both
def test_a_waiver_in_small_steps_waits_for_whose_limit_covers_their_sum(desk: Desk):
    bill = bill_for(desk, "1000.00")
    for amount in ("300.00", "200.01"):
        wish = waivers.Wish("reduce", {bill.pk: Decimal(amount)}, "停电")
        made = waivers.propose(actor=desk.officer, customer=desk.company, wish=wish, form_id=new_form())[0]
        if amount == "300.00":
            waivers.approve(actor=desk.manager, waiver_id=made.pk)
    assert waiting(desk, desk.manager) == {}
    assert waiting(desk, desk.project_manager) == {"fees:waivers": 1}


def test_a_difference_waits_for_the_manager_once_it_is_explained(client: Client, desk: Desk):
    with clock.at(on(date(2026, 4, 1))):
        found = count(drawer=desk.drawer, actor=desk.officer, purpose="close", notes={"100": 4, "50": 1, "20": 2})
        row = raise_difference(count=found, actor=desk.officer, reason="原因待查", witness=desk.clerk)
        assert waiting(desk, desk.manager) == {}
        assert side(client, desk.manager)[reverse("fees:differences")] is None
        explain(difference_id=row.pk, actor=desk.officer, explanation="找零时多付十元")
        assert waiting(desk, desk.manager) == {"fees:differences": 1}
        assert side(client, desk.manager)[reverse("fees:differences")] == 1


def test_small_money_that_goes_back_waits_for_officers_with_a_float_too(desk: Desk):
    for customer, amount in ((desk.company, "100.00"), (desk.resident, "100.01")):
        pay(desk, "800.00", customer=customer)
        request = ask_payback(desk, amount, customer=customer)
        paybacks.approve(actor=desk.manager, request_id=request.pk)
    without = User.objects.get(pk=person(Role.OFFICER, desk.park, name="吴示例").pk)
    assert (waiting(desk, desk.finance), waiting(desk, without)) == ({"fees:paybacks": 2}, {})
    assert waiting(desk, desk.officer) == {"fees:paybacks": 1}


@pytest.mark.both
def test_finance_sees_every_month_that_is_not_closed(client: Client, desk: Desk):
    pay(desk, "100.00")
    with clock.at(on(date(2026, 4, 10))):
        pay(desk, "100.00")
    with clock.at(on(date(2026, 6, 2))):
        pay(desk, "100.00")
        assert waiting(desk, desk.finance)["fees:month"] == 2
        client.force_login(desk.finance)
        page = client.get(reverse("home:desk")).content.decode()
    shown = page.partition('aria-labelledby="money"')[2].partition("</section>")[0]
    named = [month for month in ("2026-03", "2026-04", "2026-05", "2026-06") if f"?month={month}" in shown]
    assert named == ["2026-03", "2026-04"]


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
