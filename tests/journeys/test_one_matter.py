"""One matter told three times, and through whose hands it goes: mention, merge, hand-over (A1, A2, A5)."""

import pytest
from playwright.sync_api import Page, expect

from complaints.choices import State
from complaints.models import Complaint, Contact
from tests.conftest import LivePark
from tests.journeys.acting import Sent, open_from_queue, record_findings, send_complaint, step, take_on, tell
from tests.journeys.conftest import Windows, well_made

WORDS = "A 栋二楼走廊的消防卷帘门关不严，走廊里一直有风，晚上还哐哐响。"
CALLED = "二楼走廊消防卷帘门关不严，晚上哐哐响，夜班的人都听见。"
LATER = "二楼走廊消防卷帘门一直关不严，又有风又响，麻烦尽快修。"
AWAY = "我明天起休假三天，卷帘门要连着盯。"
BUSY = "B 栋这两天在换配电箱，走不开。"
ANSWER = "秦先生：您好！卷帘门下轨变形，工程部明天 10:00 前换好，赵示范到时请您验收。给您添麻烦了，对不起。谢谢！"


@pytest.mark.journey
@pytest.mark.duty("A1", "A2", "A5")
def test_a_matter_told_three_times_stays_one_and_somebody_always_answers_for_it(live_park, windows):
    tenant, neighbour = windows.open(phone=True), windows.open(phone=True)
    sent = send(live_park, tenant, unit="A-203", content=WORDS, name="秦来访", phone="19900000095")
    the_clerk_counts_a_call(live_park, windows.open(), sent)
    other = send(live_park, neighbour, unit="A-204", content=LATER, name="谢后来", phone="19900000096")

    officer = windows.open()
    live_park.sign_in(officer, "officer")
    open_from_queue(officer, other)
    merge(officer, into=sent)
    assert (other.stored.state, other.stored.merged_into.number) == (State.MERGED, sent.number)
    assert sent.stored.mentions == 3

    officer.get_by_role("region", name="同一事项").get_by_role("link", name=sent.number).click()
    expect(officer.get_by_text("反映 3 次").first).to_be_visible()
    hand_over(officer, "陈演示", AWAY)
    assert sent.stored.officer.username == "officer"
    refuse(live_park, windows, sent)
    officer.reload()
    expect(officer.get_by_role("region", name="移交情况")).to_contain_text(f"不接手：{BUSY}")
    hand_over(officer, "赵示范", AWAY)
    assert (sent.stored.officer.username, sent.stored.handover_count) == ("officer", 0)

    taker = windows.open(phone=True)
    live_park.sign_in(taker, "officer3")
    taker.goto(live_park.url("/inbox/"))
    taker.get_by_role("link", name=AWAY).first.click()
    expect(step(taker)).to_contain_text("李样例请您接手")
    well_made(taker)
    step(taker).get_by_role("button", name="接手投诉").click()
    expect(taker.get_by_text("已接手，现在由您负责")).to_be_visible()
    expect(taker.get_by_text("移交 1 次").first).to_be_visible()
    assert (sent.stored.officer.username, sent.stored.handover_count) == ("officer3", 1)

    take_on(taker)
    record_findings(taker, facts="下轨变形，门底留缝两厘米。", validity="属实", department="工程部")
    tell(taker, ANSWER)
    both_read_the_answer(tenant, neighbour, sent, other)


def send(park: LivePark, page: Page, **said: str) -> Sent:
    """A complaint about the door, from one of the units around it."""
    return send_complaint(park, page, category="设施坏了、漏水", **said)


def the_clerk_counts_a_call(park: LivePark, page: Page, sent: Sent) -> None:
    """The caller is asked whether it is the same matter; the words are kept, no second complaint is made."""
    before = Complaint.objects.count()
    park.sign_in(page, "clerk")
    page.goto(park.url("/complaints/contacts/new/?topic=complaint&unit=A-204"))
    page.get_by_label("电话", exact=True).fill("19900000097")
    page.get_by_label("姓名").fill("邹来电")
    page.get_by_label("来访内容").fill(CALLED)
    page.get_by_label("类别").select_option(label="设施维修")
    page.get_by_role("button", name="登记", exact=True).click()
    same = page.get_by_role("group", name="是同一件事吗")
    expect(same).to_be_visible()
    same.get_by_role("radio", name=sent.number).check()
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("已计为再次反映")).to_contain_text(f"单号 {sent.number}，由李样例负责")
    line = Contact.objects.latest("id")
    assert (line.visitor, line.content) == ("邹来电", CALLED)
    assert Complaint.objects.count() == before
    assert sent.stored.mentions == 2
    assert sent.stored.remarks.get().text == CALLED


def merge(page: Page, *, into: Sent) -> None:
    """Join a complaint to the earlier one, whose number stands there already."""
    expect(page.get_by_role("region", name="同一事项")).to_contain_text("可能相同")
    form = step(page, "与先前的投诉并案")
    expect(form.get_by_label("先前投诉的单号")).to_have_value(into.number)
    form.get_by_role("button", name="并入该投诉").click()
    expect(page.get_by_text("已并案。投诉人今后随先前那一件查看进度")).to_be_visible()


def hand_over(page: Page, colleague: str, reason: str) -> None:
    """Ask a colleague by name."""
    form = step(page, "移交同事")
    form.get_by_label("同事").select_option(label=colleague)
    form.get_by_label("移交原因").fill(reason)
    form.get_by_role("button", name="请同事接手").click()
    expect(page.get_by_text("对方接手之前仍由您负责")).to_be_visible()


def refuse(park: LivePark, windows: Windows, sent: Sent) -> None:
    """The first colleague says no, and may not read it any more."""
    page = windows.open()
    park.sign_in(page, "officer2")
    page.goto(park.url("/inbox/"))
    page.get_by_role("link", name=AWAY).first.click()
    form = step(page, "不接手")
    form.get_by_label("不接手的原因").fill(BUSY)
    form.get_by_role("button", name="不接手").click()
    expect(page.get_by_text("已答复不接手")).to_be_visible()
    refused = sent.stored.handovers.get()
    assert (refused.receiver.username, refused.refusal) == ("officer2", BUSY)
    assert (sent.stored.officer.username, sent.stored.asked_officer) == ("officer", None)
    assert page.request.get(park.url(sent.stored.get_absolute_url())).status == 404


def both_read_the_answer(tenant: Page, neighbour: Page, sent: Sent, other: Sent) -> None:
    """Both tracking pages stay: own number and words, the same way, the answer in one's own name."""
    for page, mine, name in ((tenant, sent, "秦先生"), (neighbour, other, "谢先生")):
        page.goto(mine.link)
        expect(page.get_by_text(mine.number).first).to_be_visible()
        answer = page.get_by_role("region", name="我们的答复")
        expect(answer).to_contain_text(f"{name}：您好！卷帘门下轨变形")
        expect(page.get_by_text(mine.stored.content)).to_be_visible()
    seen = neighbour.content()
    assert not [words for words in (sent.number, "秦", WORDS, CALLED) if words in seen]
