"""Bad answers to the public form: a sentence beside the field, what was typed stays, nothing is written."""

import re
from typing import Any

import pytest
from django.test import Client

from complaints.models import Complaint
from parkservice.paperwork.models import StoredFile
from tests.complaints.factories import Office
from tests.complaints.intake.sending import only_complaint, page, rows, send
from tests.paperwork.pictures import hostile_contents, picture, png_of_size, upload

BAD_ANSWERS = [
    ("kind", "", "id_kind"),
    ("kind", "praise", "id_kind"),
    ("content", "", "Tell us what happened"),
    ("content", "   \n  ", "Tell us what happened"),
    ("content", "Lif", "At least 4 characters; there are 3 now"),
    ("content", "x" * 5001, "At most 5000 characters"),
    ("content", "货梯\x00异响一直在", "characters that cannot be kept"),
    ("content", "货梯\x1b[31m异响", "characters that cannot be kept"),
    ("category", "weather", "Choose one of the list"),
    ("building", "Z", "Choose one of the list"),
    ("building", "\x00", "Choose one of the list"),
    ("unit", "A-999", "We do not know this unit"),
    ("unit", "x" * 61, "At most 60 characters"),
    ("unit", "A-2\x0001", "characters that cannot be kept"),
    ("place", "x" * 121, "At most 120 characters"),
    ("occurred_at", "2026-11-05T10:01", "lies in the future"),
    ("occurred_at", "9999-12-31T23:59", "lies in the future"),
    ("occurred_at", "0001-01-01T00:00", "too far back"),
    ("occurred_at", "2026-02-31T10:00", "Enter day and time"),
    ("occurred_at", "yesterday", "Enter day and time"),
    ("wanted_result", "x" * 1001, "At most 1000 characters"),
    ("name", "", "Enter your name"),
    ("name", "x" * 61, "At most 60 characters"),
    ("title", "dr", "Select a valid choice"),
    ("phone", "", "Enter a mobile or landline number"),
    ("phone", "1990000003", "Enter a mobile number"),
    ("phone", "1" * 31, "At most 30 characters"),
    ("phone", "call me", "Enter a mobile number"),
    ("email", "lin@", "Enter an e-mail address"),
    ("email", "lin@example.com\nbcc: x@example.com", "Enter an e-mail address"),
    ("email", "x" * 250 + "@example.com", "At most 254 characters"),
    ("consent", None, "Tick this box"),
    ("form_id", "../../etc", "This page is out of date"),
    ("form_id", None, "required"),
]


@pytest.mark.both
@pytest.mark.parametrize(("name", "value", "sentence"), BAD_ANSWERS)
def test_a_bad_answer_gets_a_sentence_and_writes_nothing(
    client: Client, office: Office, name: str, value: Any, sentence: str
) -> None:
    before = rows()
    response = send(client, **{name: value})
    words = response.content.decode()
    assert response.status_code == 422
    assert sentence in words
    assert 'role="alert"' in words
    assert rows() == before


def test_the_summary_leads_to_the_fields_and_what_was_typed_stays(client: Client, office: Office) -> None:
    words = send(client, content="Lif", phone="1990000003").content.decode()
    assert "Please check 2 answers" in words
    assert 'href="#id_content"' in words
    assert 'href="#id_phone"' in words
    assert re.search(r"<textarea[^>]*>\s*Lif</textarea>", words)
    assert 'value="1990000003"' in words
    assert 'value="林示意"' in words
    assert 'aria-invalid="true"' in words


def test_what_was_refused_of_a_suggestion_is_marked_so_that_it_stays_in_sight(client: Client, office: Office) -> None:
    answer = send(client, kind="suggestion", occurred_at="yesterday")
    assert re.search(r'<input[^>]*name="occurred_at"[^>]*aria-invalid="true"', answer.content.decode())


def test_a_form_with_a_bad_number_can_be_sent_again(client: Client, office: Office) -> None:
    words = send(client, form_id="nonsense").content.decode()
    fresh = re.search(r'name="form_id" value="([0-9a-f]{32})"', words)
    assert fresh
    assert send(client, form_id=fresh[1]).status_code == 302


def test_a_unit_of_another_building_is_noticed(client: Client, office: Office) -> None:
    response = send(client, building="B", unit="A-201")
    assert response.status_code == 422
    assert "This unit is in another building" in response.content.decode()


def test_full_width_digits_are_understood(client: Client, office: Office) -> None:
    send(client, phone="１９９００００００３４", unit="Ａ－２０１", building="")
    complaint = only_complaint()
    assert complaint.phone == "19900000034"
    assert complaint.unit == office.unit


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("0755 2600 1234 转 801", "0755-26001234-801"), ("8001", "8001"), ("+86 199 0000 0034", "19900000034")],
)
def test_every_kind_of_phone_is_taken(client: Client, office: Office, typed: str, kept: str) -> None:
    send(client, phone=typed)
    assert only_complaint().phone == kept


def test_markup_is_shown_as_text(client: Client, office: Office) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    done = send(client, content=hostile, place=hostile[:100], name="<b>林</b>")["Location"]
    assert only_complaint().content == hostile
    for url in (done, f"/complaints/track/{only_complaint().track_code}/"):
        words = page(client, url)
        assert "<script>alert(1)" not in words
        assert "<img src=x" not in words
    assert "&lt;script&gt;alert(1)" in page(client, f"/complaints/track/{only_complaint().track_code}/")


BAD_FILES = {
    "wrong type": ([upload(b"MZ" + b"\0" * 64)], "is not a photo or PDF"),
    "svg named jpg": ([upload(hostile_contents()["svg"])], "is not a photo or PDF"),
    "html named jpg": ([upload(hostile_contents()["html"])], "is not a photo or PDF"),
    "empty": ([upload(b"")], "is empty"),
    "11 MB": ([upload(picture() + b"\0" * 11 * 1024 * 1024)], "is larger than 10 MB"),
    "six": ([upload(picture(), f"{n}.jpg") for n in range(6)], "You chose 6 files"),
    "picture bomb": ([upload(png_of_size(50_000, 50_000))], "more than 50 megapixels"),
    "damaged": ([upload(picture()[:200])], "is damaged"),
}


@pytest.mark.parametrize("what", BAD_FILES)
def test_a_bad_file_gets_a_sentence_and_writes_nothing(client: Client, office: Office, what: str) -> None:
    files, sentence = BAD_FILES[what]
    for file in files:
        file.seek(0)
    response = send(client, photos=files)
    words = response.content.decode()
    assert response.status_code == 422
    assert sentence in words
    assert "please choose them again" in words
    assert not Complaint.objects.exists()
    assert not StoredFile.objects.exists()


def test_files_are_opened_only_when_every_other_answer_is_right(client: Client, office: Office) -> None:
    words = send(client, phone="call me", photos=[upload(picture()[:200])]).content.decode()
    assert "Enter a mobile number" in words
    assert "is damaged" not in words


def test_a_flood_of_fields_is_no_server_error(client: Client, office: Office) -> None:
    response = send(client, **{f"field{n}": "x" for n in range(600)})
    assert response.status_code == 400
    assert not Complaint.objects.exists()


def test_a_field_of_six_megabytes_is_no_server_error(client: Client, office: Office) -> None:
    response = send(client, content="x" * 6 * 1024 * 1024)
    assert response.status_code in (400, 413)
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client: Client, office: Office, method: str) -> None:
    assert getattr(client, method)("/complaints/submit/").status_code == 405
