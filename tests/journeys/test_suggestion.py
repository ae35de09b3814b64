"""A suggestion becomes something: adopted, planned, carried out, verified by another, answered, published (A4, P6)."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from complaints.models import Suggestion
from complaints.suggestions.models import Decision, SuggestionState
from parkservice.kit import clock
from parkservice.tasks.models import Rectification
from parkservice.tasks.rectifications.models import PlanState
from tests.conftest import LivePark
from tests.journeys.acting import Sent, receipt, step
from tests.journeys.conftest import Windows, well_made

WORDS = "建议在 A 栋门口装一个自行车棚，现在车都停在消防通道边上。"
WISH = "雨天有地方停，通道也不堵。"
SITE, BUILD = "选址并画线", "安装十个车位的雨棚"
REACHED = "雨棚已装好，能停十二辆。"
EFFECT = "现场看过：通道空出来了，棚里停了九辆。"
OUTCOME = "A 栋门口装了自行车棚，能停十二辆，请不要再停在消防通道边上。"


@pytest.mark.journey
@pytest.mark.duty("A4", "P6", "L2")
def test_what_a_tenant_suggests_is_carried_out_and_everybody_reads_it(live_park, windows):
    tenant = windows.open(phone=True)
    sent = suggest(live_park, tenant)
    manager = windows.open()
    live_park.sign_in(manager, "manager")
    manager.goto(live_park.url("/desk/"))
    manager.get_by_role("link", name="建议", exact=True).first.click()
    well_made(manager)
    manager.get_by_role("link", name=sent.number).click()
    adopt(manager)
    plan = make_plan(manager, sent)

    technician = windows.open(phone=True)
    live_park.sign_in(technician, "maintenance")
    from_the_inbox(live_park, technician, plan)
    well_made(technician)
    finish_step(technician)
    officer = windows.open()
    live_park.sign_in(officer, "officer")
    from_the_inbox(live_park, officer, plan)
    finish_step(officer)
    the_owner_reports_and_another_verifies(live_park, officer, manager, plan)

    answer(live_park, officer, sent)
    tenant.goto(sent.link)
    expect(tenant.get_by_text("我们已把决定告诉您")).to_be_visible()
    expect(tenant.get_by_text("2 项措施已完成 2 项")).to_be_visible()
    seen = tenant.content()
    assert not [words for words in (SITE, BUILD, REACHED, EFFECT, "吴试修") if words in seen]

    manager.goto(live_park.url(f"/complaints/suggestions/{stored(sent).pk}/"))
    manager.get_by_label("落实情况").fill(OUTCOME)
    manager.get_by_role("button", name="公布结果").click()
    expect(manager.get_by_text("已公布，大家都能看到")).to_be_visible()
    everybody_reads_it(live_park, windows, tenant, sent)


def stored(sent: Sent) -> Suggestion:
    """The suggestion as it stands in the database now."""
    return Suggestion.objects.select_related("officer", "answered_by", "decided_by").get(number=sent.number)


def suggest(park: LivePark, page: Page) -> Sent:
    """From the front page of the park to the number and the link."""
    page.goto(park.url("/"))
    page.get_by_role("link", name="建议落实情况").click()
    page.get_by_role("link", name="提建议").click()
    page.get_by_label("您有什么建议").fill(WORDS)
    page.get_by_label("能改善什么").fill(WISH)
    page.get_by_label("您的单元").fill("A-203")
    expect(page.get_by_label("什么时候发生的")).to_be_hidden()
    page.get_by_role("textbox", name="姓名").fill("秦来访")
    page.get_by_role("combobox", name="称呼").select_option(label="女士")
    page.get_by_role("textbox", name="电话").fill("19900000099")
    page.get_by_label("同意将所填内容用于处理这件事").check()
    page.get_by_role("button", name="提交", exact=True).click()
    sent = receipt(page)
    assert (stored(sent).state, stored(sent).content, stored(sent).benefit) == (SuggestionState.REPORTED, WORDS, WISH)
    return sent


def adopt(page: Page) -> None:
    """The manager adopts it; then the page asks for the plan."""
    expect(page.get_by_text(WISH)).to_be_visible()
    well_made(page)
    page.get_by_role("radio", name="采纳 按计划实施").check()
    page.get_by_role("button", name="确认决定").click()
    expect(page.get_by_text("已决定，下一步答复建议人")).to_be_visible()
    expect(page.get_by_role("region", name="下一步")).to_contain_text("先要有计划")


def make_plan(page: Page, sent: Sent) -> Rectification:
    """Two steps, each with its owner and its date."""
    page.get_by_role("region", name="协作事项").get_by_role("link", name="制定整改计划").click()
    well_made(page)
    today = clock.today()
    page.get_by_label("问题").fill("A 栋没有停自行车的地方，消防通道边上停满了。")
    page.get_by_label("总责任人").select_option(label="李样例")
    page.get_by_label("总时限").fill(f"{today + timedelta(days=20):%Y-%m-%d}")
    page.get_by_label("预算").fill("8600")
    for number, what, owner, days in ((1, SITE, "李样例", 5), (2, BUILD, "吴试修", 15)):
        line = page.get_by_role("group", name=f"措施 {number}")
        line.get_by_label("措施", exact=True).fill(what)
        line.get_by_label("责任人").select_option(label=owner)
        line.get_by_label("完成时限").fill(f"{today + timedelta(days=days):%Y-%m-%d}")
    page.get_by_role("button", name="制定整改计划").click()
    expect(page.get_by_text("已立项，责任人已收到通知")).to_be_visible()
    plan = Rectification.objects.about(stored(sent)).get()
    steps = plan.steps.values_list("what", "owner__username", "due")
    assert list(steps) == [
        (SITE, "officer", today + timedelta(days=5)),
        (BUILD, "maintenance", today + timedelta(days=15)),
    ]
    return plan


def from_the_inbox(park: LivePark, page: Page, plan: Rectification) -> None:
    """Open the plan by the message about it."""
    page.goto(park.url("/inbox/"))
    page.locator("main .ps-list a", has_text=plan.number).first.click()
    expect(page.get_by_role("region", name="整改措施")).to_contain_text(BUILD)


def finish_step(page: Page) -> None:
    """Mark one's own step as done."""
    step(page).get_by_role("button", name="标为完成").click()
    expect(page.get_by_text("措施已标为完成")).to_be_visible()


