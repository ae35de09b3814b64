"""A month in figures: each opens exactly its list, the manager concludes, and it goes to paper (A6)."""

from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from complaints.analysis.conditions import following
from complaints.choices import State
from complaints.models import Complaint, MonthAnalysis
from parkservice.kit import clock
from parkservice.paperwork.models import Paper
from tests.journeys.conftest import well_made
from tests.support.browser import fits

CAUSES = "设施老化占多数，货梯和卫生间最多。"
MEASURES = "十二月前完成货梯导靴集中更换。"


@pytest.mark.journey
@pytest.mark.duty("A6")
def test_the_month_opens_from_its_figures_and_is_printed(live_park, windows):
    month = following(clock.today().replace(day=1), -1)
    manager = windows.open()
    live_park.sign_in(manager, "manager")
    manager.goto(live_park.url("/desk/"))
    manager.get_by_role("link", name="月度分析").first.click()
    expect(manager.get_by_role("heading", level=1)).to_contain_text(f"{month.year} 年 {month.month} 月")
    well_made(manager, dark=True)
    page = manager.url
    for region in ("本月总体", "质量指标", "按类别", "按楼栋"):
        open_a_figure(manager, region)
        manager.goto(page)
    came = Complaint.objects.exclude(state=State.MERGED).filter(received_at__gte=clock.combine(month))
    whole = came.filter(received_at__lt=clock.combine(following(month)))
    stat = manager.get_by_role("region", name="本月总体").get_by_role("link", name="登记")
    expect(stat).to_contain_text(str(whole.count()))

    form = manager.get_by_role("region", name="分析与措施")
    form.get_by_label("突出原因").fill(CAUSES)
    form.get_by_label("改进措施").fill(MEASURES)
    form.get_by_role("button", name="保存分析").click()
    expect(manager.get_by_text("已保存。月末后请打印")).to_be_visible()
    kept, begun = MonthAnalysis.objects.get(month=month), clock.now()
    assert (kept.causes, kept.measures, kept.by.username) == (CAUSES, MEASURES, "manager")
    words = print_it(manager)
    assert f"{month.year} 年 {month.month} 月" in words
    assert CAUSES in words
    assert MEASURES in words
    kept.refresh_from_db()
    assert kept.printed_at > begun
    assert Paper.objects.get(kind="complaint_analysis", subject_id=kept.pk, revoked_at=None).data["causes"] == CAUSES
    manager.reload()
    expect(manager.get_by_text("已打印")).to_contain_text(f"{clock.local(kept.printed_at):%H:%M}")

    phone = windows.open(phone=True)
    live_park.sign_in(phone, "project_manager")
    phone.goto(page)
    fits(phone)
    expect(phone.get_by_label("突出原因")).to_have_value(CAUSES)


def open_a_figure(page: Page, region: str) -> None:
    """The first figure of a card that is not nothing opens a list of as many lines."""
    links = page.get_by_role("region", name=region).get_by_role("link").all()
    figures = [(link, int(digits)) for link in links if (digits := counted(link.inner_text()))]
    link, count = next((link, count) for link, count in figures if count)
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("投诉")
    expect(page.get_by_text(f"导出 {count} 件")).to_be_visible()


def counted(words: str) -> str:
    """The number of lines that a figure promises: of a rate the part of its whole, else the figure itself."""
    last = words.rsplit("\n", maxsplit=1)[-1].strip()
    return last.partition(" / ")[0] if last.partition(" / ")[0].isdigit() else ""


def print_it(page: Page) -> str:
    """The paper opens beside the page; it is really a PDF, and this is what it says."""
    with page.expect_popup() as printed:
        page.get_by_role("button", name="打印月度分析").click()
    printed.value.wait_for_url("**/papers/*/")
    content = page.request.get(printed.value.url).body()
    assert content.startswith(b"%PDF")
    return "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(content)).pages)
