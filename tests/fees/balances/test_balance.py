"""The counter looks up what a customer owes, and sends a slip with the owed bills ticked (section 4: V balance)."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from fees.balances.queries import balance_of
from fees.disputes.services import dispute
from fees.slips.models import PaySlip
from parkservice.kit import clock
from tests.fees.dunning.acting import DUE
from tests.fees.factories import Desk, bill_for, new_form, on, pay

pytestmark = pytest.mark.duty("O4")


def test_it_shows_the_sum_by_item_what_is_overdue_and_what_is_prepaid(desk: Desk):
    first = bill_for(desk, "1000.00")
    bill_for(desk, "200.00")
    bill_for(desk, "300.00", item=desk.water)
    pay(desk, "400.00", bills={first.pk: Decimal("400.00")})
    pay(desk, "50.00", customer=desk.resident)
    found = balance_of(desk.company)
    assert [(item.name, item.count, item.principal) for item in found.items] == [
        ("物业管理费", 2, Decimal("800.00")),
        ("水费", 1, Decimal("300.00")),
    ]
    assert (found.total, found.overdue, found.credit) == (Decimal("1100.00"), 0, 0)
    assert balance_of(desk.resident).credit == Decimal("50.00")
    with clock.at(on(DUE.replace(day=25))):
        late = balance_of(desk.company)
    assert late.overdue == Decimal("1100.00")
    assert late.late_fee > 0


def test_a_single_hit_opens_and_leads_to_a_slip_with_every_undisputed_bill_ticked(client: Client, desk: Desk):
    first, second = bill_for(desk, "1000.00"), bill_for(desk, "200.00")
    dispute(actor=desk.officer, bill_id=second.pk, reason="电梯停了", form_id=new_form())
    client.force_login(desk.clerk)
    found = client.get(reverse("fees:balance_find"), {"q": "A-301"}, follow=True)
    assert "¥1,200.00" in found.content.decode()
    new = reverse("fees:slip_new", args=[desk.company.pk])
    assert f"{new}?all=1" in found.content.decode()
    lines = client.get(f"{new}?all=1").context["lines"]
    assert [(line["standing"].bill, line["ticked"]) for line in lines] == [(first, True), (second, False)]
    client.post(new, {"bills": lines[0]["seen"], "form_id": new_form()})
    assert PaySlip.objects.get().amount == Decimal("1000.00")


def test_the_counter_reads_sums_and_no_receipts(client: Client, desk: Desk):
    receipt = pay(desk, "100.00", bills=[bill_for(desk, "100.00")])
    client.force_login(desk.clerk)
    assert client.get(reverse("fees:receipt", args=[receipt.pk])).status_code == 403
    assert receipt.number not in client.get(reverse("fees:balance", args=[desk.company.pk])).content.decode()


def test_a_customer_of_another_park_does_not_exist(client: Client, desk: Desk, other_park: Desk):
    client.force_login(desk.clerk)
    assert client.get(reverse("fees:balance", args=[other_park.company.pk])).status_code == 404


def page_of(client: Client, desk: Desk) -> str:
    client.force_login(desk.clerk)
    address = reverse("fees:balance", args=[desk.company.pk])
    return client.get(address, headers={"accept-language": "en"}).content.decode()


def test_what_is_due_later_is_not_asked_for_today(client: Client, desk: Desk):
    bill_for(desk, "1000.00")
    assert "¥1,000.00 open in all, nothing of it due yet" in page_of(client, desk)


def test_what_is_due_is_named_beside_all_that_is_open(client: Client, desk: Desk):
    bill_for(desk, "1000.00", due=clock.today())
    bill_for(desk, "200.00")
    assert "¥1,200.00 open in all, ¥1,000.00 of it due" in page_of(client, desk)
