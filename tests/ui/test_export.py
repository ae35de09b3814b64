"""Export: exactly the filtered rows, logged before the file leaves, and no cell that a table program would run."""

import csv
import hashlib
import html
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.journal.models import ExportEntry
from parkservice.ui import export
from tests.accounts.factories import PASSWORD, UserFactory, person

pytestmark = pytest.mark.urls("tests.ui.pages")
URL = "/test/people/"
HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "  =cmd|' /C calc'!A0",
    "\x01=1+1",
]


def body(response):
    return b"".join(response.streaming_content)


def csv_rows(content):
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_never_a_formula(text):
    assert export.safe_cell(text).startswith("'")


def test_numbers_and_days_stay_what_they_are():
    assert export.safe_cell(Decimal("-12.50")) == Decimal("-12.50")
    assert export.safe_cell(date(2026, 4, 2)) == date(2026, 4, 2)
    assert export.safe_cell(datetime(2026, 4, 2, 2, 5, tzinfo=UTC)) == datetime(2026, 4, 2, 10, 5)  # noqa: DTZ001
    assert export.safe_cell(None) == ""
    assert export.safe_cell("TS-2026-000123") == "TS-2026-000123"


def test_control_characters_do_not_reach_the_file():
    assert export.safe_cell("a\x00b\x0bc") == "abc"


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_file_holds_exactly_the_filtered_rows(desk, people, kind):
    content = body(desk.get(URL, {"q": "p-1", "sort": "-name", "export": kind}))
    if kind == "csv":
        found = [row[0] for row in csv_rows(content)]
    else:
        found = [row[0] for row in load_workbook(BytesIO(content)).active.iter_rows(values_only=True)]
    assert found == ["Name"] + [f"p-{number}" for number in range(19, 9, -1)]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_come_back_as_text(desk, text):
    UserFactory(username="p-evil", name="x")
    User.objects.filter(username="p-evil").update(name=text)
    book = load_workbook(BytesIO(body(desk.get(URL, {"export": "xlsx"}))))
    cell = book.active["B2"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")


def test_the_log_is_written_with_filter_count_and_hash(desk, people, manager):
    content = body(desk.get(URL, {"state": "ms", "export": "csv"}))
    entry = ExportEntry.objects.get()
    assert (entry.actor, entry.what, entry.count) == (manager, "people", 9)
    assert entry.filters == {"state": "ms"}
    assert entry.columns == ["Name", "Remark", "Seen"]
    assert entry.sha256 == hashlib.sha256(content).hexdigest()


def test_a_desk_left_unattended_gives_no_list_away(client, manager, people):
    manager.set_password(PASSWORD)
    manager.save()
    client.force_login(manager)
    asked = client.get(URL, {"state": "ms", "export": "csv"})
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert not ExportEntry.objects.exists()
    proved = client.post(asked.url, {"password": PASSWORD})
    back = client.get(proved.url)
    assert (back.url, ExportEntry.objects.exists()) == (f"{URL}?state=ms", False)
    (link,) = re.findall(rf'<a class="ps-link" href="({URL}[^"]*export=csv)">', client.get(back.url).content.decode())
    assert body(client.get(html.unescape(link)))
    assert ExportEntry.objects.get().count == 9


def test_without_the_right_nothing_leaves_and_nothing_is_offered(client, park, people):
    client.force_login(person(Role.CLERK, park))
    assert "export=xlsx" not in client.get(URL).content.decode()
    response = client.get(URL, {"export": "xlsx"})
    assert response.status_code == 302
    assert not ExportEntry.objects.exists()


def test_another_kind_of_file_is_refused_with_the_way_on(desk, people):
    response = desk.get(URL, {"q": "p-1", "export": "pdf"}, follow=True)
    assert response.redirect_chain == [(f"{URL}?q=p-1", 302)]
    assert "从菜单选 Excel 或 CSV" in response.content.decode()


def test_too_many_rows_are_refused_with_the_way_on(desk, people, monkeypatch):
    monkeypatch.setattr(export, "MAX_ROWS", 24)
    response = desk.get(URL, {"export": "csv"}, follow=True)
    assert "先缩小筛选范围" in response.content.decode()
    assert not ExportEntry.objects.exists()
