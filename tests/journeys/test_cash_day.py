"""A day at the drawer: meter, bills, receipts of every way, a void, the close, and the count of finance (O3–O8)."""

import re
from decimal import ROUND_HALF_UP, Decimal

import pytest
from playwright.sync_api import Page, expect

from fees.billing.charges import Span
from fees.billing.models import Bill
from fees.billing.periods import after
from fees.cashdesk.models import Drawer
from fees.dayclose.models import DayClose
from fees.ledger.models import Receipt
from fees.meters.models import Meter
from parkservice.kit import clock
from tests.conftest import LivePark
from tests.journeys import scenes
from tests.journeys.cashing import close_step, fill_notes, receipt, take, worth
from tests.journeys.conftest import Windows, well_made

D = Decimal
#: The float of domain 4, and what is in the drawer with the cash of the day: 500.00 + 4,888.70.
FLOAT = {"100": 5}
BOOK = {"100": 53, "50": 1, "20": 1, "10": 1, "5": 1, "1": 3, "0.5": 1, "0.1": 2}
TAKINGS = {"100": 48, "50": 1, "20": 1, "10": 1, "5": 1, "1": 3, "0.5": 1, "0.1": 2}
WHY = "公司网银维护，今天到期"


@pytest.mark.journey
@pytest.mark.duty("O4", "O5", "O7", "O8")
def test_a_day_at_the_drawer_ends_with_the_float_and_the_signature_of_finance(live_park, windows):
    assert (worth(BOOK), worth(TAKINGS)) == (D("5388.70"), D("4888.70"))
    phone = windows.open(phone=True)
    live_park.sign_in(phone, "officer")
    a_meter_is_read(live_park, phone)

    officer = windows.open()
    live_park.sign_in(officer, "officer")
    bills_are_written(live_park, officer, windows.open())
    five_ways_to_pay(live_park, officer)
    a_receipt_is_void(live_park, windows, officer)

    drawer = Drawer.objects.get(officer__username="officer")
    assert (drawer.balance, drawer.takings) == (D("5388.70"), D("4888.70"))
    count_and_hand_in(live_park, officer, drawer)
    finance_counts(live_park, windows.open())
    lock_up(officer)

    drawer.refresh_from_db()
    assert (drawer.balance, drawer.takings, drawer.closed_through) == (D("500.00"), D(0), clock.today())
    sheet = DayClose.objects.get(drawer=drawer, day=clock.today()).sheet
    assert (sheet["takings"], sheet["paid_in"], sheet["closing"]) == ("4888.70", "4888.70", "500.00")
    # A transfer with what stays ahead, scanned, by card, and from what was paid ahead; the void cash is in no sum.
    methods = {"card": "201.30", "cash": "4888.70", "prepayment": "88.40", "qr": "60.00", "transfer": "1500.00"}
    assert sheet["methods"] == methods


def a_meter_is_read(park: LivePark, page: Page) -> None:
    """The officer stands before the first meter of building A with a phone in hand."""
    meter = Meter.objects.get(serial="ADB-001")
    last = meter.readings.latest("read_on", "pk").current
    page.goto(park.url(f"/fees/meters/routes/{meter.building_id}/"))
    page.get_by_role("link", name="A-101").first.click()
    page.get_by_label("读数").first.fill(f"{last + 180}")
    well_made(page)
    page.get_by_role("button", name="保存并继续").click()
    page.wait_for_url(lambda url: f"/meters/{meter.pk}/read/" not in url)
    read = meter.readings.latest("pk")
    assert (read.current, read.usage) == (last + 180, 180 * 40)


def bills_are_written(park: LivePark, page: Page, manager: Page) -> None:
    """The officer previews the management fee of the dormitory, the manager starts it, the worker writes the bills."""
    fees = Bill.objects.live().filter(item__code="management")
    last = fees.filter(building__code="D").select_related("unit").latest("period_to", "pk")
    quarter = after("quarter", Span(last.period_from, last.period_to))
    page.goto(park.url("/fees/runs/new/"))
    page.get_by_label("收费项目").select_option(label="物业管理费")
    page.get_by_label("计费期间").select_option(f"quarter:{quarter.first}")
    page.get_by_role("button", name="查看预览").click()
    page.wait_for_url(re.compile(r"/fees/runs/[0-9]+/$"))
    expect(page.get_by_text("由经理")).to_be_visible()
    well_made(page)
    park.sign_in(manager, "manager")
    manager.goto(page.url)
    manager.get_by_role("button", name="出账").click()
    park.work()
    manager.reload()
    expect(manager.get_by_role("heading", name="出账结果")).to_be_visible()
    made = fees.get(unit=last.unit, period_from=quarter.first)
    fen = (last.unit.gross_area * 540).quantize(D(1), ROUND_HALF_UP)  # 1.80 × 3 months for each m² (domain 6)
    assert (made.amount, made.period_to) == (fen / 100, quarter.last)
    page.goto(park.url(made.get_absolute_url()))
    expect(page.get_by_text(f"{made.amount:,}").first).to_be_visible()


