"""A tenant on a phone who does not want to give a name: sends, follows the secret link, adds a remark (A1, A3, C12)."""

import re

import pytest
from playwright.sync_api import expect

from complaints.choices import Channel, State
from complaints.models import Complaint
from parkservice.journal.models import Event
from tests.journeys.acting import open_from_queue, receipt
from tests.journeys.conftest import well_made

WORDS = "二楼货梯门关不严，装货时一直响，夹到过纸箱，我们担心伤到人。"
MORE = "今天上午又夹了一次，时间是十点左右。"


@pytest.mark.journey
@pytest.mark.duty("A1", "A3")
def test_somebody_without_a_name_is_heard_and_answered_for(live_park, windows):
    phone = windows.open(phone=True)
    before = Complaint.objects.count()

    phone.goto(live_park.url("/"))
    well_made(phone)
    phone.get_by_role("link", name="提交投诉或建议").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("投诉与建议")
    well_made(phone, dark=True)
    phone.get_by_label("发生了什么").fill(WORDS)
    phone.get_by_label("关于哪方面").select_option(label="设施坏了、漏水")
    phone.get_by_label("楼栋").select_option(index=1)
    phone.get_by_label("您的单元").fill("A-201")
    phone.get_by_label("匿名提交").check()
    phone.get_by_label("同意将所填内容用于处理这件事").check()
    phone.get_by_role("button", name="提交", exact=True).dblclick()  # a nervous thumb
    sent = receipt(phone)
    expect(phone.get_by_role("heading", level=1)).to_have_text("我们收到了您的投诉")
    expect(phone.get_by_text("李样例").first).to_be_visible()
    well_made(phone)

    stored = sent.stored
    assert Complaint.objects.count() == before + 1
    assert (stored.anonymous, stored.sender_name, stored.phone, stored.email) == (True, "", "", "")
    assert (stored.unit.code, stored.officer.username, stored.channel) == ("A-201", "officer", Channel.WEB)
    assert (stored.state, stored.content) == (State.RECEIVED, WORDS)
    assert stored.consent_version

    phone.get_by_role("link", name="查进度").last.click()
    assert phone.url == sent.link
    expect(phone.get_by_text(WORDS)).to_be_visible()
    well_made(phone)
    add = phone.get_by_role("region", name="补充说明")
    add.get_by_role("textbox").fill(MORE)
    add.get_by_role("button", name="发送").click()
    expect(phone.get_by_text("已经补充上")).to_be_visible()
    expect(phone.get_by_text(MORE)).to_be_visible()
    assert list(stored.remarks.values_list("text", "author")) == [(MORE, None)]

    desk = windows.open()
    live_park.sign_in(desk, "officer")
    open_from_queue(desk, sent)
    expect(desk.get_by_text("匿名").first).to_be_visible()
    history = desk.get_by_role("region", name="经过")
    expect(history.get_by_text(MORE)).to_be_visible()
    said = [event.verb for event in Event.objects.about(stored).order_by("id")]
    assert said == ["complaint.received", "complaint.remarked"]
    assert not re.search(r"199\d{8}", desk.content())

    phone.goto(live_park.url("/complaints/track/"))  # number and phone fit no case without a phone
    phone.get_by_label("单号").fill(sent.number)
    phone.get_by_label("电话").fill("19900000091")
    phone.get_by_role("button", name="查询").click()
    expect(phone.get_by_text("单号和电话对不上").first).to_be_visible()
    expect(phone.get_by_text(WORDS)).to_have_count(0)
    well_made(phone)
