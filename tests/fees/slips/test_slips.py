"""Slips "to pay": sent from the counter, paid at the till, the receipt shown to the clerk (design section 4)."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from fees.billing.models import Bill, BillState
from fees.deposits.models import Deposit
from fees.ledger.models import Receipt
from fees.slips.models import EndKind, PaySlip, PaySlipEnd
from parkservice.accounts.models import User
from tests.fees.factories import Desk, bill_for, new_form, pay

pytestmark = pytest.mark.duty("O2", "O4")


def post(client: Client, user: User, name: str, pk: int, **fields: Any) -> Any:
    client.force_login(user)
    return client.post(reverse(f"fees:{name}", args=[pk]), {"form_id": new_form(), **fields}, follow=True)


def seen(*bills: Bill) -> list[str]:
    return [f"{bill.pk}:{bill.amount:.2f}" for bill in bills]


def sent(client: Client, desk: Desk, *bills: Bill, **fields: Any) -> PaySlip:
    """A slip that the clerk sends on the screen."""
    post(client, desk.clerk, "slip_new", desk.company.pk, bills=seen(*bills), **fields)
    return PaySlip.objects.latest("pk")


def test_the_clerk_finds_the_customer_and_sends_the_ticked_bills(client: Client, desk: Desk):
    first, other = bill_for(desk, "488.70"), bill_for(desk, "60.00", item=desk.water)
    client.force_login(desk.clerk)
    there = client.get(reverse("fees:slip_find"), {"q": "A301"})
    assert there["Location"] == reverse("fees:slip_new", args=[desk.company.pk])
    assert "¥488.70" in client.get(there["Location"]).content.decode()
    slip = sent(client, desk, first, note="急着走")
    assert (slip.amount, [line.bill for line in slip.lines.all()]) == (Decimal("488.70"), [first])
    assert other.pk not in slip.lines.values_list("bill_id", flat=True)


def test_the_till_shows_it_opens_it_prefilled_and_the_clerk_reads_the_receipt(client: Client, desk: Desk):
    first, other = bill_for(desk, "488.70"), bill_for(desk, "60.00", item=desk.water)
    slip = sent(client, desk, first)
    client.force_login(desk.officer)
    assert slip.till_url() in client.get(reverse("fees:till")).content.decode()
    page = client.get(slip.till_url()).content.decode()
    assert 'value="488.70"' in page
    assert "checked" not in page.partition(f'id="bill-{other.pk}"')[2].partition(">")[0]
    said = {"bills": seen(first), "method": "cash", "amount": "488.70", "payer": "x", "slip": slip.pk}
    post(client, desk.officer, "till_payer", desk.company.pk, **said)
    receipt = Receipt.objects.get()
    client.force_login(desk.clerk)
    assert receipt.number in client.get(reverse("fees:slip", args=[slip.pk])).content.decode()
    assert receipt.number in client.get(reverse("fees:slips"), {"view": "paid"}).content.decode()
    assert PaySlipEnd.objects.get().by == desk.officer


def test_a_paid_slip_leaves_the_till(client: Client, desk: Desk):
    bill = bill_for(desk, "488.70")
    slip = sent(client, desk, bill)
    said = {"bills": seen(bill), "method": "cash", "amount": "488.70", "payer": "x", "slip": slip.pk}
    post(client, desk.officer, "till_payer", desk.company.pk, **said)
    assert slip.till_url() not in client.get(reverse("fees:till")).content.decode()


def test_one_slip_is_paid_once(client: Client, desk: Desk):
    bill, later = bill_for(desk, "488.70"), bill_for(desk, "60.00")
    slip = sent(client, desk, bill)
    for one, user in ((bill, desk.officer), (later, desk.officer2)):
        said = {"bills": seen(one), "method": "cash", "amount": str(one.amount), "payer": "x", "slip": slip.pk}
        answer = post(client, user, "till_payer", desk.company.pk, **said)
    assert answer.status_code == 422
    assert "李样例" in answer.content.decode()
    assert Receipt.objects.count() == 1
    assert Bill.objects.get(pk=later.pk).state == BillState.ISSUED


def test_a_deposit_is_asked_for_by_slip_and_taken_once(client: Client, desk: Desk):
    slip = sent(client, desk, deposit_kind="key", amount="100.00")
    said = {"method": "cash", "given": "150", "payer": desk.company.name}
    answer = post(client, desk.officer, "till_deposit", slip.pk, **said)
    assert "¥50.00" in answer.content.decode()
    assert "李样例" in post(client, desk.officer2, "till_deposit", slip.pk, **said).content.decode()
    deposit = Deposit.objects.get()
    assert (deposit.kind, deposit.amount, deposit.drawer_id) == ("key", Decimal("100.00"), desk.drawer.pk)
    client.force_login(desk.clerk)
    assert deposit.number in client.get(reverse("fees:slip", args=[slip.pk])).content.decode()


def test_a_slip_sent_twice_is_one(client: Client, desk: Desk):
    bill, form_id = bill_for(desk, "488.70"), new_form()
    for _time in range(2):
        sent(client, desk, bill, form_id=form_id)
    assert PaySlip.objects.count() == 1


def test_a_slip_about_nothing_is_refused(client: Client, desk: Desk):
    assert post(client, desk.clerk, "slip_new", desk.company.pk).status_code == 422
    assert post(client, desk.clerk, "slip_new", desk.company.pk, deposit_kind="key").status_code == 422
    assert not PaySlip.objects.exists()


def test_a_slip_is_about_bills_or_a_deposit_not_both(client: Client, desk: Desk):
    said = {"bills": seen(bill_for(desk, "10.00")), "deposit_kind": "key", "amount": "100.00"}
    assert post(client, desk.clerk, "slip_new", desk.company.pk, **said).status_code == 422
    assert not PaySlip.objects.exists()


def test_who_sent_it_withdraws_it_and_says_why(client: Client, desk: Desk):
    slip = sent(client, desk, bill_for(desk, "488.70"))
    assert post(client, desk.clerk, "slip_withdraw", slip.pk, reason="").status_code == 422
    post(client, desk.clerk, "slip_withdraw", slip.pk, reason="客户改天再来")
    end = PaySlipEnd.objects.get()
    assert (end.kind, end.reason) == (EndKind.WITHDRAWN, "客户改天再来")
    client.force_login(desk.officer)
    assert slip.till_url() not in client.get(reverse("fees:till")).content.decode()


def test_slips_of_another_park_do_not_exist(client: Client, desk: Desk, other_park: Desk):
    bill = bill_for(other_park, "10.00")
    post(client, other_park.clerk, "slip_new", other_park.company.pk, bills=seen(bill))
    client.force_login(desk.officer)
    assert client.get(reverse("fees:slip", args=[PaySlip.objects.get().pk])).status_code == 404


@pytest.mark.both
@pytest.mark.parametrize("table", ["fees_payslip", "fees_payslipline", "fees_payslipend"])
def test_no_row_of_a_slip_is_deleted(client: Client, desk: Desk, table: str):
    slip = sent(client, desk, bill_for(desk, "488.70"))
    post(client, desk.clerk, "slip_withdraw", slip.pk, reason="客户改天再来")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - names of this test


def test_a_slip_is_over_when_another_receipt_settles_its_bills(client: Client, desk: Desk):
    first, other = bill_for(desk, "488.70"), bill_for(desk, "60.00")
    slip = sent(client, desk, first, other)
    pay(desk, "488.70", bills=[first], actor=desk.officer2)
    assert not PaySlipEnd.objects.exists()
    receipt = pay(desk, "60.00", bills=[other], actor=desk.officer2)
    end = PaySlipEnd.objects.get()
    assert (end.slip, end.kind, end.receipt, end.by) == (slip, EndKind.PAID, receipt, desk.officer2)
    client.force_login(desk.officer)
    listed = client.get(reverse("fees:slips"), {"view": "all"}).content.decode()
    assert receipt.number in listed
    assert "陈样例" in listed


def test_the_till_takes_nothing_for_a_slip_that_is_over(client: Client, desk: Desk):
    bill = bill_for(desk, "488.70")
    slip = sent(client, desk, bill)
    receipt = pay(desk, "488.70", bills=[bill], actor=desk.officer2)
    client.force_login(desk.officer)
    page = client.get(slip.till_url()).content.decode()
    assert receipt.number in page
    assert "陈样例" in page
    assert 'id="take"' not in page
    said = {"method": "cash", "amount": "488.70", "payer": "x", "slip": slip.pk}
    assert post(client, desk.officer, "till_payer", desk.company.pk, **said).status_code == 422
    assert Receipt.objects.get() == receipt


def test_the_till_takes_nothing_for_a_slip_whose_bills_were_waived(client: Client, desk: Desk):
    bill = bill_for(desk, "488.70")
    slip = sent(client, desk, bill)
    Bill.objects.filter(pk=bill.pk).update(waived=bill.amount, state=BillState.WAIVED)
    client.force_login(desk.officer)
    assert 'id="take"' not in client.get(slip.till_url()).content.decode()
    said = {"method": "cash", "amount": "488.70", "payer": "x", "slip": slip.pk}
    assert post(client, desk.officer, "till_payer", desk.company.pk, **said).status_code == 422
    assert not Receipt.objects.exists()


def test_large_cash_of_a_company_for_a_deposit_slip_needs_its_reason(client: Client, desk: Desk):
    slip = sent(client, desk, deposit_kind="decoration", amount="1000.00")
    said = {"method": "cash", "given": "1000", "payer": desk.company.name}
    assert post(client, desk.officer, "till_deposit", slip.pk, **said).status_code == 422
    assert not Deposit.objects.exists()
    post(client, desk.officer, "till_deposit", slip.pk, **said, reason="对公账户冻结")
    assert Deposit.objects.exists()
