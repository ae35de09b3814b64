"""A clerk writes down a call while it is made, with the keyboard alone (A2, A3, O9, O11)."""

import pytest
from playwright.sync_api import Page, expect

from complaints.choices import Channel, ContactOutcome, Topic
from complaints.models import Complaint, Contact
from parkservice.estate.models import ContactPerson
from tests.journeys.acting import NUMBER
from tests.journeys.conftest import well_made

WORDS = "昨晚十一点以后隔壁还在装卸，叉车声音很大，宿舍的人睡不好。"


@pytest.mark.journey
@pytest.mark.duty("A2", "A3", "O9", "O11")
def test_a_call_becomes_a_complaint_without_typing_anything_twice(live_park, windows):
    caller = ContactPerson.objects.get(user__username="tenant")
    desk = windows.open()
    live_park.sign_in(desk, "clerk")
    desk.goto(live_park.url("/desk/"))
    well_made(desk)
    desk.keyboard.press("n")
    expect(desk.get_by_role("link", name="来访、来电或投诉")).to_be_focused()
    desk.keyboard.press("v")
    desk.wait_for_url("**/complaints/contacts/new/")
    well_made(desk, dark=True)

    expect(desk.get_by_label("事项")).to_be_focused()  # the screen is ready to type
    arrow_to(desk, "投诉")
    tab_to(desk, "电话")
    desk.keyboard.type(caller.phone)
    who = desk.get_by_role("region", name="来的是谁")
    take = who.get_by_role("button", name=caller.name)
    expect(take).to_be_visible()
    expect(who.get_by_text("TS-").first).to_be_visible()  # what is open with them

    desk.get_by_role("searchbox", name="搜索制度").focus()
    desk.keyboard.type("噪声")
    articles = desk.locator("#articles")
    expect(articles.locator("details")).to_have_count(1)
    expect(articles).to_contain_text("22:00 至次日 07:00")
    well_made(desk)

    take.focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("姓名")).to_have_value(caller.name)
    expect(desk.get_by_label("来访内容")).to_be_focused()
    desk.keyboard.type(WORDS)
    tab_to(desk, "类别")
    arrow_to(desk, "邻里噪声")
    tab_to(desk, "登记")
    desk.keyboard.press("Enter")
    # The neighbours complained about such a noise before: the clerk asks, and it is another matter.
    desk.get_by_label("是另一件事").check()
    well_made(desk)
    desk.get_by_role("button", name="登记", exact=True).press("Enter")
    desk.wait_for_url(lambda url: url.rstrip("/").rpartition("/")[2].isdigit())

    stored = Complaint.objects.select_related("contact", "unit", "officer").latest("id")
    line = Contact.objects.latest("id")
    assert stored.contact == line
    assert (line.topic, line.channel, line.outcome) == (Topic.COMPLAINT, Channel.PHONE, ContactOutcome.RECORDED)
    assert (line.visitor, line.phone, line.content) == (caller.name, caller.phone, WORDS)
    assert (stored.sender_name, stored.sender_title, stored.phone) == (caller.name, caller.title, caller.phone)
    assert (stored.content, stored.unit.code, stored.officer.username) == (WORDS, "A-201", "officer")
    assert stored.received_by.username == "clerk"
    expect(desk.get_by_text(stored.number).first).to_be_visible()
    assert NUMBER.fullmatch(stored.number)
    desk.goto(live_park.url("/complaints/contacts/"))
    desk.get_by_role("link", name="我接待的").click()
    expect(desk.get_by_role("link", name=line.number)).to_be_visible()
    well_made(desk)


def tab_to(page: Page, label: str) -> None:
    """Walk with the tabulator to the field or button with this label, as far as one would walk."""
    wanted = page.get_by_label(label, exact=False).or_(page.get_by_role("button", name=label, exact=True))
    for _step in range(12):
        page.keyboard.press("Tab")
        if wanted.evaluate_all("all => all.includes(document.activeElement)"):
            return
    raise AssertionError(f"The tabulator does not lead to {label}")


def arrow_to(page: Page, option: str) -> None:
    """Go down the list of the field in focus to this line."""
    field = page.locator("select:focus")
    for _step in range(field.locator("option").count()):
        if field.locator("option:checked").inner_text() == option:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"The list has no line {option}")
