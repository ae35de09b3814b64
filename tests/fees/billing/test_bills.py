"""Bills: who sees them, how they were computed, reversing a wrong one, printing (O4; G3, G6, M7).

The clock stands at Thursday 2026-11-05, 10:00.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from fees.billing.models import Bill
from fees.billing.records import BillReversal
from parkservice.estate.models import Customer, Occupancy, Unit
from parkservice.messaging.models import InboxItem
from parkservice.paperwork.models import Paper
from tests.complaints.factories import Office, new_form
from tests.fees.billing.running import Q4, run
from tests.fees.pricing import released
from tests.support.paper import pages_of, words_of

D = Decimal
ZH = {"accept-language": "zh-CN"}
pytestmark = pytest.mark.duty("O4")


@pytest.fixture
def bill(office: Office) -> Bill:
    """The management fee of domain 3.1 for a quarter."""
    Unit.objects.filter(pk=office.unit.pk).update(gross_area=D("1286.50"))
    released(office, "management", "3.80")
    run(office, "management", Q4)
    return Bill.objects.get()


def neighbour(office: Office) -> Customer:
    """Another company in another unit of the building."""
    unit = Unit.objects.create(
        park=office.park, building=office.building, code="A-202", kind="workshop", gross_area=D(10)
    )
    company = Customer.objects.create(park=office.park, name="蓝屿新材(虚构)")
    Occupancy.objects.create(unit=unit, customer=company, starts=date(2026, 1, 1))
    return company


def ask(client: Client, user: Any, bill: Bill, reason: str = "面积录错"):
    client.force_login(user)
    return client.post(reverse("fees:reversal_ask", args=[bill.pk]), {"reason": reason, "form_id": new_form()})


def decide(client: Client, user: Any, name: str, **said: Any):
    client.force_login(user)
    return client.post(reverse(f"fees:reversal_{name}", args=[BillReversal.objects.latest("pk").pk]), said)


def state(bill: Bill) -> str:
    return Bill.objects.get(pk=bill.pk).state


def test_a_bill_shows_how_it_was_computed(client: Client, office: Office, bill: Bill):
    client.force_login(office.officer)
    page = client.get(bill.get_absolute_url(), headers=ZH).content.decode()
    assert "1,286.50 m² × 3.80 × 3 = ¥14,666.10" in page
    assert "2026 年第 4 季度" in page


def test_an_officer_sees_the_bills_of_the_own_buildings(client: Client, office: Office, bill: Bill):
    for user, seen in ((office.officer, True), (office.manager, True), (office.other_officer, False)):
        client.force_login(user)
        assert (bill.number in client.get(reverse("fees:bills")).content.decode()) is seen
        assert (client.get(bill.get_absolute_url()).status_code == 200) is seen


def test_a_tenant_sees_the_own_bills_and_nobody_elses(client: Client, office: Office, bill: Bill):
    other = Unit.objects.create(
        park=office.park, building=office.building, code="A-202", kind="workshop", gross_area=10
    )
    company = Customer.objects.create(park=office.park, name="蓝屿新材(虚构)")
    Occupancy.objects.create(unit=other, customer=company, starts=date(2026, 1, 1))
    run(office, "management", Q4)
    foreign = Bill.objects.get(customer=company)
    client.force_login(office.tenant)
    page = client.get(reverse("fees:bills"), headers=ZH).content.decode()
    assert bill.number in page
    assert foreign.number not in page
    assert "14,666.10" in client.get(bill.get_absolute_url(), headers=ZH).content.decode()
    assert client.get(foreign.get_absolute_url()).status_code == 404


def test_the_list_is_filtered_by_item_and_found_by_customer(client: Client, office: Office, bill: Bill):
    client.force_login(office.manager)
    found = client.get(reverse("fees:bills"), {"q": "松石"}).content.decode()
    assert bill.number in found
    assert bill.number not in client.get(reverse("fees:bills"), {"q": "没有"}).content.decode()
    assert bill.number not in client.get(reverse("fees:bills"), {"view": "overdue"}).content.decode()


def test_a_wrong_bill_is_reversed_by_two_people_and_billed_anew(client: Client, office: Office, bill: Bill):
    ask(client, office.officer, bill)
    assert state(bill) == "issued"
    assert InboxItem.objects.filter(verb="inbox.reversal_asked", recipient=office.manager).exists()
    decide(client, office.manager, "approve")
    assert state(bill) == "cancelled"
    Unit.objects.filter(pk=office.unit.pk).update(gross_area=D("1200.00"))
    assert run(office, "management", Q4).count == 1
    assert [each.amount for each in Bill.objects.live()] == [D("13680.00")]
    assert Bill.objects.count() == 2


def test_nobody_approves_the_own_reversal(client: Client, office: Office, bill: Bill):
    ask(client, office.manager, bill)
    assert decide(client, office.manager, "approve").status_code == 403
    assert state(bill) == "issued"
    decide(client, office.project_manager, "approve")
    assert state(bill) == "cancelled"


def test_a_refused_reversal_leaves_the_bill_and_tells_why(client: Client, office: Office, bill: Bill):
    ask(client, office.officer, bill)
    decide(client, office.manager, "refuse", note="面积与合同一致")
    assert state(bill) == "issued"
    assert InboxItem.objects.filter(verb="inbox.reversal_refused", recipient=office.officer).exists()
    assert ask(client, office.officer, bill, "再次核对").status_code == 302
    assert BillReversal.objects.filter(state="asked").count() == 1


@pytest.mark.parametrize("money", [{"paid": D("1.00")}, {"waived": D("1.00")}])
def test_a_bill_with_money_on_it_is_not_reversed(client: Client, office: Office, bill: Bill, money: dict):
    Bill.objects.filter(pk=bill.pk).update(**money)
    ask(client, office.officer, bill)
    assert not BillReversal.objects.exists()


def test_money_that_came_in_since_the_request_stops_the_reversal(client: Client, office: Office, bill: Bill):
    ask(client, office.officer, bill)
    Bill.objects.filter(pk=bill.pk).update(paid=D("100.00"), state="part_paid")
    decide(client, office.manager, "approve")
    assert state(bill) == "part_paid"
    assert BillReversal.objects.get().state == "asked"


def test_one_reversal_waits_at_a_time(client: Client, office: Office, bill: Bill):
    ask(client, office.officer, bill)
    ask(client, office.officer, bill, "又一次")
    assert BillReversal.objects.count() == 1


def test_an_officer_of_another_building_asks_nothing(client: Client, office: Office, bill: Bill):
    assert ask(client, office.other_officer, bill).status_code == 404


def printed(client: Client, user: Any, bill: Bill) -> bytes:
    client.force_login(user)
    answer = client.post(reverse("fees:bill_print", args=[bill.pk]), headers=ZH)
    return client.get(answer.url).content


def test_a_bill_is_printed_with_computation_and_capitals(client: Client, office: Office, bill: Bill):
    words = words_of(printed(client, office.officer, bill))
    for part in (bill.number, "壹万肆仟陆佰陆拾陆元壹角整", "1,286.50m²×3.80×3=¥14,666.10", office.customer.name):
        assert part.replace(" ", "") in words


def test_a_second_print_is_counted(client: Client, office: Office, bill: Bill):
    printed(client, office.officer, bill)
    assert "补打1" in words_of(printed(client, office.manager, bill))


def test_the_paper_of_a_reversed_bill_is_no_longer_valid(client: Client, office: Office, bill: Bill):
    printed(client, office.officer, bill)
    ask(client, office.officer, bill)
    decide(client, office.manager, "approve")
    paper = Paper.objects.get()
    assert paper.state == "revoked"
    client.force_login(office.officer)
    assert client.post(reverse("fees:bill_print", args=[bill.pk])).url == bill.get_absolute_url()


def test_all_bills_of_a_building_are_one_file_with_a_sheet_for_each(client: Client, office: Office, bill: Bill):
    other = Unit.objects.create(
        park=office.park, building=office.building, code="A-202", kind="workshop", gross_area=10
    )
    company = Customer.objects.create(park=office.park, name="蓝屿新材(虚构)")
    Occupancy.objects.create(unit=other, customer=company, starts=date(2026, 10, 1))
    Bill.objects.filter(pk=bill.pk).update(state="cancelled")
    made = run(office, "management", Q4)
    client.force_login(office.manager)
    answer = client.post(reverse("fees:run_print", args=[made.pk]), {"building": office.building.pk}, headers=ZH)
    sheets = pages_of(client.get(answer.url).content)
    numbers = list(made.bills.order_by("number").values_list("number", flat=True))
    assert len(sheets) == len(numbers) == 2
    assert all(number in sheet for number, sheet in zip(numbers, sheets, strict=True))


def test_the_manager_exports_what_is_filtered_and_an_officer_does_not(client: Client, office: Office, bill: Bill):
    client.force_login(office.manager)
    answer = client.get(reverse("fees:bills"), {"export": "csv"})
    content = b"".join(answer.streaming_content).decode()
    assert bill.number in content
    assert "14666.1" in content
    client.force_login(office.officer)
    assert client.get(reverse("fees:bills"), {"export": "csv"}).status_code == 302


@pytest.mark.both
def test_the_database_keeps_a_bill_as_it_was_issued(office: Office, bill: Bill):
    rows = Bill.objects.filter(pk=bill.pk)
    for change in ({"amount": D(1)}, {"customer": None}, {"explanation": {}}, {"period_to": Q4}, {"number": "ZD-1"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        rows.delete()


@pytest.mark.both
def test_the_database_refuses_an_approval_of_the_own_request(client: Client, office: Office, bill: Bill):
    ask(client, office.manager, bill)
    asked = BillReversal.objects.get()
    with pytest.raises(IntegrityError, match="reversal_approved_by_another"), transaction.atomic():
        BillReversal.objects.update(state="approved", decided_by=asked.asked_by, decided_at=asked.asked_at)
