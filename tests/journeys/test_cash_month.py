"""The worked month of domain 4: read, reopened by two people, signed and closed as a second version (O3)."""

import pytest
from playwright.sync_api import Page, expect

from fees.monthclose.models import MonthClose
from tests.journeys.conftest import well_made

WHY = "补订一份原始凭证，数字不变。"


@pytest.mark.journey
@pytest.mark.duty("O3")
def test_a_closed_month_is_reopened_by_two_and_closed_again_with_the_same_sums(live_park, windows):
    closed = MonthClose.objects.latest("month")
    page = f"/fees/months/?month={closed.month:%Y-%m}"
    year = "11,653.10" if closed.month.month == 1 else "49,857.70"  # the year of the example began before March
    finance, boss, officer = windows.open(), windows.open(), windows.open()
    live_park.sign_in(finance, "finance")
    finance.goto(live_park.url(page))
    days = finance.get_by_role("region", name="逐日").get_by_role("row")
    for place, sums in enumerate((["5,188.40"] * 2, ["1,466.00"] * 2, ["4,998.70"] * 2), start=2):
        expect(days.nth(place).get_by_role("cell")).to_have_text([*sums, "500.00"])
    expect(days.filter(has_text="本月合计")).to_contain_text("11,653.1011,653.10500.00")
    expect(days.filter(has_text="本年累计")).to_contain_text(f"{year}{year}500.00")
    expect(finance.get_by_role("region", name="三方核对").get_by_text("11,603.10")).to_have_count(5)
    well_made(finance, dark=True)

    act(finance, "申请重开", reason=WHY)
    live_park.sign_in(boss, "project_manager")
    boss.goto(live_park.url(page))
    expect(boss.get_by_text(WHY).first).to_be_visible()
    act(boss, "同意重开")
    live_park.sign_in(officer, "officer")
    officer.goto(live_park.url(page))
    act(officer, "签本月现金账")
    finance.goto(live_park.url(page))
    act(finance, "办理月结")
    expect(finance.get_by_role("region", name="历次版本")).to_contain_text("钱样账")
    again = MonthClose.objects.get(month=closed.month, number=2)
    assert (again.sheet, again.previous) == (closed.sheet, closed.hash)
    expect(finance.get_by_role("heading", name="本月已月结")).to_be_visible()


def act(page: Page, title: str, reason: str = "") -> None:
    """Do one of the acts beside the month."""
    line = page.locator("details", has=page.locator("summary", has_text=title))
    if line.get_attribute("open") is None:
        line.locator("summary").click()
    if reason:
        line.get_by_label("原因").fill(reason)
    line.get_by_role("button", name=title).click()
    expect(page.locator("details", has=page.locator("summary", has_text=title))).to_have_count(0)
