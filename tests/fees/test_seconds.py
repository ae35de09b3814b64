"""Words to second persons: who may decide hears that something waits, who asked hears the decision (M15)."""

from decimal import Decimal

from django.test import Client
from django.urls import reverse

from fees.counting.services import count
from fees.deposits import services as deposits
from fees.ledger import reversals
from fees.payins.services import check_pay_in, pay_in
from fees.seconds import SECONDS
from fees.slips import services as slips
from fees.waivers import services as waivers
from parkservice.accounts.models import User
from parkservice.journal import verbs
from parkservice.kit import clock
from parkservice.messaging.models import InboxItem
from tests.fees.factories import BY_BANK, Desk, ask_back, ask_refund, bill_for, new_form, on, pay, receive_deposit


def told(verb: str) -> set[User]:
    return {item.recipient for item in InboxItem.objects.filter(verb=verb).select_related("recipient")}


def propose(desk: Desk, amount: str):
    wish = waivers.Wish("reduce", {bill_for(desk, amount).pk: Decimal(amount)}, "停电")
    return waivers.propose(actor=desk.officer, customer=desk.company, wish=wish, form_id=new_form())[0]


def test_every_kind_of_word_has_its_sentence():
    assert len(SECONDS) >= 9
    for kind in SECONDS:
        assert verbs.get(f"inbox.{kind}_asked")


def test_a_void_is_told_to_colleagues_and_manager_and_the_asker_hears_the_decision(desk: Desk):
    request = ask_back(desk, pay(desk, "100.00", bills=[bill_for(desk, "100.00")], actor=desk.finance))
    assert told("inbox.takeback_asked") == {desk.officer2, desk.manager}
    reversals.refuse(actor=desk.manager, request_id=request.pk, reason="金额无误")
    assert told("inbox.takeback_refused") == {desk.officer}


def test_the_message_leads_to_the_page_with_the_decision(client: Client, desk: Desk):
    receipt = pay(desk, "100.00", bills=[bill_for(desk, "100.00")])
    ask_back(desk, receipt)
    client.force_login(desk.manager)
    item = InboxItem.objects.get(verb="inbox.takeback_asked", recipient=desk.manager)
    answer = client.get(reverse("messaging:inbox_item", args=[item.pk]))
    assert answer.url == reverse("fees:receipt", args=[receipt.pk])


def test_a_waiver_is_told_to_the_lowest_level_whose_limit_covers_it(desk: Desk):
    small = propose(desk, "500.00")
    assert told("inbox.waiver_asked") == {desk.manager}
    waivers.approve(actor=desk.manager, waiver_id=small.pk)
    assert told("inbox.waiver_approved") == {desk.officer}
    propose(desk, "500.01")
    assert told("inbox.waiver_asked") == {desk.manager, desk.project_manager}
    propose(desk, "5000.01")
    assert told("inbox.waiver_asked") == {desk.manager, desk.project_manager, desk.general_manager}


def test_a_refund_is_told_to_the_manager_then_to_finance_and_each_answer_to_the_asker(desk: Desk):
    request = ask_refund(desk, receive_deposit(desk))
    assert told("inbox.refund_asked") == {desk.manager}
    deposits.approve_refund(actor=desk.manager, request_id=request.pk)
    assert told("inbox.payout_asked") == {desk.finance}
    deposits.pay_refund(actor=desk.finance, request_id=request.pk, payout=BY_BANK)
    assert told("inbox.refund_approved") == told("inbox.payout_done") == {desk.clerk}


def test_a_slip_is_told_to_the_officers_and_its_end_to_the_counter(desk: Desk):
    bill = bill_for(desk, "100.00")
    wish = slips.Wish({bill.pk: bill.amount})
    slip = slips.send(actor=desk.clerk, customer=desk.company, wish=wish, form_id=new_form())[0]
    assert told("inbox.slip_asked") == {desk.officer, desk.officer2}
    slips.withdraw(actor=desk.officer, slip_id=slip.pk, reason="客户改日再来")
    assert told("inbox.slip_withdrawn") == {desk.clerk}


def test_takings_are_told_to_finance_and_the_count_to_the_officer(desk: Desk):
    pay(desk, "50.00", method="cash", bills=[bill_for(desk, "50.00")])
    with clock.at(on(clock.today())):
        count(drawer=desk.drawer, actor=desk.officer, purpose="close", notes={"100": 5, "50": 1})
        made = pay_in(drawer=desk.drawer, actor=desk.officer, notes={"50": 1})
        assert told("inbox.payin_asked") == {desk.finance}
        check_pay_in(pay_in_id=made.pk, actor=desk.finance, notes={"10": 4}, remark="少十元")
        assert told("inbox.payin_disputed") == {desk.officer, desk.manager}
        check_pay_in(pay_in_id=made.pk, actor=desk.finance, notes={"50": 1})
    assert told("inbox.payin_confirmed") == {desk.officer}
