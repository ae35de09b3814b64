"""The pictures of the README, taken in Chromium from a fresh demo park: `make pictures`."""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.browser import launch_arguments, sign_in
from tests.support.server import serving
from tests.support.stores import ROOT, SqliteStores

FOLDER = ROOT / "docs/pictures"
DESK = {"width": 1360, "height": 900}
PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Picture:
    """One picture: file name, page, who looks at it (nobody signed in when empty), and on what."""

    name: str
    path: str
    person: str = ""
    phone: bool = False
    first_record: bool = False


PICTURES = (
    Picture("form", "/complaints/submit/", phone=True),
    Picture("desk", "/desk/", "officer"),
    Picture("queue", "/complaints/", "manager"),
    Picture("record", "/complaints/", "officer", first_record=True),
)


def main() -> None:
    """Build the demo park in a temporary folder, serve it, take every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        store = SqliteStores(place).create()
        store.prepare()
        with serving(store) as address, sync_playwright() as driver:
            browser = driver.chromium.launch(**launch_arguments(place))
            for picture in PICTURES:
                take(browser, address, picture)
            browser.close()


def take(browser: Browser, address: str, picture: Picture) -> None:
    """Open the page as the person and keep what is seen."""
    context = browser.new_context(
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport=PHONE if picture.phone else DESK,
        device_scale_factor=2 if picture.phone else 1,
    )
    page = context.new_page()
    if picture.person:
        sign_in(page, address, picture.person)
    answer = page.goto(f"{address}{picture.path}")
    if answer is None or not answer.ok:
        sys.exit(f"{picture.path} did not answer as it should; {picture.name}.png was not taken.")
    if picture.first_record:
        open_first_record(page)
    page.screenshot(path=FOLDER / f"{picture.name}.png")
    sys.stdout.write(f"docs/pictures/{picture.name}.png\n")
    context.close()


def open_first_record(page: Page) -> None:
    """From a list to its first record."""
    page.locator("main table tbody tr a").first.click()
    page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    main()
