"""An officer settles a complaint by explaining a rule; the tenant reads it and is content (A2, A3, A5, L2, L3)."""

import pytest
from playwright.sync_api import expect

from complaints.choices import Outcome, ReplyKind, State, Validity
from parkservice.journal.models import Event
from parkservice.messaging.models import InboxItem
from tests.journeys.acting import (
    close,
    mend_every_hint,
    open_from_queue,
    record_findings,
    report_to_the_office,
    send_complaint,
    step,
    take_on,
)
from tests.journeys.conftest import well_made

ROUGH = "你的车位旁边是访客区，访客车可以停两小时。今天管理员李样例去画好分界线，明天上门回访你。"


@pytest.mark.journey
@pytest.mark.duty("A2", "A3", "A5", "L2", "L3")
def test_a_rule_is_explained_until_the_tenant_is_content(live_park, windows):
    tenant = windows.open(phone=True)
    sent = send_complaint(
        live_park,
        tenant,
        unit="A-201",
        content="我们登记的车位旁边总停着外来车，装货转不过弯。",
        category="停车与交通",
        name="秦来访",
        phone="19900000092",
    )

    desk = windows.open()
    live_park.sign_in(desk, "officer")
    desk.goto(live_park.url("/desk/"))
    expect(desk.get_by_role("heading", level=1)).to_contain_text("李样例")
    well_made(desk, dark=True)
    open_from_queue(desk, sent)
    well_made(desk, dark=True)
    take_on(desk)
    record_findings(
        desk, facts="停的是访客车，停在访客区，离车位线 20 厘米。", validity="部分属实", department="客服部"
    )
    assert sent.stored.validity == Validity.PARTLY

    form = step(desk, "解释规定")
    form.get_by_label("解释的条款").select_option(index=6)
    form.get_by_label("怎样解释的").fill("当面说明访客停车规定，投诉人表示理解。")
    form.get_by_role("button", name="登记为已解释").click()
    expect(desk.get_by_text("已通过解释办结")).to_be_visible()

    reply = desk.get_by_role("region", name="答复投诉人")
    reply.get_by_label("方式").select_option(label="查询页")
    words = reply.get_by_label("给秦先生")
    words.fill(ROUGH)
    mend_every_hint(desk)
    polite = words.input_value()
    assert polite.startswith("秦先生：您好！")
    assert "你" not in polite
    assert "对不起" in polite
    well_made(desk, dark=True)
    reply.get_by_role("button", name="发送并记录").click()
    expect(desk.get_by_text("答复已记录")).to_be_visible()
    report_to_the_office(desk)
    close(desk)
    well_made(desk)

    stored = sent.stored
    assert (stored.state, stored.outcome) == (State.CLOSED, Outcome.EXPLAINED)
    assert stored.article is not None
    told = stored.replies.get()
    assert (told.kind, told.text, told.courtesy) == (ReplyKind.RESULT, polite, [])
    assert stored.closed_at >= stored.told_office_at >= stored.told_complainant_at >= stored.resolved_at
    readers = InboxItem.objects.filter(verb="inbox.reported", subject_id=stored.pk)
    assert set(readers.values_list("recipient__username", flat=True)) == {"park_office", "manager"}

    tenant.goto(sent.link)
    expect(tenant.get_by_role("heading", level=1)).to_have_text("我们说明了有关规定")
    expect(tenant.get_by_role("region", name="我们的答复")).to_contain_text("画好分界线")
    expect(tenant.get_by_text(stored.article.plain).first).to_be_visible()
    well_made(tenant, dark=True)
    tenant.get_by_text("5", exact=True).click()
    tenant.get_by_role("button", name="确认并评分").click()
    expect(tenant.get_by_text("谢谢您告诉我们")).to_be_visible()
    assert sent.stored.satisfaction == 5
    assert Event.objects.about(stored).filter(verb="complaint.rated", actor=None).exists()
