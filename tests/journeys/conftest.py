"""Browser windows for the journeys: each person has one of their own, and none may grumble while they work."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.support.browser import axe_clean, fits

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1360, "height": 900}
#: The browser notes a form that came back with mistakes (422) as a failed load; that is how forms answer here.
EXPECTED = re.compile(r"Failed to load resource: .* status of 422")


class Windows:
    """Opens windows of a browser and listens to them: script errors, refused resources, broken policies."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.contexts: list[Any] = []
        self.faults: list[str] = []

    def open(self, *, language: str = "zh-CN", phone: bool = False, script: bool = True) -> Page:
        """A window of its own, with its own cookies: a phone or a desk, in Chinese or English, with script or not."""
        context = self.browser.new_context(
            locale=language,
            timezone_id="Asia/Shanghai",
            viewport=PHONE if phone else DESK,
            has_touch=phone,
            java_script_enabled=script,
            reduced_motion="reduce",  # colours are measured as they stay
        )
        context.set_default_timeout(8_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("response", lambda answer: self._look(answer.status, answer.url))
        return page

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not EXPECTED.search(message.text):
            self.faults.append(f"{message.location.get('url')}: {message.text}")

    def _look(self, status: int, url: str) -> None:
        if status >= 500:
            self.faults.append(f"{url} answered {status}")

    def close(self) -> None:
        """Close every window; fail with what they complained about."""
        for context in self.contexts:
            context.close()
        assert not self.faults, "The browser complained:\n" + "\n".join(self.faults)


@pytest.fixture
def windows(browser: Browser) -> Iterator[Windows]:
    """The windows of one journey."""
    opened = Windows(browser)
    yield opened
    opened.close()


def well_made(page: Page, *, dark: bool = False) -> None:
    """Fail when the page is not accessible (WCAG 2.2 AA) or scrolls sideways; with `dark` also in the dark theme."""
    fits(page)
    axe_clean(page)
    if dark:
        page.emulate_media(color_scheme="dark")
        axe_clean(page)
        page.emulate_media(color_scheme="light")
