"""A park in which every text is hostile: no page, mail, table or paper does anything but show it (peers 3, fault 2).

Names of people, companies, buildings and files, what complainants and colleagues write, rules, phrases and the history:
each place holds other payloads. The pages are opened in Chromium as those who see them; nothing may run, load from
elsewhere, break the content policy, or become an element. A control shows that the alarm rings.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.core import mail
from django.test import Client
from openpyxl import load_workbook
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pypdf import PdfReader

from complaints.models import Complaint, Contact, ReturnVisit, RuleDraft, Suggestion
from parkservice.accounts.models import User
from parkservice.estate.imports.models import ImportRun
from parkservice.messaging import mailing
from parkservice.messaging.models import OutboxMessage
from parkservice.tasks.models import Question, Rectification, Referral, WorkOrder
from tests.accounts.factories import PASSWORD
from tests.complaints.factories import demo_office
from tests.journeys.crowded import crowd
from tests.support.crawl import Reading, crawl
from tests.support.flood import flood
from tests.support.here import working_on
from tests.support.payloads import HANDLERS, PAYLOADS, SCRIPTS, VECTORS
from tests.support.server import serving

ELSEWHERE = "hit.invalid"
#: Whatever a payload calls is written to the console, where the alarm listens.
LISTEN = """
for (const name of ["hit", "alert", "confirm", "prompt", "print"])
  window[name] = (...said) => console.error(`${name} ran: ${said}`);
document.addEventListener("securitypolicyviolation",
  (event) => console.error(`policy: ${event.effectiveDirective} ${event.blockedURI}`));