def the_owner_reports_and_another_verifies(park: LivePark, officer: Page, manager: Page, plan: Rectification) -> None:
    """The owner says what was reached, and only another person finds that it works."""
    form = step(officer)
    form.get_by_label("整改结果").fill(REACHED)
    form.get_by_role("button", name="报完工").click()
    expect(officer.get_by_text("已报完成，待验证")).to_be_visible()
    expect(officer.get_by_role("button", name="验证通过")).to_have_count(0)
    manager.goto(park.url(plan.get_absolute_url()))
    form = step(manager)
    form.get_by_label("验证效果").fill(EFFECT)
    form.get_by_role("button", name="验证通过").click()
    expect(manager.get_by_text(f"{plan.number} 已验证")).to_be_visible()
    plan.refresh_from_db()
    assert (plan.state, plan.effect, plan.result) == (PlanState.VERIFIED, EFFECT, REACHED)
    assert (plan.owner.username, plan.verified_by.username) == ("officer", "manager")
    assert plan.steps.filter(done_at__isnull=False).count() == 2


def answer(park: LivePark, page: Page, sent: Sent) -> None:
    """Who looks after it tells the proposer, with the words that stand there already."""
    page.goto(park.url(f"/complaints/suggestions/{stored(sent).pk}/"))
    words = page.get_by_role("region", name="下一步").get_by_label("正文")
    assert words.input_value().startswith("秦女士：")
    page.get_by_label("方式").select_option(label="查询页")
    page.get_by_role("button", name="发送并记录").click()
    expect(page.get_by_text("已答复建议人").first).to_be_visible()
    told = stored(sent)
    assert (told.state, told.decision) == (SuggestionState.ANSWERED, Decision.ADOPT)
    assert told.answered_by.username == "officer"


def everybody_reads_it(park: LivePark, windows: Windows, tenant: Page, sent: Sent) -> None:
    """From the front page, without an account and without a name; the proposer reads it on the own page too."""
    anybody = windows.open(phone=True)
    anybody.goto(park.url("/"))
    anybody.get_by_role("link", name="建议落实情况").first.click()
    expect(anybody.get_by_text(OUTCOME)).to_be_visible()
    assert "秦" not in anybody.locator("main").inner_text()
    well_made(anybody, dark=True)
    tenant.reload()
    expect(tenant.get_by_text(OUTCOME)).to_be_visible()
    assert (stored(sent).outcome, stored(sent).published_at is not None) == (OUTCOME, True)
