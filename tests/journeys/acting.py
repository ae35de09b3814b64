"""What several journeys do: send a complaint, take steps on the record, draw photos that know their place."""

import io
import re
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from complaints.models import Complaint
from tests.conftest import LivePark

NUMBER = re.compile(r"(TS|JY)-\d{4}-\d{6}")
GPS = 0x8825


@dataclass(frozen=True)
class Sent:
    """What a tenant holds in hand after sending: the number and the secret link."""

    number: str
    link: str

    @property
    def stored(self) -> Complaint:
        """The complaint as it stands in the database now."""
        return Complaint.objects.select_related("officer", "unit", "article").get(number=self.number)


def receipt(page: Page) -> Sent:
    """Read number and secret link from the page after sending."""
    page.wait_for_url("**/submit/done/**")
    number = page.locator(".ps-amount").inner_text().strip()
    assert NUMBER.fullmatch(number), number
    return Sent(number, page.locator("input#link").input_value())


def send_complaint(
    park: LivePark, page: Page, *, unit: str, content: str, category: str, name: str, phone: str, email: str = ""
) -> Sent:
    """Send a complaint through the Chinese public form, as it opens from the sign on a unit's door."""
    page.goto(park.url(f"/complaints/submit/?unit={unit}"))
    expect(page.get_by_label("您的单元")).to_have_value(unit)
    page.get_by_label("发生了什么").fill(content)
    page.get_by_label("关于哪方面").select_option(label=category)
    page.get_by_role("textbox", name="姓名").fill(name)
    page.get_by_role("combobox", name="称呼").select_option(label="先生")
    page.get_by_role("textbox", name="电话").fill(phone)
    page.get_by_label("电子邮箱").fill(email)
    page.get_by_label("同意将所填内容用于处理这件事").check()
    page.get_by_role("button", name="提交", exact=True).click()
    return receipt(page)


def open_from_queue(page: Page, sent: Sent) -> None:
    """From any page over the navigation to the queue, and from its line to the record."""
    page.get_by_role("link", name="投诉", exact=False).first.click()
    page.wait_for_url("**/complaints/")
    page.get_by_role("link", name=sent.number).click()
    expect(page.get_by_text(sent.number).first).to_be_visible()


def photo(path: Path, words: str) -> Path:
    """Draw a photo as a phone takes it: JPEG, with the place where it was taken in its EXIF data."""
    picture = Image.new("RGB", (640, 480), "#6a8a99")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((180, 90, 460, 400), fill="#d8dee2", outline="#33414a", width=6)
    draw.text((200, 420), words, fill="#10222b")
    known = Image.Exif()
    known[0x010F] = "Sample phone"
    known.get_ifd(GPS).update({1: "N", 2: (30.0, 15.0, 0.0), 3: "E", 4: (120.0, 10.0, 0.0)})
    picture.save(path, "JPEG", quality=85, exif=known)
    assert Image.open(path).getexif().get_ifd(GPS)
    return path


def forgets_the_place(content: bytes) -> bool:
    """Whether a stored picture says nothing of device and place."""
    return not dict(Image.open(io.BytesIO(content)).getexif()) and b"Sample phone" not in content


def step(page: Page, title: str = "") -> Locator:
    """The open form of the next-step panel; with a title the line of that name is opened first."""
    panel = page.get_by_role("region", name="下一步")
    if not title:
        return panel.locator("form").first
    line = panel.locator("details", has=page.locator("summary", has_text=title))
    line.locator("summary").click()
    return line.locator("form")


def take_on(page: Page, about: str = "") -> None:
    """Take a new complaint on with the weight it has; a manager names the colleague whom it is about."""
    form = step(page)
    if about:
        form.get_by_label("涉及人员").select_option(label=about)
    form.get_by_role("button", name="开始调查").click()
    expect(page.get_by_text("您已受理这件投诉")).to_be_visible()


def record_findings(page: Page, *, facts: str, validity: str, department: str) -> None:
    """Write down what was found."""
    form = step(page)
    form.get_by_label("事实").fill(facts)
    form.get_by_text(validity, exact=True).click()
    form.get_by_label("责任部门").select_option(label=department)
    form.get_by_role("button", name="保存调查结果").click()
    expect(page.get_by_role("region", name="调查结果")).to_contain_text(facts)


def mend_every_hint(page: Page) -> None:
    """Click the mend of each courtesy hint until none is left, as a writer in a hurry does."""
    hints = page.locator("[data-courtesy]")
    mends = hints.locator("li[data-tone=due]").get_by_role("button", name="改好")
    expect(mends.first).to_be_visible()
    for left in reversed(range(mends.count())):
        mends.first.click()
        expect(mends).to_have_count(left)


def report_to_the_office(page: Page) -> None:
    """Send the report as it was prepared."""
    step(page).get_by_role("button", name="发送报告").click()
    expect(page.get_by_text("园区办和经理已收到报告")).to_be_visible()


def put_right(page: Page, measures: str) -> None:
    """Say what is done, unless that was decided before, and that it is done."""
    if page.get_by_role("button", name="开始处理").is_visible():
        form = step(page)
        form.get_by_label("将采取的措施").fill(measures)
        form.get_by_role("button", name="开始处理").click()
        expect(page.get_by_text("处理措施已登记")).to_be_visible()
    form = step(page)
    form.get_by_label("采取的措施").fill(measures)
    form.get_by_role("button", name="办结").click()
    expect(page.get_by_text("已办结。接着答复投诉人")).to_be_visible()


def tell(page: Page, words: str, *, way: str = "查询页") -> None:
    """Tell the complainant something, in the way named."""
    reply = page.get_by_role("region", name="答复投诉人")
    reply.get_by_label("方式").select_option(label=way)
    reply.get_by_role("textbox", name="给").fill(words)
    reply.get_by_role("button", name="发送并记录").click()
    expect(page.get_by_text("答复已记录")).to_be_visible()


def ask(page: Page, *, satisfied: int, settled: str) -> None:
    """Write the complainant's answers into the form of the return visit."""
    for question, answer in (("投诉人满意吗", satisfied), ("处理质量如何", satisfied), ("问题解决了吗", settled)):
        page.get_by_role("group", name=question).get_by_text(str(answer), exact=True).click()


def visit(park: LivePark, page: Page, sent: Sent) -> None:
    """Somebody who did not handle it asks the complainant, who is content, and writes the answers down."""
    page.goto(park.url(f"/complaints/visits/{sent.stored.pk}/"))
    ask(page, satisfied=5, settled="已解决")
    page.get_by_role("radio", name="合格").first.check()
    page.get_by_role("button", name="保存回访记录").click()
    expect(page.get_by_text("回访已登记")).to_be_visible()


def close(page: Page) -> None:
    """Close the complaint; the panel has nothing more to ask for."""
    step(page).get_by_role("button", name="关闭投诉").click()
    expect(page.get_by_text("投诉已关闭")).to_be_visible()