"""
#: Elements and attributes that no page of ours has.
STRANGE = """(links) => {
  const found = [...document.querySelectorAll(
    "[data-hit], hit, xss, iframe, object, embed, base, math, marquee, frameset, plaintext, xmp, style, noscript, " +
    "foreignObject, animate, set, image, script:not([src]), meta[http-equiv], template, video, audio")];
  const address = /^[\\s\\u0000-\\u0020]*(javascript|vbscript|data:text|data:image\\/svg)/i;
  for (const node of document.querySelectorAll("*")) for (const one of node.attributes)
    if (/^(on|style$|srcdoc$|hx-on|data-hx)/i.test(one.name) || (/href|src|action|data$/i.test(one.name)
      && (address.test(one.value) || one.value.includes("hit.invalid")))) found.push(node);
  return found.filter((node) => !links || !node.matches("a[rel=nofollow][href^=http]"))
    .map((node) => node.outerHTML.slice(0, 160));
}"""
SHOWN = """() => [document.documentElement.textContent, ...[...document.querySelectorAll("*")].flatMap((node) =>
  ["value", "title", "alt", "aria-label", "placeholder", "content"].map((name) => node.getAttribute(name))),
  ...[...document.querySelectorAll("input, textarea")].map((node) => node.value)].filter(Boolean).join("\\n")"""

#: Hostile words in every field, a known number where a number is asked for.
TYPE = """([words, phone]) => {
  for (const field of document.querySelectorAll("main textarea, main input[type=text], main input[type=search]"))
    if (field.name !== "unit") field.value = field.maxLength > 0 ? words.slice(0, field.maxLength) : words;
  for (const field of document.querySelectorAll("main input[name=phone]")) field.value = phone;
  for (const field of document.querySelectorAll("main textarea, main input:not([type=hidden])"))
    field.dispatchEvent(new Event("input", { bubbles: true }));
}"""
#: Records whose first one is opened by its key.
SHOWN_BY_KEY = (Contact, WorkOrder, Question, Referral, Rectification)
#: Lists that leave the house as a table.
EXPORTED = (
    "/complaints/",
    "/complaints/contacts/",
    "/complaints/suggestions/",
    "/customers/",
    "/units/",
    "/tasks/work-orders/",
    "/tasks/questions/",
    "/tasks/referrals/",
    "/tasks/rectifications/",
)
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")

pytestmark = pytest.mark.journey


@dataclass
class Alarm:
    """Listens to one window; what it heard is what hostile words brought about."""

    page: Page
    own: str
    heard: list[str] = field(default_factory=list)

    def listen(self) -> "Alarm":
        """Begin to listen: console, errors, dialogs, windows, and requests to elsewhere."""
        self.page.add_init_script(LISTEN)
        self.page.on("console", lambda message: self.note(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.note(str(error)))
        self.page.on("dialog", lambda dialog: (self.note(f"dialog: {dialog.message}"), dialog.dismiss()))
        self.page.on("popup", lambda window: self.note(f"window: {window.url}"))
        self.page.on("request", lambda request: self.look(request.url))
        self.page.on("response", lambda answer: self.note(f"{answer.status}") if answer.status >= 500 else None)
        return self

    def note(self, what: str) -> None:
        """Write down what happened, and where."""
        self.heard.append(f"{self.page.url}: {what}")

    def look(self, url: str) -> None:
        """Note a request that does not go to our own address."""
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.netloc != self.own:
            self.note(f"asked for {url}")

    def examine(self, *, links: bool = False) -> None:
        """Note every element that no page of ours has; mails make `links` of written addresses."""
        self.heard += [f"{self.page.url}: holds {one}" for one in self.page.evaluate(STRANGE, links)]


@dataclass(frozen=True)
class Flooded:
    """A served park full of hostile words."""

    address: str
    case: int

    @property
    def stored(self) -> Complaint:
        """The complaint with the longest page."""
        return Complaint.objects.get(pk=self.case)

    def enter(self, context: BrowserContext, username: str) -> str:
        """Be somebody else from now on, nobody for an empty name; return who."""
        context.clear_cookies()
        if username:
            cookies = self.signed_in(username).cookies
            context.add_cookies(
                [{"name": name, "value": one.value, "url": self.address} for name, one in cookies.items()]
            )
        return username

    def signed_in(self, username: str) -> Client:
        """The session of a person of the demo park."""
        client = Client()
        client.force_login(User.objects.get(username=username))
        return client


@pytest.fixture(scope="module")
def flooded(sqlite_stores: Any, prepared_sqlite: Any, django_db_blocker: Any) -> Iterator[Flooded]:
    """A copy of the demo park in which every text is hostile, served."""
    store = sqlite_stores.copy(prepared_sqlite)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs an event loop in this very thread
        with django_db_blocker.unblock(), working_on(store):
            case = crowd(demo_office())
            flood()
            with serving(store) as address:
                yield Flooded(address, case.pk)
    sqlite_stores.drop(store)


def pages(case: Complaint) -> Iterator[tuple[str, str]]:
    """Who opens what: every kind of page that shows what people wrote, nobody's own name left out."""
    first = {model: model._base_manager.order_by("pk")[0].pk for model in SHOWN_BY_KEY}
    told = OutboxMessage.objects.filter(subject_id=case.pk).order_by("-pk")[0]
    suggestion = Suggestion.objects.exclude(outcome="")[0]
    waiting, escalated = (Complaint.objects.filter(state=state)[0] for state in ("awaiting_approval", "escalated"))
    mine = Complaint.objects.filter(state="investigating", officer__username="officer")[0]
    hostile = quote('"><img src=x onerror=hit(1)>')
    for path in (
        "/",
        "/rules/",
        "/complaints/suggestions/outcomes/",
        f"/complaints/track/{case.track_code}/",
        f"/complaints/track/{suggestion.track_code}/",
        f"/complaints/submit/?unit={hostile}",
    ):
        yield "", path
    for path in (
        "/desk/",
        "/inbox/",
        "/outbox/",
        f"/outbox/{told.pk}/",
        f"/complaints/?q={hostile}",
        f"/complaints/{case.pk}/",
        f"/complaints/{escalated.pk}/",
        "/complaints/analysis/",
        f"/complaints/contacts/{first[Contact]}/",
        "/complaints/suggestions/",
        f"/complaints/suggestions/{suggestion.pk}/",
        f"/complaints/rules/{RuleDraft.objects.all()[0].rule_id}/",
        f"/complaints/visits/book/{ReturnVisit.objects.get(complaint=case).pk}/",
        "/complaints/limits/",
        "/words/",
        f"/people/{case.officer_id}/",
        f"/customers/{case.customer_id}/",
        f"/units/{case.unit_id}/",
        "/search/?q=svg",
        ImportRun.objects.all()[0].get_absolute_url(),
    ):
        yield "manager", path
    yield "project_manager", f"/complaints/{waiting.pk}/"
    yield "officer", f"/complaints/{mine.pk}/"
    yield "clerk", "/complaints/contacts/new/"
    yield "clerk", "/complaints/status/"
    yield "duty_room", f"/complaints/{case.pk}/"
    yield "park_office", f"/complaints/{case.pk}/"
    yield "maintenance", f"/tasks/work-orders/{first[WorkOrder]}/"
    yield "maintenance", f"/tasks/questions/{first[Question]}/"
    yield "manager", f"/tasks/referrals/{first[Referral]}/"
    yield "manager", f"/tasks/rectifications/{first[Rectification]}/"


