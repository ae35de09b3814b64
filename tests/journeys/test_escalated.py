"""What an officer can't solve goes to the manager with problem and opinion; both replies go out (A3, A5, C5, C6)."""

import pytest
from playwright.sync_api import Page, expect

from complaints.choices import Outcome, State
from parkservice.messaging.models import OutboxMessage, OutboxState
from parkservice.paperwork.models import Paper
from tests.conftest import LivePark
from tests.journeys.acting import (
    Sent,
    close,
    open_from_queue,
    record_findings,
    report_to_the_office,
    send_complaint,
    step,
    take_on,
    visit,
)
from tests.journeys.conftest import Windows, well_made

PROBLEM = "压缩机已过保修，更换要 2.6 万元，超出我的权限。"
OPINION = "建议更换，费用由公共维修费列支。"
DECISION = "同意更换，工程部三天内完成。"
REPLY = (
    "秦先生：您好！您反映的冷库温度问题已处理：工程部今天更换了压缩机，明天 10:00 由管理员李样例上门请您验收。"
    "给您添麻烦了，对不起。谢谢！"
)


@pytest.mark.journey
@pytest.mark.duty("A1", "A3", "A5", "L2")
def test_the_manager_decides_and_both_replies_go_out(live_park, windows):
    tenant = windows.open(phone=True)
    sent = send_complaint(
        live_park,
        tenant,
        unit="A-301",
        content="公共冷库的温度两天降不下来，我们的试剂要坏了。",
        category="设施坏了、漏水",
        name="秦来访",
        phone="19900000093",
        email="qin@example.invalid",
    )
    live_park.tick()  # the receipt leaves

    officer = windows.open()
    live_park.sign_in(officer, "officer")
    open_from_queue(officer, sent)
    take_on(officer)
    record_findings(officer, facts="压缩机线圈烧毁，不能修。", validity="属实", department="工程部")
    escalate(officer)
    assert sent.stored.state == State.ESCALATED
    expect(officer.get_by_text("等待经理决定")).to_be_visible()

    decide_at_once(live_park, windows, sent)
    stored = sent.stored
    escalation = stored.escalations.get()
    assert stored.state == State.ACTING
    assert (escalation.problem, escalation.opinion, escalation.decision) == (PROBLEM, OPINION, DECISION)
    assert (escalation.by.username, escalation.decided_by.username) == ("officer", "manager")

    officer.goto(live_park.url("/inbox/"))
    well_made(officer)
    officer.get_by_role("link", name=DECISION).first.click()
    carry_out(officer)
    tell_by_mail(live_park, officer, sent)
    report_to_the_office(officer)
    clerk = windows.open()
    live_park.sign_in(clerk, "clerk")
    visit(live_park, clerk, sent)
    officer.reload()
    close(officer)
    stored = sent.stored
    assert (stored.state, stored.outcome) == (State.CLOSED, Outcome.SETTLED)
    assert stored.told_complainant
    assert stored.told_office

    tenant.goto(sent.link)
    expect(tenant.get_by_role("region", name="我们的答复")).to_contain_text("更换了压缩机")
    inner = tenant.content()
    assert not [words for words in (PROBLEM, OPINION, DECISION) if words in inner]
    the_park_office_reads_the_result(live_park, windows, sent)
    the_paper_is_genuine(live_park, windows, officer, sent)


def escalate(page: Page) -> None:
    """Put it before the manager."""
    form = step(page, "上报经理")
    form.get_by_label("问题").fill(PROBLEM)
    form.get_by_label("您的意见").fill(OPINION)
    form.get_by_role("button", name="上报经理").click()
    expect(page.get_by_text("已告知经理")).to_be_visible()


