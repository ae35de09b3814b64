"""Attachments: stored once, shown only to those who may see the record, harmless for the browser."""

from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.urls import reverse

from parkservice.kit.errors import RuleViolation
from parkservice.paperwork import access, uploads
from parkservice.paperwork.access import Sight
from parkservice.paperwork.models import Attachment, StoredFile
from tests.accounts.factories import UserFactory
from tests.paperwork.factories import attachment
from tests.paperwork.pictures import pdf, picture, upload
from tests.parks.factories import ParkFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule(monkeypatch):
    """Lets a test say who may open attachments of a park."""
    monkeypatch.setattr(access, "_rules", {})
    return lambda answer: access.register("parks.park", lambda *_question: answer)


def test_the_same_photo_is_stored_once_under_two_names():
    park = ParkFactory()
    first, second = attachment(park, name="a.jpg"), attachment(park, name="b.jpg")
    assert first.file == second.file
    assert StoredFile.objects.count() == 1
    assert [row.name for row in Attachment.objects.of(park)] == ["a.jpg", "b.jpg"]


def test_the_stored_name_is_the_checksum():
    stored = attachment(ParkFactory(), name="../../evil.jpg").file
    assert Path(stored.path).stem == stored.sha256


def test_a_file_that_got_lost_or_was_half_written_is_written_again():
    park = ParkFactory()
    stored = attachment(park).file
    with uploads.default_storage.open(stored.path, "wb") as file:
        file.write(b"half")
    attachment(park)
    assert uploads.default_storage.size(stored.path) == stored.size


def test_a_file_store_that_cannot_be_written_is_a_refusal(monkeypatch, tmp_path):
    blocked = tmp_path / "not-a-folder"
    blocked.write_text("")
    monkeypatch.setattr(uploads, "default_storage", type(uploads.default_storage._wrapped)(location=blocked))
    with pytest.raises(RuleViolation), transaction.atomic():
        attachment(ParkFactory())
    assert not Attachment.objects.exists()


@pytest.mark.both
def test_attachments_cannot_be_taken_away():
    row = attachment(ParkFactory())
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()


def test_a_photo_is_served_in_place_and_can_do_nothing(client, rule):
    rule(True)
    row = attachment(ParkFactory(), name="电梯.jpg")
    response = client.get(row.url)
    assert response.status_code == 200
    assert b"".join(response.streaming_content)[:3] == b"\xff\xd8\xff"
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"].startswith("inline")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "script-src" not in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"


def test_a_document_is_a_download(client, rule):
    rule(True)
    row = attachment(ParkFactory(), content=pdf(), name="报价.pdf")
    response = client.get(row.url)
    assert response["Content-Disposition"].startswith("attachment")
    assert "%E6%8A%A5" in response["Content-Disposition"]
    assert client.get(reverse("paperwork:thumb", args=[row.uuid])).status_code == 404


def test_the_small_picture_is_served_too(client, rule):
    rule(True)
    row = attachment(ParkFactory(), content=picture((900, 600)))
    assert len(b"".join(client.get(row.thumb).streaming_content)) < row.file.size


@pytest.mark.parametrize(
    ("answer", "public", "status"),
    [
        (True, True, 200),
        (True, False, 200),
        (Sight.ALL, False, 200),
        (Sight.PUBLIC, True, 200),
        (Sight.PUBLIC, False, 404),
        (Sight.NONE, True, 404),
        (False, True, 404),
    ],
)
def test_who_may_see_what(client, rule, answer, public, status):
    rule(answer)
    assert client.get(attachment(ParkFactory(), public=public).url).status_code == status


def test_without_a_rule_nobody_may(client, monkeypatch):
    monkeypatch.setattr(access, "_rules", {})
    client.force_login(UserFactory())
    assert client.get(attachment(ParkFactory()).url).status_code == 404


def test_the_rule_sees_the_person_the_record_and_the_request(client, monkeypatch):
    asked = []
    monkeypatch.setattr(access, "_rules", {})
    access.register("parks.park", lambda *question: bool(asked.append(question)))
    row = attachment(ParkFactory())
    client.get(row.url)
    user, subject_id, request = asked[0]
    assert isinstance(user._wrapped, AnonymousUser)
    assert subject_id == row.subject_id
    assert request.session is not None


def test_files_are_only_read(client, rule):
    rule(True)
    assert client.post(attachment(ParkFactory()).url).status_code == 405


def test_an_upload_without_files_is_nothing():
    assert uploads.attach(subject=ParkFactory(), park=None, files=[], actor=None) == []
    assert uploads.clean_files([]) == []
    assert upload(b"x").name == "photo.jpg"
