"""It is not settled after all: the park office answers, a visit and the tenant reopen it (A3, A5, A6, M12)."""

import re

import pytest
from playwright.sync_api import Page, expect

from complaints.choices import State
from parkservice.journal.models import Event
from parkservice.messaging.models import InboxItem, OutboxMessage
from tests.conftest import LivePark
from tests.journeys.acting import Sent, ask, close, put_right, report_to_the_office, step, tell, visit
from tests.journeys.conftest import Windows, well_made
from tests.journeys.scenes import settled_and_told

WORDS = "三楼卫生间的地漏一直返味，开窗也没用，客户来访很难看。"
FIRST = "秦先生：您好！通气管已疏通，给您添麻烦了，对不起。谢谢！"
FAULT = "早上又返味，比上周还重。"
AGAIN = "好了两天，今天开空调以后又返味了。"
BY_MAIL = "请下次附上更换前后的照片。"
AT_THE_DESK = "同意，注意回访。"
MENDED = "换了防臭地漏，并疏通了通气管。"
REPLY = "秦先生：您好！通气管堵塞，工程部今天疏通并换了防臭地漏，李样例明天请您验收。给您添麻烦了，对不起。谢谢！"


@pytest.mark.journey
@pytest.mark.duty("A3", "A5", "A6")
def test_what_is_not_settled_is_taken_up_again(live_park, windows):
    sent = settled_and_told(live_park, unit="A-203", content=WORDS, result=FIRST)
    officer = windows.open()
    live_park.sign_in(officer, "officer")
    officer.goto(live_park.url(sent.stored.get_absolute_url()))
    the_park_office_answers_the_mail(live_park, windows, officer, sent)

    visitor = windows.open(phone=True)
    the_visitor_hears_that_it_is_not_settled(live_park, visitor, sent)
    officer.reload()
    expect(officer.get_by_text(FAULT).first).to_be_visible()
    put_right(officer, MENDED)
    tell(officer, REPLY)
    report_to_the_office(officer)
    visit(live_park, visitor, sent)
    officer.reload()
    close(officer)
    the_park_office_answers_at_its_desk(live_park, windows, sent)

    tenant = windows.open(phone=True)
    tenant.goto(sent.link)
    expect(tenant.get_by_role("region", name="我们的答复")).to_contain_text("疏通并换了防臭地漏")
    unsettled = tenant.get_by_role("region", name="没有解决")
    unsettled.locator("summary").click()
    well_made(tenant, dark=True)
    unsettled.get_by_label("还有什么没解决").fill(AGAIN)
    unsettled.get_by_role("button", name="提交，请重新办理").click()
    expect(tenant.get_by_text("我们会重新办理，负责人已收到通知")).to_be_visible()
    expect(tenant.get_by_text("我们重新办理").first).to_be_visible()
    stored = sent.stored
    assert (stored.state, stored.reopened_count, stored.closed_at) == (State.INVESTIGATING, 2, None)
    said = Event.objects.about(stored).get(verb="complaint.not_settled")
    assert (said.actor, said.data["reason"]) == (None, AGAIN)
    told = InboxItem.objects.filter(subject_id=stored.pk, verb__in=("inbox.reopened", "inbox.reopened_office"))
    assert set(told.values_list("recipient__username", flat=True)) == {"officer", "manager", "park_office"}

    officer.goto(live_park.url("/inbox/"))
    officer.get_by_role("link", name=AGAIN).first.click()
    expect(officer.get_by_text(AGAIN).first).to_be_visible()


def the_park_office_answers_the_mail(park: LivePark, windows: Windows, officer: Page, sent: Sent) -> None:
    """The report leaves by mail; whoever reads it acknowledges and comments by its link, without an account."""
    form = step(officer)
    form.get_by_text("邮件", exact=True).click()
    form.get_by_role("button", name="发送报告").click()
    expect(officer.get_by_text("园区办和经理已收到报告")).to_be_visible()
    park.tick()
    letter = OutboxMessage.objects.get(purpose="complaint.report", subject_id=sent.stored.pk)
    found = re.search(r"https?://\S+/complaints/office/\S+", letter.body)
    assert found

    reader = windows.open()
    reader.goto(found[0])
    expect(reader.get_by_role("region", name="报告")).to_be_visible()
    assert "秦来访" not in reader.content()
    well_made(reader)
    reader.get_by_label("姓名").fill("韩科长")
    reader.get_by_label("意见").fill(BY_MAIL)
    reader.get_by_role("button", name="签收结果").click()
    expect(reader.get_by_text("谢谢，已告知经办人")).to_be_visible()
    expect(reader.get_by_role("region", name="园区办")).to_contain_text(BY_MAIL)
    word = sent.stored.office_words.get()
    assert (word.by, word.name, word.acknowledged, word.text) == (None, "韩科长", True, BY_MAIL)
    officer.reload()
    expect(officer.get_by_role("region", name="园区办")).to_contain_text(BY_MAIL)


def the_visitor_hears_that_it_is_not_settled(park: LivePark, page: Page, sent: Sent) -> None:
    """From the list of due visits to the form; what is to be done again needs its reason."""
    park.sign_in(page, "clerk")
    page.goto(park.url("/complaints/visits/"))
    page.get_by_role("link", name=sent.number).click()
    page.get_by_role("button", name="显示号码").click()
    expect(page.get_by_role("link", name=re.compile("199"))).to_be_visible()
    ask(page, satisfied=2, settled="未解决")
    page.get_by_role("radio", name="需返工").check()
    page.get_by_role("button", name="保存回访记录").click()
    expect(page.get_by_text("要求返工前请写明哪里不合格").first).to_be_visible()
    well_made(page)
    page.get_by_label("哪里不合格").fill(FAULT)
    page.get_by_role("button", name="保存回访记录").click()
    expect(page.get_by_text("已重新办理，负责人、经理和园区办都已收到通知")).to_be_visible()
    well_made(page)
    stored = sent.stored
    assert (stored.state, stored.reopened_count, stored.officer.username) == (State.INVESTIGATING, 1, "officer")
    made = stored.return_visits.get()
    assert (made.by.username, made.result, made.shortcomings, made.satisfaction) == ("clerk", "redo", FAULT, 2)
    assert not stored.told_complainant


def the_park_office_answers_at_its_desk(park: LivePark, windows: Windows, sent: Sent) -> None:
    """With an account: from the inbox to the result, acknowledge it, then comment once more."""
    office = windows.open()
    park.sign_in(office, "park_office")
    office.goto(park.url("/inbox/"))
    office.locator("main .ps-list a", has_text=MENDED).first.click()
    step(office).get_by_role("button", name="签收结果").click()
    expect(office.get_by_text("已签收，谢谢")).to_be_visible()
    form = step(office, "对结果提意见")
    form.get_by_label("意见").fill(AT_THE_DESK)
    form.get_by_role("button", name="提交意见").click()
    expect(office.get_by_text("已提交，负责人和经理都会看到")).to_be_visible()
    expect(office.get_by_role("region", name="园区办")).to_contain_text(AT_THE_DESK)
    words = sent.stored.office_words.order_by("id").values_list("by__username", "acknowledged", "text")
    assert list(words) == [
        (None, True, BY_MAIL),
        ("park_office", True, ""),
        ("park_office", False, AT_THE_DESK),
    ]
