"""The till: an officer with a payer before them, cash in hand, a queue behind (O2, O4, O5; domain 2.4, 4)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fees.billing.models import Bill, BillState
from fees.cashdesk.models import JournalLine
from fees.ledger.models import CustomerAccount, Receipt
from parkservice.accounts.models import User
from parkservice.kit import clock
from tests.estate.factories import ResidentFactory
from tests.fees.factories import Desk, bill_for, new_form, on, pay, take_back

pytestmark = pytest.mark.duty("O2", "O4", "O5")


def search(client: Client, user: User, words: str) -> Any:
    client.force_login(user)
    return client.get(reverse("fees:till"), {"q": words})


def payer_page(client: Client, user: User, customer: Any, **asked: Any) -> str:
    client.force_login(user)
    answer = client.get(reverse("fees:till_payer", args=[customer.pk]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def send(client: Client, user: User, customer: Any, bills: list[Bill], follow: bool = True, **fields: Any) -> Any:
    """Send the form as the page has it: bills with what is open on them, cash unless said otherwise."""
    client.force_login(user)
    seen = [f"{bill.pk}:{bill.amount - bill.paid - bill.waived:.2f}" for bill in bills]
    form = {"bills": seen, "method": "cash", "payer": customer.name, "form_id": new_form(), **fields}
    return client.post(reverse("fees:till_payer", args=[customer.pk]), form, follow=follow)


@pytest.mark.parametrize(("who", "where"), [("officer", "fees:till"), ("clerk", "fees:slips")])
def test_the_address_of_fees_leads_to_the_first_page_of_each(client: Client, desk: Desk, who: str, where: str):
    client.force_login(getattr(desk, who))
    assert client.get("/fees/").url == reverse(where)


def test_a_single_hit_opens_at_once(client: Client, desk: Desk):
    there = reverse("fees:till_payer", args=[desk.company.pk])
    for words in ("A-301", "a301", "青禾精密", "qhjm"):
        answer = search(client, desk.officer, words)
        assert (answer.status_code, answer.headers.get("Location")) == (302, there), words


def test_several_hits_are_rows_with_what_each_owes(client: Client, desk: Desk):
    other = ResidentFactory(park=desk.park, name="林示范", phone="19900000077")
    bill_for(desk, "120.50", customer=other)
    page = search(client, desk.officer, "林示").content.decode()
    assert "林示例" in page
    assert "¥120.50" in page


def test_the_search_field_has_the_focus(client: Client, desk: Desk):
    client.force_login(desk.officer)
    field = client.get(reverse("fees:till")).content.decode().partition('id="payer-q"')[2].partition(">")[0]
    assert "autofocus" in field


def test_owed_bills_stand_oldest_first_with_running_sum_and_late_fee(client: Client, desk: Desk):
    bill_for(desk, "50.00", item=desk.water)
    bill_for(desk, "1000.00", due=date(2026, 3, 21))
    page = payer_page(client, desk.officer, desk.company)
    # ten days late: 1,000.00 × 5/10,000 × 10 = 5.00
    table = page.partition("<tbody")[2].partition("</tbody")[0]
    places = [table.index(words) for words in ("物业管理费", "¥5.00", "¥1,005.00", "水费", "¥1,055.00")]
    assert places == sorted(places)
    assert 'value="1055.00"' in page


def test_a_disputed_bill_is_not_ticked_by_itself(client: Client, desk: Desk):
    from fees.disputes.services import dispute

    bill = bill_for(desk, "300.00")
    dispute(actor=desk.officer, bill_id=bill.pk, reason="电梯停了", form_id=new_form())
    box = payer_page(client, desk.officer, desk.company).partition(f'id="bill-{bill.pk}"')[2].partition(">")[0]
    assert "checked" not in box


def test_cash_makes_a_receipt_says_the_change_and_puts_the_focus_on_print(client: Client, desk: Desk):
    bill = bill_for(desk, "488.70")
    answer = send(client, desk.officer, desk.company, [bill], amount="488.70", given="500")
    page = answer.content.decode()
    assert "¥11.30" in page
    assert "autofocus" in page.partition(reverse("fees:receipt_print", args=[Receipt.objects.get().pk]))[2][:400]
    assert reverse("fees:till") in page
    assert Bill.objects.get(pk=bill.pk).state == BillState.PAID
    assert JournalLine.objects.get(number=Receipt.objects.get().number).drawer_id == desk.drawer.pk


def test_sent_twice_it_is_the_same_receipt_and_the_same_page(client: Client, desk: Desk):
    bill = bill_for(desk, "488.70")
    said = {"amount": "488.70", "given": "500.00", "form_id": new_form(), "follow": False}
    first, again = (send(client, desk.officer, desk.company, [bill], **said) for _time in range(2))
    assert first.status_code == again.status_code == 302
    assert first["Location"] == again["Location"]
    assert Receipt.objects.count() == 1


def test_the_second_cashier_reads_who_was_first_and_what_is_still_owed(client: Client, desk: Desk):
    first, second = bill_for(desk, "488.70"), bill_for(desk, "60.00", item=desk.water)
    send(client, desk.officer, desk.company, [first], amount="488.70")
    answer = send(client, desk.officer2, desk.company, [first, second], amount="548.70")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "李样例" in page
    assert Receipt.objects.get().number in page
    assert f'id="bill-{first.pk}"' not in page
    assert f'id="bill-{second.pk}"' in page
    assert 'value="60.00"' in page


def test_too_little_cash_is_said_beside_the_field(client: Client, desk: Desk):
    bill = bill_for(desk, "488.70")
    answer = send(client, desk.officer, desk.company, [bill], amount="488.70", given="480.00")
    assert answer.status_code == 422
    assert "¥8.70" in answer.content.decode()
    assert not Receipt.objects.exists()


def test_cash_from_a_thousand_of_a_company_asks_for_the_reason(client: Client, desk: Desk):
    bill = bill_for(desk, "1000.00")
    answer = send(client, desk.officer, desk.company, [bill], amount="1000.00")
    assert answer.status_code == 422
    assert "autofocus" in answer.content.decode().partition('name="reason"')[2].partition(">")[0]
    assert not Receipt.objects.exists()
    send(client, desk.officer, desk.company, [bill], amount="1000.00", reason="对公账户冻结")
    assert Receipt.objects.get().reason == "对公账户冻结"


def test_a_person_pays_a_thousand_in_cash_without_a_reason(client: Client, desk: Desk):
    bill = bill_for(desk, "1000.00", customer=desk.resident)
    send(client, desk.officer, desk.resident, [bill], amount="1000.00")
    assert Receipt.objects.count() == 1


def test_what_is_over_becomes_a_prepayment_only_when_it_is_meant(client: Client, desk: Desk):
    bill = bill_for(desk, "100.00")
    assert send(client, desk.officer, desk.company, [bill], amount="150.00").status_code == 422
    assert not Receipt.objects.exists()
    send(client, desk.officer, desk.company, [bill], amount="150.00", ahead="on")
    assert CustomerAccount.objects.get().credit == Decimal("50.00")


def test_a_smaller_amount_pays_the_oldest_first(client: Client, desk: Desk):
    old, young = bill_for(desk, "100.00", due=date(2026, 4, 1)), bill_for(desk, "80.00")
    send(client, desk.officer, desk.company, [old, young], amount="120.00")
    paid = dict(Bill.objects.values_list("pk", "paid"))
    assert paid == {old.pk: Decimal("100.00"), young.pk: Decimal("20.00")}


def test_who_takes_the_principal_alone_reads_that_the_late_fee_stays_owed(client: Client, desk: Desk):
    bill = bill_for(desk, "1000.00")
    with clock.at(on(date(2026, 5, 20))):  # 35 days late
        page = send(client, desk.finance, desk.company, [bill], method="transfer", amount="1000.00").content.decode()
        assert "¥17.50" in page
        assert "¥17.50" in payer_page(client, desk.finance, desk.company)


def test_the_last_due_day_of_all_is_no_mistake_of_the_page(client: Client, desk: Desk):
    bill_for(desk, "1000.00", due=date.max)
    assert "¥1,000.00" in payer_page(client, desk.officer, desk.company)


def test_a_transfer_keeps_its_reference_and_touches_no_drawer(client: Client, desk: Desk):
    bill = bill_for(desk, "2000.00")
    send(client, desk.finance, desk.company, [bill], amount="2000.00", method="transfer", reference="T-0001")
    receipt = Receipt.objects.get()
    assert (receipt.reference, receipt.drawer) == ("T-0001", None)


def test_finance_is_offered_no_cash(client: Client, desk: Desk):
    assert 'value="cash"' not in payer_page(client, desk.finance, desk.company)
    assert 'value="cash"' in payer_page(client, desk.officer, desk.company)


@pytest.mark.parametrize(("who", "ways"), [("officer", 4), ("finance", 3)])
def test_the_keys_are_those_of_the_ways_to_pay_that_are_offered(client: Client, desk: Desk, who: str, ways: int):
    page = payer_page(client, getattr(desk, who), desk.company)
    assert page.count('name="method"') == ways
    assert f"<kbd>1–{ways}</kbd>" in page


def test_the_prepayment_is_shown_and_used(client: Client, desk: Desk):
    pay(desk, "300.00")
    bill = bill_for(desk, "200.00")
    assert "¥300.00" in payer_page(client, desk.officer, desk.company)
    send(client, desk.officer, desk.company, [bill], amount="200.00", method="prepayment")
    assert CustomerAccount.objects.get().credit == Decimal("100.00")
    assert Bill.objects.get(pk=bill.pk).state == BillState.PAID


@pytest.mark.parametrize("amount", ["NaN", "1e400", "-0", "1.005", "１００", "", "0"])
def test_a_malformed_amount_is_said_and_nothing_is_written(client: Client, desk: Desk, amount: str):
    bill = bill_for(desk, "100.00")
    assert send(client, desk.officer, desk.company, [bill], amount=amount).status_code == 422
    assert not Receipt.objects.exists()


def test_bills_that_no_page_of_ours_sends_are_refused(client: Client, desk: Desk):
    bill_for(desk, "100.00")
    client.force_login(desk.officer)
    said = {
        "bills": ["1:NaN"],
        "method": "cash",
        "amount": "100.00",
        "payer": "x",
        "ahead": "on",
        "form_id": new_form(),
    }
    answer = client.post(reverse("fees:till_payer", args=[desk.company.pk]), said)
    assert answer.status_code == 422
    assert not Receipt.objects.exists()


def test_the_day_not_closed_is_said_on_the_page(client: Client, desk: Desk):
    bill = bill_for(desk, "100.00")
    pay(desk, "10.00", method="cash", customer=desk.resident)
    with clock.at(on(date(2026, 4, 1))):
        answer = send(client, desk.officer, desk.company, [bill], amount="100.00")
    assert answer.status_code == 422
    assert "2026-03-31" in answer.content.decode()


def test_a_payer_of_another_park_does_not_exist(client: Client, desk: Desk, other_park: Desk):
    client.force_login(desk.officer)
    assert client.get(reverse("fees:till_payer", args=[other_park.company.pk])).status_code == 404
    assert "BY" not in search(client, desk.officer, other_park.resident.name).content.decode().partition("<main")[2]


def test_the_page_of_a_payer_asks_no_more_for_more_bills(client: Client, desk: Desk, django_assert_max_num_queries):
    for _number in range(20):
        bill_for(desk, "10.00", due=date(2026, 3, 1))
    payer_page(client, desk.officer, desk.company)
    with django_assert_max_num_queries(30):
        payer_page(client, desk.officer, desk.company)


def test_a_single_charge_says_what_it_is_for(client: Client, desk: Desk):
    bill_for(desk, "80.00", explanation={"what": "补办门禁卡"})
    assert "补办门禁卡" in payer_page(client, desk.officer, desk.company)


TRANSFER = {"method": "transfer", "amount": "100.00", "reference": "T-20260331-7"}


def test_a_reference_that_was_written_before_makes_the_till_ask(client: Client, desk: Desk):
    first, second = bill_for(desk, "100.00"), bill_for(desk, "100.00")
    taken = pay(desk, "100.00", bills=[first], reference="T-20260331-7")
    answer = send(client, desk.officer, desk.company, [second], **TRANSFER)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"again"}
    assert taken.number in answer.content.decode()
    send(client, desk.officer, desk.company, [second], again="on", **TRANSFER)
    assert Receipt.objects.count() == 2


def test_one_form_sent_twice_is_not_asked_about_its_own_reference(client: Client, desk: Desk):
    bill, form_id = bill_for(desk, "100.00"), new_form()
    for _time in range(2):
        answer = send(client, desk.officer, desk.company, [bill], form_id=form_id, follow=False, **TRANSFER)
        assert answer.status_code == 302
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize("how", ["taken back", "long ago", "in cash"])
def test_a_reference_that_does_not_count_any_more_asks_nothing(client: Client, desk: Desk, how: str):
    first, second = bill_for(desk, "100.00"), bill_for(desk, "100.00", due=date(2026, 7, 1))
    taken = pay(desk, "100.00", bills=[first], reference="T-20260331-7")
    if how == "taken back":
        take_back(desk, taken)
    fields = {**TRANSFER, "method": "cash"} if how == "in cash" else TRANSFER
    with clock.at(on(date(2026, 6, 1) if how == "long ago" else clock.today())):
        answer = send(client, desk.officer, desk.company, [second], follow=False, **fields)
    assert answer.status_code == 302
