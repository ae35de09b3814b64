"""The frame in a real browser: keys, live filters, drafts through a reload, and every component within its width."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import axe_clean

pytestmark = pytest.mark.journey
QUEUE = "/complaints/"


@pytest.fixture
def desk(live_park, page: Page):
    """The manager, signed in, with an eye on what the browser complains about."""
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if "Security Policy" in message.text else None)
    page.goto(live_park.url("/accounts/login/"))
    page.click("button[name=username][value=manager]")
    page.wait_for_url(re.compile(r"^(?!.*login).*$"))
    yield page
    assert not complaints, complaints


def keys_lead_to_search_and_quick_record(page):
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("n")
    expect(page.locator("details.ps-menu[open] a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("details.ps-menu[open]")).to_have_count(0)


def a_list_narrows_while_typing_and_keeps_its_address(page):
    number = page.locator("tbody a").first.inner_text()
    page.fill(".ps-filters [type=search]", number)
    expect(page.locator("tbody tr")).to_have_count(1)
    assert f"q={number}" in page.url
    page.reload()
    expect(page.locator("tbody tr")).to_have_count(1)


def the_theme_changes_at_once_and_stays(page):
    page.click(".ps-me")
    page.click("button[name=theme][value=dark]")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def a_draft_comes_back_with_its_number(page):
    page.fill("#id_content", "三层走廊的灯不亮")
    expect(page.locator("[data-draft-note]")).to_contain_text("草稿已保存")
    number = page.input_value("[name=form_id]")
    page.reload()
    expect(page.locator("#id_content")).to_have_value("三层走廊的灯不亮")
    assert page.input_value("[name=form_id]") == number


def test_the_habits_of_the_frame(desk, live_park):
    desk.goto(live_park.url(f"{QUEUE}?view=all"))
    keys_lead_to_search_and_quick_record(desk)
    a_list_narrows_while_typing_and_keeps_its_address(desk)
    the_theme_changes_at_once_and_stays(desk)
    desk.goto(live_park.url("/complaints/contacts/new/"))
    a_draft_comes_back_with_its_number(desk)


def test_every_component_is_accessible_and_keeps_its_width(desk, live_park):
    for theme in ("light", "dark"):
        desk.emulate_media(color_scheme=theme)
        for width in (1440, 360):
            desk.set_viewport_size({"width": width, "height": 900})
            desk.goto(live_park.url("/ui/components/"))
            assert desk.evaluate("document.documentElement.scrollWidth") <= width
            desk.evaluate("scrollTo(0, 0)")  # the summary of mistakes took the focus; nothing may lie under the top bar
            axe_clean(desk)