def decide_at_once(park: LivePark, windows: Windows, sent: Sent) -> None:
    """Manager and project manager have it open at once; the second one is told who was first."""
    manager, second = windows.open(), windows.open()
    park.sign_in(manager, "manager")
    manager.goto(park.url("/desk/"))
    waiting = manager.get_by_role("region", name="待决定")
    expect(waiting).to_contain_text(OPINION)
    well_made(manager, dark=True)
    park.sign_in(second, "project_manager")
    open_from_queue(second, sent)
    waiting.get_by_role("link", name=sent.number, exact=True).click()
    for page, words in ((manager, DECISION), (second, "不同意，先修一次。")):
        form = step(page)
        expect(form).to_contain_text(PROBLEM)
        form.get_by_role("textbox", name="决定").fill(words)
        form.get_by_role("radio", name="处理 负责人按您的决定办理").check()
    well_made(manager)
    step(manager).get_by_role("button", name="确认决定").click()
    expect(manager.get_by_text("已决定，并已告知负责人")).to_be_visible()
    step(second).get_by_role("button", name="确认决定").click()
    expect(second.get_by_text("王示例已在")).to_contain_text("先办理，现在是「处理中」")
    expect(second.get_by_text("不同意，先修一次。")).to_have_count(0)


def carry_out(page: Page) -> None:
    """The officer has done what was decided."""
    form = step(page)
    form.get_by_label("采取的措施").fill("更换压缩机，两小时后库温降到 4 度。")
    form.get_by_role("button", name="办结").click()
    expect(page.get_by_text("已办结。接着答复投诉人")).to_be_visible()


def tell_by_mail(park: LivePark, page: Page, sent: Sent) -> None:
    """The reply waits in the outbox, the page says so, and the next minute takes it out."""
    folder = park.store.var / "outbox"
    before = set(folder.iterdir())
    reply = page.get_by_role("region", name="答复投诉人")
    reply.get_by_label("方式").select_option(label="邮件")
    reply.get_by_label("给秦先生").fill(REPLY)
    reply.get_by_role("button", name="发送并记录").click()
    expect(page.get_by_text("给投诉人的消息")).to_be_visible()
    letter = OutboxMessage.objects.get(purpose="complaint.reply", subject_id=sent.stored.pk)
    assert (letter.state, letter.to, letter.body) == (OutboxState.WAITING, "qin@example.invalid", REPLY)
    park.tick()
    park.tick()  # a second tick sends nothing twice
    letter.refresh_from_db()
    assert letter.state == OutboxState.SENT
    assert sum("qin@example.invalid" in path.read_text() for path in set(folder.iterdir()) - before) == 1
    page.reload()
    expect(page.get_by_text("在发件箱里等待发送")).to_have_count(0)
    page.goto(park.url("/outbox/"))
    expect(page.get_by_text("q***@example.invalid").first).to_be_visible()
    well_made(page)
    open_from_queue(page, sent)


def the_park_office_reads_the_result(park: LivePark, windows: Windows, sent: Sent) -> None:
    """The park office sees the result and neither name nor number of the complainant."""
    office = windows.open()
    park.sign_in(office, "park_office")
    office.goto(park.url("/inbox/"))
    office.locator("main .ps-list a").first.click()
    expect(office.get_by_text(sent.number).first).to_be_visible()
    expect(office.get_by_text("更换压缩机").first).to_be_visible()
    seen = office.content()
    assert "秦来访" not in seen
    assert "19900000093" not in seen
    well_made(office)


def the_paper_is_genuine(park: LivePark, windows: Windows, officer: Page, sent: Sent) -> None:
    """The register form is printed as a PDF, and a stranger with a phone finds out that it is genuine."""
    officer.goto(park.url(sent.stored.get_absolute_url()))
    officer.locator("summary", has_text="打印").click()
    for _copy in range(2):
        with officer.expect_popup() as printed:
            officer.get_by_role("button", name="投诉登记表").click()
        printed.value.wait_for_url("**/papers/*/")
        assert officer.request.get(printed.value.url).body().startswith(b"%PDF")
    paper = Paper.objects.get(subject_kind="complaints.complaint", subject_id=sent.stored.pk)
    assert (paper.kind, paper.number, paper.reprints) == ("complaint_register", sent.number, 1)

    stranger = windows.open(phone=True)
    stranger.goto(park.url(f"/verify/{paper.code}/"))
    expect(stranger.get_by_role("heading", level=1)).to_have_text("本件真实有效")
    expect(stranger.get_by_text(sent.number)).to_be_visible()
    assert "秦" not in stranger.content()
    well_made(stranger)
    assert stranger.request.get(park.url("/verify/AAAAAAAAAAAAAAAAAAAAAAAAAA/")).status == 404