@pytest.mark.duty("P1")
def test_no_page_does_anything_but_show_them(flooded: Flooded, browser: Browser):
    context = browser.new_context(locale="zh-CN", reduced_motion="reduce")
    alarm = Alarm(context.new_page(), urlsplit(flooded.address).netloc).listen()
    who, seen = "", ""
    opened = list(pages(flooded.stored))
    for person, path in opened:
        if person != who:
            who = flooded.enter(context, person)
        answer = alarm.page.goto(flooded.address + path)
        assert answer is not None
        assert answer.status == 200, (person, path)
        alarm.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        alarm.examine(links=path.startswith("/outbox/"))
        text = alarm.page.evaluate(SHOWN)
        assert shown(text), f"{path} shows no hostile word"
        seen += text
    context.close()
    assert not alarm.heard, "\n".join(dict.fromkeys(alarm.heard))
    assert len(opened) <= 36
    assert shown(seen) == list(PAYLOADS)


def test_words_that_are_typed_come_back_as_text(flooded: Flooded, browser: Browser):
    """Hints while typing, the caller at the telephone, and drafts that the device kept; four page loads."""
    context = browser.new_context(locale="zh-CN", reduced_motion="reduce")
    alarm = Alarm(context.new_page(), urlsplit(flooded.address).netloc).listen()
    mine = Complaint.objects.filter(state="investigating", officer__username="officer")[0]
    kept = alarm.page.locator("[data-draft-note]").first
    for person, path, answered in (
        ("officer", f"/complaints/{mine.pk}/", "**/words/check/**"),
        ("clerk", "/complaints/contacts/new/", "**/contacts/caller/**"),
    ):
        flooded.enter(context, person)
        alarm.page.goto(flooded.address + path)
        with alarm.page.expect_response(answered):
            alarm.page.evaluate(TYPE, ["\n".join(PAYLOADS), flooded.stored.phone])
        expect(kept).to_contain_text("草稿已保存")
        alarm.examine()
        alarm.page.reload()
        expect(kept).to_contain_text("已恢复草稿")
        alarm.examine()
        assert len(shown(alarm.page.evaluate(SHOWN))) >= 100, path
    context.close()
    assert not alarm.heard, "\n".join(dict.fromkeys(alarm.heard))


def shown(text: str) -> list[str]:
    """The payloads that stand in a text, whatever the page did with white space."""
    bare = "".join(text.split())
    return [one for one in PAYLOADS if "".join(one.split()) in bare]


def test_no_page_along_the_links_of_the_manager_holds_an_element_of_a_text(flooded: Flooded):
    """What the browser does not open, read as a browser would: one page of each kind."""
    walked = list(crawl(flooded.signed_in("manager"), "/desk/", "/ui/all/", f"/complaints/{flooded.case}/"))
    assert len(walked) >= 70
    assert not [(page.path, page.status) for page in walked if page.status >= 500]
    assert not [(page.path, page.strange[:3]) for page in walked if page.strange]


