"""A list too long to wait for: the worker writes it, the log knows it first, only the asker fetches it."""

import csv
import hashlib
import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from parkservice.accounts.models import Posting
from parkservice.accounts.rights import forget
from parkservice.accounts.roles import Role
from parkservice.estate.models import Unit
from parkservice.journal.models import ExportEntry
from parkservice.kit import clock
from parkservice.paperwork.exports import services
from parkservice.paperwork.exports.export import write_export
from parkservice.paperwork.models import ExportJob
from parkservice.parks.models import Building
from parkservice.ui import export
from tests.accounts.factories import PASSWORD, person
from tests.parks.factories import ParkFactory

UNITS = 6


@pytest.fixture
def park(db: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A park with more units than are exported at once."""
    monkeypatch.setattr(export, "DIRECT_ROWS", UNITS - 2)
    made = ParkFactory()
    building = Building.objects.create(park=made, code="A", name_zh="A 栋", kind="workshop")
    for number in range(UNITS):
        Unit.objects.create(park=made, building=building, code=f"A-10{number}", kind="workshop", floor=number % 2)
    return made


@pytest.fixture
def manager(park: Any, client: Client) -> Any:
    """Somebody who may export, signed in."""
    made = person(Role.MANAGER, park, language="en")
    client.force_login(made)
    return made


def ask(client: Client, **query: str) -> Any:
    """Ask for the list and confirm it; the answer of the confirmation."""
    led = client.get(reverse("estate:units"), {"export": "csv", **query})
    assert "6 rows" in client.get(led.url).content.decode()
    return client.post(led.url)


def fetched(response: Any) -> list[list[str]]:
    """The lines of the file."""
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def test_a_long_list_is_written_by_the_worker_and_logged_before_it_can_be_fetched(client: Client, manager: Any):
    page = ask(client, sort="-code").url
    job = ExportJob.objects.get()
    assert DBTaskResult.objects.get().args_kwargs["args"] == [job.pk]
    assert "0 / 6" in client.get(page).content.decode()
    file = reverse("paperwork:export_file", args=[job.uuid])
    assert client.get(file).status_code == 404
    assert not ExportEntry.objects.exists()
    write_export.call(job.pk)
    assert file in client.get(page).content.decode()
    response = client.get(file)
    lines = fetched(response)
    assert [line[0] for line in lines] == ["Unit", *[f"A-10{number}" for number in range(5, -1, -1)]]
    entry = ExportEntry.objects.get()
    assert (entry.actor, entry.what, entry.count) == (manager, "units", UNITS)
    stored = default_storage.open(ExportJob.objects.get().path).read()
    assert entry.sha256 == hashlib.sha256(stored).hexdigest()


def test_a_short_list_comes_at_once(client: Client, manager: Any):
    response = client.get(reverse("estate:units"), {"export": "csv", "q": "A-101"})
    assert len(fetched(response)) == 2
    assert not ExportJob.objects.exists()


def test_asking_twice_writes_one_file(client: Client, manager: Any):
    assert ask(client).url == ask(client).url
    assert ExportJob.objects.count() == 1
    write_export.call(ExportJob.objects.get().pk)
    write_export.call(ExportJob.objects.get().pk)
    assert ExportEntry.objects.count() == 1


def test_a_fourth_file_waits_for_the_others(client: Client, manager: Any):
    for sort in ("code", "-code", "area", "-area"):
        last = ask(client, sort=sort)
    assert last.url.startswith(reverse("estate:units"))
    assert ExportJob.objects.count() == services.MOST_AT_ONCE


def test_nobody_else_sees_or_fetches_the_file(client: Client, manager: Any, park: Any):
    led = client.get(reverse("estate:units"), {"export": "csv"}).url
    ask(client)
    job = ExportJob.objects.get()
    write_export.call(job.pk)
    client.force_login(person(Role.PROJECT_MANAGER, park))
    assert client.get(job.get_absolute_url()).status_code == 404
    assert client.get(reverse("paperwork:export_file", args=[job.uuid])).status_code == 404
    assert client.get(led).status_code == client.post(led).status_code == 404


def test_after_the_password_the_page_of_the_file_is_there_again(client: Client, manager: Any):
    ask(client)
    job = ExportJob.objects.get()
    write_export.call(job.pk)
    manager.set_password(PASSWORD)
    manager.save()
    client.force_login(manager)
    page, file = job.get_absolute_url(), reverse("paperwork:export_file", args=[job.uuid])
    asked = client.get(file)
    back = client.post(asked.url, {"password": PASSWORD}, follow=True)
    assert back.request["PATH_INFO"] == page
    assert len(fetched(client.get(file))) == UNITS + 1


def test_a_lost_right_stops_the_writing_and_the_fetching(client: Client, manager: Any):
    ask(client)
    ask(client, sort="-code")
    late, early = ExportJob.objects.all()
    write_export.call(early.pk)
    Posting.objects.filter(user=manager).update(role=Role.CLERK)
    forget(manager)
    assert client.get(reverse("paperwork:export_file", args=[early.uuid])).status_code == 403
    write_export.call(late.pk)
    assert ExportJob.objects.get(pk=late.pk).state == "failed"
    assert ExportEntry.objects.count() == 1
    assert client.get(late.get_absolute_url()).status_code == 200


def test_files_go_after_seven_days(client: Client, manager: Any):
    ask(client)
    job = ExportJob.objects.get()
    write_export.call(job.pk)
    path = ExportJob.objects.get().path
    with clock.at(clock.now() + timedelta(days=8)):
        assert (services.clear_old(), services.clear_old()) == (1, 0)
    assert not default_storage.exists(path)
    assert client.get(reverse("paperwork:export_file", args=[job.uuid])).status_code == 404


@pytest.mark.parametrize("asked", ["", "made-up", "e30:1abc:def"])
def test_a_made_up_question_is_not_found(client: Client, manager: Any, asked: str):
    assert client.get(reverse("paperwork:export_new", query={"ask": asked})).status_code == 404
