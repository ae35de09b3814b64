"""How somebody was treated: the manager receives, verifies and proposes, the project manager approves (A3, A5, P3)."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from complaints.choices import Outcome, State
from parkservice.journal.models import Event
from tests.conftest import LivePark
from tests.journeys.acting import (
    Sent,
    close,
    open_from_queue,
    put_right,
    record_findings,
    report_to_the_office,
    send_complaint,
    step,
    take_on,
    tell,
    visit,
)
from tests.journeys.conftest import Windows, well_made

WORDS = "上午去前台问搬家手续，接待的人头也没抬，说不知道，让我自己看公告。"
CONCERNED = "孙试样"
HEARD = "当时同时接两个电话，说话急了，愿意当面道歉。"
OPINION = "责任在我方：高峰时只有一人值守。"
FIRST = "当面道歉。"
MISSING = "只道歉不够，高峰时段怎么排班也要写明。"
SECOND = "当面道歉；每天十点到十一点前台增派一人。"
REPLY = (
    "秦先生：您好！前台接待您时态度生硬，给您添麻烦了，对不起。孙试样今天当面向您道歉，"
    "从明天起每天十点到十一点前台增派一人，请您监督。谢谢！"
)


@pytest.mark.journey
@pytest.mark.duty("A1", "A3", "A5", "P3")
def test_nobody_judges_alone_how_a_tenant_was_treated(live_park, windows):
    tenant = windows.open(phone=True)
    sent = send_complaint(
        live_park,
        tenant,
        unit="A-301",
        content=WORDS,
        category="服务态度",
        name="秦来访",
        phone="19900000094",
    )
    assert sent.stored.officer.username == "manager"

    manager = windows.open()
    live_park.sign_in(manager, "manager")
    open_from_queue(manager, sent)
    step(manager).get_by_role("button", name="开始调查").click()
    expect(manager.get_by_text("请写明投诉的是哪位同事").first).to_be_visible()
    take_on(manager, about=CONCERNED)
    record_findings(manager, facts="录音与投诉人所说一致。", validity="属实", department="客服部")
    propose(manager, heard=HEARD, opinion=OPINION, measures=FIRST, cost="120.50")
    expect(manager.get_by_text("等项目经理批准")).to_be_visible()
    assert sent.stored.state == State.AWAITING_APPROVAL
    the_person_concerned_sees_nothing(live_park, windows, sent)

    leader = windows.open()
    the_project_manager_wants_more(live_park, leader, sent)
    manager.reload()
    expect(step(manager)).to_contain_text(MISSING)
    expect(step(manager).get_by_label("您的意见")).to_have_value(OPINION)  # only what is wrong is written anew
    propose(manager, measures=SECOND)
    leader.reload()
    step(leader).get_by_role("button", name="批准处理意见").click()
    expect(leader.get_by_text("已批准，已告知经理和负责人")).to_be_visible()
    it_was_approved_by_another(sent)

    manager.reload()
    put_right(manager, SECOND)
    tell(manager, REPLY)
    report_to_the_office(manager)
    asking = live_park.url(f"/complaints/visits/{sent.stored.pk}/")
    assert manager.request.get(asking).status == 403  # never who handled it
    visit(live_park, leader, sent)
    manager.reload()
    close(manager)
    it_is_settled_with_both_replies(sent)

    tenant.goto(sent.link)
    expect(tenant.get_by_role("region", name="我们的答复")).to_contain_text("增派一人")
    inner = tenant.content()
    assert not [words for words in (HEARD, OPINION, FIRST, MISSING) if words in inner]


def propose(page: Page, **said: str) -> None:
    """Put before the next level what is named; the rest stands there already."""
    form = step(page)
    labels = {"heard": "当事人说明", "opinion": "您的意见", "measures": "处理办法", "cost": "费用（元）"}
    for name, words in said.items():
        form.get_by_label(labels[name]).fill(words)
    form.get_by_role("button", name="报请批准").click()
    expect(page.get_by_text("已报请批准")).to_be_visible()


def the_person_concerned_sees_nothing(park: LivePark, windows: Windows, sent: Sent) -> None:
    """Neither the page nor a message tells the colleague concerned of it."""
    concerned = windows.open(phone=True)
    park.sign_in(concerned, "clerk2")
    concerned.goto(park.url("/inbox/"))
    expect(concerned.get_by_text(sent.number)).to_have_count(0)
    assert concerned.request.get(park.url(sent.stored.get_absolute_url())).status == 404


def the_project_manager_wants_more(park: LivePark, page: Page, sent: Sent) -> None:
    """From the inbox to the proposal, and back it goes with what is missing."""
    park.sign_in(page, "project_manager")
    page.goto(park.url("/inbox/"))
    page.get_by_role("link", name=FIRST).first.click()
    expect(step(page)).to_contain_text(HEARD)
    expect(step(page)).to_contain_text("¥120.50")
    well_made(page)
    form = step(page, "退回处理意见")
    form.get_by_label("缺什么、哪里不对").fill(MISSING)
    form.get_by_role("button", name="退回处理意见").click()
    expect(page.get_by_text("已退回，已告知经理和负责人")).to_be_visible()
    assert sent.stored.state == State.INVESTIGATING


def it_was_approved_by_another(sent: Sent) -> None:
    """Both proposals stay, with who wrote and who decided them."""
    first, second = sent.stored.proposals.select_related("by", "decided_by").order_by("id")
    assert (first.verdict, first.reason, first.measures) == ("returned", MISSING, FIRST)
    assert (second.verdict, second.opinion, second.measures) == ("approved", OPINION, SECOND)
    assert second.cost == Decimal("120.50")
    hands = {(each.by.username, each.decided_by.username) for each in (first, second)}
    assert hands == {("manager", "project_manager")}
    assert (sent.stored.state, sent.stored.measures) == (State.ACTING, SECOND)


def it_is_settled_with_both_replies(sent: Sent) -> None:
    """Complainant and park office know the result, somebody else asked, the journal tells it in this order."""
    stored = sent.stored
    assert (stored.state, stored.outcome) == (State.CLOSED, Outcome.SETTLED)
    assert stored.told_complainant
    assert stored.told_office
    made = stored.return_visits.get()
    assert (made.by.username, made.handler.username, made.satisfaction) == ("project_manager", "manager", 5)
    said = Event.objects.about(stored).filter(verb__in=STATIONS).order_by("id").values_list("verb", flat=True)
    assert list(said) == STATIONS


STATIONS = [
    "complaint.received",
    "complaint.investigation_begun",
    "complaint.findings",
    "complaint.proposed",
    "complaint.sent_back",
    "complaint.proposed",
    "complaint.approved",
    "complaint.resolved",
    "complaint.replied",
    "complaint.reported",
    "complaint.visited",
    "complaint.closed",
]
