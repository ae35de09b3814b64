"""A tenant who reads English sends photos; once with a script that helps, once without any (A1, A3, C9, P-photos)."""

import pytest
from playwright.sync_api import Page, expect

from complaints.models import Complaint
from parkservice.messaging.models import OutboxMessage, OutboxState
from parkservice.paperwork.models import Attachment
from tests.journeys.acting import Sent, forgets_the_place, photo, receipt
from tests.journeys.conftest import well_made

WORDS = "Water drips from the ceiling onto our test benches since Monday."
PHONE = "19900000091"


@pytest.mark.journey
@pytest.mark.duty("A1", "A3")
def test_photos_arrive_without_the_place_where_they_were_taken(live_park, windows, tmp_path):
    pictures = [photo(tmp_path / "ceiling.jpg", "ceiling"), photo(tmp_path / "bench.jpg", "bench")]
    page = windows.open(language="en-GB")
    page.goto(live_park.url("/complaints/submit/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Complaint or suggestion")
    well_made(page, dark=True)

    send(page)  # nothing filled in yet
    expect(page.get_by_text("Tell us what happened: at least 4 characters.").first).to_be_visible()
    well_made(page)

    fill(page, phone="1990000")  # four digits short
    page.get_by_label("Photos").set_input_files(pictures)
    expect(page.locator("[data-previews] img")).to_have_count(2)
    send(page)
    expect(page.get_by_text("Your words are kept.")).to_be_visible()
    expect(page.get_by_label("Phone", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("What happened?")).to_have_value(WORDS)
    assert not Complaint.objects.filter(content=WORDS).exists()

    page.get_by_label("Phone", exact=True).fill(PHONE)
    page.get_by_label("Photos").set_input_files(pictures)
    expect(page.locator("[data-previews] img")).to_have_count(2)
    send(page)
    sent = receipt(page)
    well_made(page)
    assert_stored(sent, photos=2)

    page.goto(sent.link)
    expect(page.get_by_text(WORDS)).to_be_visible()
    assert_shown(page, photos=2)
    well_made(page)

    live_park.tick()
    letter = OutboxMessage.objects.get(subject_kind="complaints.complaint", subject_id=sent.stored.pk)
    assert (letter.state, letter.language, letter.to) == (OutboxState.SENT, "en", "visitor@example.invalid")
    assert sent.link in letter.body


@pytest.mark.journey
@pytest.mark.duty("A1", "A3")
def test_the_form_needs_no_script(live_park, windows, tmp_path):
    page = windows.open(language="en-GB", phone=True, script=False)
    page.goto(live_park.url("/"))
    page.get_by_role("link", name="Send a complaint or suggestion").click()
    fill(page, phone="")
    send(page)
    expect(page.get_by_text("Enter a mobile or landline number, or choose to stay anonymous.").first).to_be_visible()
    expect(page.get_by_label("What happened?")).to_have_value(WORDS)

    page.get_by_label("Phone", exact=True).fill(PHONE)
    page.get_by_label("Photos").set_input_files(photo(tmp_path / "ceiling.jpg", "ceiling"))
    send(page)
    sent = receipt(page)
    assert_stored(sent, photos=1)

    page.get_by_role("link", name="Follow it").click()
    assert page.url == sent.link
    page.get_by_role("textbox", name="Add something").fill("It is worse in the afternoon.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("It is worse in the afternoon.")).to_be_visible()
    assert sent.stored.remarks.get().text == "It is worse in the afternoon."


def fill(page: Page, *, phone: str) -> None:
    """Everything but the photos."""
    page.get_by_label("What happened?").fill(WORDS)
    page.get_by_label("What is it about?").select_option(label="Something is broken or leaks")
    page.get_by_label("Your unit").fill("C-501")
    page.get_by_label("Your name").fill("Alex Sample")
    page.get_by_label("Phone", exact=True).fill(phone)
    page.get_by_label("E-mail").fill("visitor@example.invalid")
    page.get_by_label("You may use what I send here").check()


def send(page: Page) -> None:
    """Press the one button of the form."""
    page.get_by_role("button", name="Send", exact=True).click()


def assert_stored(sent: Sent, *, photos: int) -> None:
    """One complaint in English with its photos, which say nothing of place and device."""
    stored = Complaint.objects.get(number=sent.number)
    assert (stored.language, stored.content, stored.phone) == ("en", WORDS, PHONE)
    assert (stored.unit.code, stored.officer.username) == ("C-501", "officer3")
    files = list(Attachment.objects.of(stored))
    assert len(files) == photos
    assert all(forgets_the_place(each.open().read()) for each in files)


def assert_shown(page: Page, *, photos: int) -> None:
    """The photos are really drawn on the page."""
    shown = page.locator(".ps-photos img")
    expect(shown).to_have_count(photos)
    for image in page.locator("img").all():
        expect(image).to_have_js_property("complete", True)
        assert image.evaluate("image => image.naturalWidth") > 0
