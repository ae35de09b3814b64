"""Chromium for the journeys: where it is, how it starts, and the accessibility check of a page."""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def chromium_path() -> str | None:
    """The browser: PARKSERVICE_CHROMIUM, then the search path, then Playwright's own folder; None without one."""
    named = os.environ.get("PARKSERVICE_CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    for name in NAMES:
        if found := shutil.which(name):
            return found
    own = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))
    return next((str(path) for path in sorted(own.glob("chromium-*/chrome-linux*/chrome"))), None)


def font_home(folder: Path) -> Path:
    """A data folder whose `fonts` is the Chinese font that came with the requirements (no system font needed)."""
    import justmytype_intl_cjk

    link = folder / "fonts"
    if not link.exists():
        link.symlink_to(Path(justmytype_intl_cjk.__file__).parent / "fonts")
    return folder


def launch_arguments(folder: Path) -> dict[str, Any]:
    """How Playwright starts the browser; the caller has made sure that there is one."""
    return {
        "executable_path": chromium_path(),
        "args": ARGUMENTS,
        "headless": True,
        "env": {**os.environ, "XDG_DATA_HOME": str(font_home(folder))},
    }


def axe_clean(page: Page, *, without: tuple[str, ...] = ()) -> None:
    """Fail with a readable list when the page breaks a rule of WCAG 2.2 AA; `without` names parts to leave out."""
    page.evaluate("scrollTo(0, 0)")  # what the bar on top covers while one scrolls is no small target
    results = Axe().run(
        page,
        context={"exclude": [[selector] for selector in without]} if without else None,
        options={"runOnly": {"type": "tag", "values": WCAG_22_AA}},
    )
    found = [
        f"{fault['id']} ({fault['impact']}): {fault['help']}\n    "
        + "\n    ".join(f"{node['html']}\n        {node['failureSummary']}" for node in fault["nodes"])
        for fault in results.response["violations"]
    ]
    assert not found, f"{page.url} breaks accessibility rules:\n" + "\n".join(found)


def sign_in(page: Page, address: str, username: str) -> None:
    """Sign in through the demo's button for that person, as a visitor of the demo does."""
    page.goto(f"{address}/accounts/login/")
    page.locator(f'button[name="username"][value="{username}"]').click()
    page.wait_for_url(lambda url: "/login/" not in url)


def fits(page: Page) -> None:
    """Fail when the page scrolls sideways, which a person with one hand cannot do."""
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room, f"{page.url} is {wide} px wide on a screen of {room} px"


if __name__ == "__main__":
    sys.stdout.write(chromium_path() or "")
