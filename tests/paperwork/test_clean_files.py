"""Uploads are taken by content, written anew, or refused with a sentence that names the file."""

import io
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from PIL import Image

from parkservice.paperwork import uploads
from parkservice.paperwork.pdfscan import check_pdf
from tests.paperwork import pictures
from tests.paperwork.pictures import picture, upload


def refusal(content: bytes, name: str = "photo.jpg") -> str:
    with override("en"), pytest.raises(ValidationError) as caught:
        uploads.clean_files([upload(content, name)])
    return " ".join(caught.value.messages)


def taken(content: bytes, name: str) -> list[uploads.CleanFile]:
    """What is left of an upload: nothing when it was refused. Any other error than a refusal fails the test."""
    try:
        return uploads.clean_files([upload(content, name)])
    except ValidationError:
        return []


@pytest.mark.parametrize(
    ("form", "content_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/jpeg")]
)
def test_pictures_are_written_anew(form, content_type):
    sent = picture(form=form) + b"more than a picture"
    (clean,) = uploads.clean_files([upload(sent, "lift.bin")])
    assert clean.content_type == content_type
    assert b"more than" not in clean.content
    assert Image.open(io.BytesIO(clean.content)).size == (64, 48)


def test_a_phone_photo_stands_upright_and_tells_no_place():
    (clean,) = uploads.clean_files([upload(pictures.phone_photo())])
    image = Image.open(io.BytesIO(clean.content))
    assert (image.size, clean.width, clean.height) == ((40, 80), 40, 80)
    assert not dict(image.getexif())
    assert b"private words" not in clean.content


def test_a_large_photo_is_made_smaller_and_gets_a_small_version():
    (clean,) = uploads.clean_files([upload(picture((3000, 1500)))])
    assert (clean.width, clean.height) == (2560, 1280)
    assert max(Image.open(io.BytesIO(clean.thumb)).size) == 480


def test_transparency_survives():
    (clean,) = uploads.clean_files([upload(picture(form="PNG", mode="RGBA", colour=(1, 2, 3, 0)), "logo.png")])
    assert Image.open(io.BytesIO(clean.content)).mode == "RGBA"


def test_a_picture_with_something_behind_it_keeps_only_the_picture():
    (clean,) = uploads.clean_files([upload(picture() + b"PK\x03\x04<script>alert(1)</script>")])
    assert b"script" not in clean.content


def test_the_same_photo_under_two_names_has_one_checksum():
    first, second = uploads.clean_files([upload(picture(), "a.jpg"), upload(picture(), "b.jpg")])
    assert first.sha256 == second.sha256
    assert (first.name, second.name) == ("a.jpg", "b.jpg")


def test_a_plain_pdf_is_taken_as_it_is():
    sent = pictures.pdf(pages=100)
    (clean,) = uploads.clean_files([upload(sent, "报价.pdf")])
    assert (clean.content, clean.name, clean.content_type) == (sent, "报价.pdf", "application/pdf")


def test_a_pdf_with_harmless_packed_objects_is_taken():
    assert uploads.clean_files([upload(pictures.packed_pdf(b"9 0 << /Type /Font >>"))])


class Searched(bytes):
    """A file that counts how often somebody looks for the end of a stream."""

    searches = 0

    def find(self, *args):
        self.searches += 1
        return super().find(*args)


def test_a_pdf_of_half_a_million_streams_is_refused_after_the_first_few_thousand():
    content = Searched(b"%PDF-1.4" + b">>stream\nendstream" * 580_000 + b"%%EOF")
    assert len(content) < uploads.MAX_BYTES
    with override("en"), pytest.raises(ValidationError, match="too large when opened"):
        check_pdf(content, "a.pdf")
    assert content.searches <= 10_000


def test_a_packed_script_is_found_before_the_place_where_its_stream_is_damaged():
    packed = zlib.compress(b"9 0 << /S /JavaScript >>" + b"0" * 3_000_000)[:-8] + b"\xff" * 8
    assert "contains scripts" in refusal(pictures.packed_pdf(b"", packed))


SCRIPT = zlib.compress(b"9 0 << /S /JavaScript >>")


@pytest.mark.parametrize(
    "packed",
    [SCRIPT[:-4] + b"\0\0\0\0", b"\x78\xbb" + SCRIPT[2:], SCRIPT[2:-6].join([b"\x78\x9c", b"\xff" * 9])],
    ids=["wrong checksum", "wrong head", "broken end"],
)
def test_a_script_in_a_damaged_stream_is_found_as_readers_find_it(packed: bytes):
    assert "contains scripts" in refusal(pictures.packed_pdf(b"", packed))


def test_an_object_stream_is_known_by_an_escaped_name_and_behind_another_object():
    hidden = pictures.packed_pdf(b"9 0 << /S /JavaScript >>")
    assert "contains scripts" in refusal(hidden.replace(b"/ObjStm", b"/Obj#53tm"))
    assert "contains scripts" in refusal(hidden.replace(b"/N 1 ", b"/N 1 /X (obj) "))


@pytest.mark.parametrize("what", sorted(pictures.hostile_contents()))
def test_hostile_contents_are_refused_with_the_name_of_the_file(what):
    assert "“photo.jpg”" in refusal(pictures.hostile_contents()[what])


def test_the_whole_hostile_corpus_is_refused():
    cases = list(pictures.corpus())
    assert len(cases) >= 200
    for what, name, content in cases:
        assert taken(content, name) == [], f"{what} under {name!r}"


def test_damaged_pictures_never_break_the_page():
    sent = picture((200, 200), "PNG")
    for position in range(8, len(sent), 7):
        broken = sent[:position] + bytes([sent[position] ^ 0xFF]) + sent[position + 1 :]
        taken(broken, "photo.png")


def test_a_file_over_ten_megabytes_is_refused_unread():
    file = upload(picture())
    file.size = uploads.MAX_BYTES + 1
    file.file = None
    with override("en"), pytest.raises(ValidationError, match="larger than 10 MB"):
        uploads.clean_files([file])


def test_six_files_are_too_many():
    with override("en"), pytest.raises(ValidationError, match=r"You chose 6 files\. Send 5 at most"):
        uploads.clean_files([upload(picture())] * 6)


def test_every_refused_file_has_its_own_sentence():
    with override("en"), pytest.raises(ValidationError) as caught:
        uploads.clean_files([upload(b"", "a.jpg"), upload(picture(), "b.jpg"), upload(b"GIF89a", "c.gif")])
    first, second = caught.value.messages
    assert first.startswith("“a.jpg” is empty")
    assert second.startswith("“c.gif” is not a photo or PDF")