def five_ways_to_pay(park: LivePark, page: Page) -> None:
    """Cash with its reason and the change, a scan, a transfer with something over, a card, and what was paid ahead."""
    rent, cards = scenes.billed("C-501", "4888.70", "十一月场地费"), scenes.billed("D-503", "60.00", "门禁卡三张")
    power, phone = scenes.billed("E-03", "1264.70", "施工用电"), scenes.billed("E-03", "88.40", "临时电话")
    gas = scenes.billed("C-103", "201.30", "燃气")
    number = take(park, page, rent, "现金", given="4900", why=WHY)
    expect(page.get_by_text("找零")).to_contain_text("11.30")  # 4,900.00 − 4,888.70
    expect(page.get_by_text("肆仟捌佰捌拾捌元柒角整")).to_be_visible()
    assert (receipt(number).method, receipt(number).amount, receipt(number).reason) == ("cash", D("4888.70"), WHY)
    well_made(page, dark=True)
    take(park, page, cards, "扫码")
    over = receipt(take(park, page, power, "银行转账", amount="1500.00"))
    assert over.surplus == D("235.30")  # 1,500.00 − 1,264.70
    take(park, page, gas, "刷卡")
    used = receipt(take(park, page, phone, "预存款抵扣"))
    assert used.customer.account.credit == D("146.90")  # 235.30 − 88.40
    for bill in (rent, cards, power, gas, phone):
        bill.refresh_from_db()
        assert (bill.state, bill.paid) == ("paid", bill.amount)


def a_receipt_is_void(park: LivePark, windows: Windows, page: Page) -> None:
    """60.00 in cash were written for the wrong payer; a colleague agrees, and the bill is open again."""
    bill = scenes.billed("D-501", "60.00", "门禁卡三张")
    wrong = receipt(take(park, page, bill, "现金", given="100"))
    expect(page.get_by_text("找零")).to_contain_text("40.00")
    page.get_by_role("region", name="下一步").locator("summary", has_text="申请作废或红冲").click()
    page.get_by_label("原因").fill("客户名称写错，原联已收回")
    page.get_by_role("button", name="请第二人确认").click()
    expect(page.get_by_text("等待第二人确认").first).to_be_visible()
    colleague = windows.open()
    park.sign_in(colleague, "officer2")
    colleague.goto(park.url(wrong.get_absolute_url()))
    colleague.get_by_role("button", name="作废/红冲收据").click()
    expect(colleague.get_by_text("已作废或红冲").first).to_be_visible()
    expect(colleague.locator(".ps-head")).to_contain_text("作废")
    assert Receipt.objects.get(pk=wrong.pk).reversal.kind == "void"
    bill.refresh_from_db()
    assert (bill.state, bill.paid) == ("issued", D(0))


def count_and_hand_in(park: LivePark, page: Page, drawer: Drawer) -> None:
    """The count is blind; then the takings go to finance, note by note."""
    page.goto(park.url(f"/fees/cash/{drawer.pk}/close/"))
    step = close_step(page, "盘点现金")
    for shown in ("5,388.70", "4,888.70"):
        assert shown not in page.content(), "the count is not blind"
    fill_notes(step, BOOK)
    well_made(page)
    step.get_by_role("button", name="保存盘点").click()
    expect(page.get_by_text("账面 ¥5,388.70，没有差异")).to_be_visible()
    step = close_step(page, "财务")
    expect(step).to_contain_text("4,888.70")
    fill_notes(step, TAKINGS)
    step.get_by_role("button", name="开缴款单").click()
    expect(page.locator('li[aria-current="step"]')).to_contain_text("4,888.70")


def finance_counts(park: LivePark, page: Page) -> None:
    """Finance finds the slip, counts the notes again, and signs."""
    park.sign_in(page, "finance")
    page.goto(park.url("/fees/pay-ins/"))
    page.get_by_role("link", name="JK-").first.click()
    expect(page.locator(".ps-head")).to_contain_text("李样例")
    form = page.get_by_role("region", name="请您清点")
    fill_notes(form, TAKINGS)
    well_made(page)
    form.get_by_role("button", name="确认清点数").click()
    expect(page.get_by_role("region", name="财务清点")).to_contain_text("4,888.70")


def lock_up(page: Page) -> None:
    """The float once more, the safe, and the day is closed."""
    page.reload()
    step = close_step(page, "备用金")
    fill_notes(step, FLOAT)
    step.get_by_role("button", name="保存盘点").click()
    step = close_step(page, "保险柜")
    for tick in ("保险柜已锁", "密码盘已拨乱", "柜内物品相符"):
        step.get_by_label(tick).check()
    step.get_by_role("button", name="签保险柜检查").click()
    step = close_step(page, "日结")
    step.get_by_label("未用收据本数").fill("2")
    step.get_by_role("button", name="日结").click()
    expect(page.locator('li[aria-current="step"]')).to_have_count(0)
    well_made(page, dark=True)
