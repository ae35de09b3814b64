"""A debt is urged by letter, a part of a bill is waived, and the tenant sees what is left (O2, O5, P8)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from fees.dunning.models import DunningNotice
from parkservice.kit import clock
from tests.conftest import LivePark
from tests.journeys import scenes
from tests.journeys.conftest import Windows, well_made

D = Decimal


@pytest.mark.journey
@pytest.mark.duty("O2", "O5")
def test_a_letter_is_brought_a_waiver_granted_and_the_tenant_reads_the_bill(live_park, windows):
    the_letter(live_park, windows.open())
    the_waiver(live_park, windows)


def the_letter(park: LivePark, page: Page) -> None:
    """The second notice to a company: 4,000.00, due 31 days ago, late fee 31 × 0.05 % = 62.00 (domain 3.6, 3.8)."""
    park.sign_in(page, "officer2")
    page.goto(park.url("/fees/dunning/"))
    page.get_by_role("row", name="南枝印务").get_by_role("link").first.click()
    expect(page.locator(".ps-head")).to_contain_text("第二次")
    letter = page.get_by_label("催缴函")
    words = letter.input_value()
    assert "4,000.00" in words
    assert "62.00" in words
    assert not [threat for threat in ("停水", "停电", "停气", "停暖") if threat in words]
    well_made(page, dark=True)
    page.get_by_text("当面交付", exact=True).click()
    page.get_by_label("签收人").fill("魏样张")
    page.get_by_label("签收日期").fill(clock.today().isoformat())
    page.get_by_role("button", name="登记送达").click()
    expect(page.locator(".ps-head")).to_contain_text("已送达")
    sent = DunningNotice.objects.get(customer__name__startswith="南枝印务", stage=2)
    assert (sent.state, sent.amount_principal, sent.late_fee_to_date) == ("delivered", D("4000.00"), D("62.00"))
    assert clock.today() < sent.deadline <= clock.today() + timedelta(days=5)  # within 3–5 days (domain 2.4)


def the_waiver(park: LivePark, windows: Windows) -> None:
    """480.00 of 5,200.00: the manager's limit is 500; 4,720.00 are left for the tenant to pay."""
    bill = scenes.billed("A-201", "5200.00", "货梯专用时段使用费")
    officer, manager, tenant = windows.open(), windows.open(), windows.open(phone=True)
    park.sign_in(officer, "officer")
    officer.goto(park.url(f"/fees/customers/{bill.customer_id}/statement/"))
    officer.get_by_role("link", name="提出减免").click()
    officer.get_by_text("减收", exact=True).click()
    officer.get_by_label(bill.number).fill("480.00")
    officer.get_by_label("原因").fill("货梯停用两周，按天减免")
    well_made(officer)
    officer.get_by_role("button", name="提出减免").click()
    officer.wait_for_url("**/fees/waivers/*/**")
    park.sign_in(manager, "manager")
    manager.goto(officer.url)
    expect(manager.locator(".ps-head")).to_contain_text("480.00")
    manager.get_by_role("button", name="批准减免").click()
    expect(manager.get_by_text("已批准").first).to_be_visible()
    bill.refresh_from_db()
    assert (bill.state, bill.waived, bill.amount - bill.waived - bill.paid) == ("issued", D("480.00"), D("4720.00"))

    park.sign_in(tenant, "tenant")
    tenant.goto(park.url(bill.get_absolute_url()))
    for words in ("货梯专用时段使用费", "5,200.00", "480.00", "4,720.00"):
        expect(tenant.get_by_text(words).first).to_be_visible()
    well_made(tenant, dark=True)