def test_no_mail_does_anything_but_show_them(flooded: Flooded, browser: Browser):
    letters = OutboxMessage.objects.filter(channel="mail").order_by("-pk")[:40]
    for letter in letters:
        mailing.send(letter)
    html = [str(sent.alternatives[0].content) for sent in mail.outbox]
    assert len(html) == len(letters)
    context = browser.new_context()
    alarm = Alarm(context.new_page(), "").listen()
    alarm.page.set_content("".join(html))
    alarm.examine(links=True)
    seen = alarm.page.evaluate(SHOWN)
    context.close()
    assert not alarm.heard, "\n".join(alarm.heard)
    assert len(shown(seen)) >= 50


def test_no_cell_of_a_table_begins_like_a_formula(flooded: Flooded):
    manager = User.objects.get(username="manager")
    manager.set_password(PASSWORD)
    manager.save(update_fields=["password"])
    client, tamed = flooded.signed_in("manager"), 0
    client.post(client.get(EXPORTED[0], {"export": "csv"})["Location"], {"password": PASSWORD}, follow=True)
    for path in EXPORTED:
        content = {kind: b"".join(client.get(path, {"export": kind}).streaming_content) for kind in ("csv", "xlsx")}
        lines = list(csv.reader(io.StringIO(content["csv"].decode("utf-8-sig"))))
        sheet = list(load_workbook(io.BytesIO(content["xlsx"])).active.iter_rows())
        assert len(lines) == len(sheet) > 1, path
        cells = [cell for line in lines for cell in line] + [str(one.value or "") for line in sheet for one in line]
        assert not [cell for cell in cells if FORMULA.match(cell)], path
        assert not [one for line in sheet for one in line if one.data_type == "f"], path
        assert shown("".join(cells)), path
        tamed += sum(cell.startswith("'") and bool(FORMULA.match(cell[1:])) for cell in cells)
    assert tamed >= 20


def test_papers_are_made_and_hold_the_words_as_they_were_written(flooded: Flooded):
    client = flooded.signed_in("manager")
    case = flooded.stored
    for path in (f"/complaints/{case.pk}/print/register/", f"/complaints/{case.pk}/print/reply/"):
        paper = client.post(path, follow=True)
        assert paper["Content-Type"] == "application/pdf", path
        pdf = b"".join(paper.streaming_content) if paper.streaming else paper.content
        words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
        assert len(shown(words)) >= 3, path  # those that a reader of PDF gives back sign by sign


def test_the_alarm_rings_where_words_are_not_taken_as_text(flooded: Flooded, browser: Browser):
    """The control: the same words as markup run, load and are found; under the policy of our pages none runs."""
    policy = Client().get("/")["Content-Security-Policy"]
    raw = "<!doctype html><div>" + "</div><div>".join((*SCRIPTS[:3], *HANDLERS, *VECTORS))
    free, bound = (ring(browser, raw, headers) for headers in ({}, {"Content-Security-Policy": policy}))
    assert sum(" ran: " in one for one in free) >= 10, free
    assert any(f"asked for http://{ELSEWHERE}" in one for one in free), free
    assert any(": holds <img" in one for one in free), free
    assert not [one for one in bound if " ran: " in one], bound
    assert any(": policy: " in one for one in bound), bound
    assert len(Reading(raw).strange) >= 20


def ring(browser: Browser, raw: str, headers: dict[str, str]) -> list[str]:
    """Open a page of raw words and return what the alarm heard."""
    context = browser.new_context()

    def answer(route: Route) -> None:
        if "control.invalid" in route.request.url:
            route.fulfill(body=raw, content_type="text/html; charset=utf-8", headers=headers)
        else:
            route.abort()

    context.route("**/*", answer)
    alarm = Alarm(context.new_page(), "control.invalid").listen()
    alarm.page.goto("http://control.invalid/")
    alarm.examine()
    context.close()
    return alarm.heard
