"""Units and customers from a table: shown first, taken over as a whole or not at all, and again without harm."""

import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from parkservice.accounts.models import Posting
from parkservice.accounts.roles import Role
from parkservice.estate.imports import services
from parkservice.estate.imports.services import forget_old
from parkservice.estate.imports.tasks import run_import
from parkservice.estate.models import Customer, ImportRun, Occupancy, Unit
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.parks.models import Building
from tests.accounts.factories import person
from tests.estate.imports import tables
from tests.estate.imports.tables import csv_of, workbook
from tests.parks.factories import ParkFactory

USCC = "91990001MA0000001R"


@pytest.fixture
def park(db: Any) -> Any:
    """A park with one building and one unit in it."""
    made = ParkFactory()
    building = Building.objects.create(park=made, code="A", name_zh="A 栋厂房", name_en="Workshop A", kind="workshop")
    Unit.objects.create(park=made, building=building, code="A-101", kind="workshop", floor=1)
    return made


@pytest.fixture
def manager(park: Any, client: Client) -> Any:
    """Somebody who may manage units, signed in."""
    made = person(Role.MANAGER, park, language="en")
    client.force_login(made)
    return made


def send(client: Client, content: bytes, kind: str = "unit", name: str = "list.xlsx") -> Any:
    """Upload a file."""
    return client.post(reverse(f"estate:{kind}_import"), {"file": SimpleUploadedFile(name, content)})


def preview(client: Client, content: bytes, kind: str = "unit") -> dict[str, Any]:
    """What the page says would become of the rows."""
    response = send(client, content, kind)
    assert response.status_code == 302, response.context["form"].errors
    return told(client.get(response.url))


def told(response: Any) -> dict[str, Any]:
    """What the preview says."""
    return {name: response.context[name] for name in ("run", "seen", "counts", "lines", "ignored")}


def confirm(client: Client, shown: dict[str, Any]) -> Any:
    """Take over what was shown."""
    return client.post(reverse("estate:import_confirm", args=[shown["run"].uuid]), {"seen": shown["seen"]}, follow=True)


def errors(shown: dict[str, Any]) -> list[tuple[int, str, str]]:
    """What is wrong: row, column, sentence."""
    return [
        (line["number"], cell["key"], cell["error"])
        for line in shown["lines"]
        for cell in line["cells"]
        if cell["error"]
    ]


def test_new_and_changed_units_are_shown_then_taken_over_and_journalled(client: Client, manager: Any, park: Any):
    content = workbook(
        ["a-101", "", "", 2, 1286.5, ""], ["Ａ－２０１", "a 栋厂房", "Office", "３", "８０．５", "是"], ["A-301", "A"]
    )
    shown = preview(client, content)
    assert shown["counts"] == {"new": 2, "change": 1, "same": 0, "wrong": 0}
    assert Unit.objects.count() == 1
    confirm(client, shown)
    changed, new, plain = Unit.objects.order_by("pk")
    assert (changed.code, changed.floor, changed.gross_area) == ("A-101", 2, Decimal("1286.50"))
    assert (new.code, new.kind, new.floor, new.gross_area) == ("A-201", "office", 3, Decimal("80.50"))
    assert (plain.kind, plain.is_active) == ("workshop", True)
    verbs = Event.objects.order_by("pk").values_list("verb", "subject_id", "actor_id")
    run = ImportRun.objects.get()
    assert list(verbs) == [
        ("estate.unit_created", new.pk, manager.pk),
        ("estate.unit_created", plain.pk, manager.pk),
        ("estate.unit_changed", changed.pk, manager.pk),
        ("estate.imported", run.pk, manager.pk),
    ]
    assert (run.state, run.rows) == ("done", [])


def test_the_same_file_again_changes_nothing(client: Client, manager: Any):
    content = workbook(["A-201", "A", "厂房", 2, 900, "yes"])
    confirm(client, preview(client, content))
    again = preview(client, content)
    assert again["counts"] == {"new": 0, "change": 0, "same": 1, "wrong": 0}
    assert not again["lines"]


def test_one_wrong_row_keeps_all_others_out(client: Client, manager: Any, park: Any):
    Occupancy.objects.create(
        unit=Unit.objects.get(), customer=Customer.objects.create(park=park, name="甲（虚构）"), starts="2026-01-02"
    )
    content = workbook(
        ["A-201", "A"],
        ["A-201", "A"],
        ["A-202", ""],
        ["A-203", "Z"],
        ["A-204", "A", "castle", "ninth", "-5", "maybe"],
        ["", "A"],
        ["=1+1", "A"],
        ["A-101", "", "", "", "", "no"],
    )
    shown = preview(client, content)
    assert [(row, column) for row, column, _text in errors(shown)] == [
        (3, "code"),
        (4, "building"),
        (5, "building"),
        (6, "kind"),
        (6, "floor"),
        (6, "gross_area"),
        (6, "is_active"),
        (7, "code"),
        (8, "code"),
        (9, "is_active"),
    ]
    assert "row 2" in errors(shown)[0][2]
    assert "formula" in errors(shown)[8][2]
    page = confirm(client, shown)
    assert "Some rows are wrong" in page.content.decode()
    assert Unit.objects.count() == 1


def test_customers_are_recognised_by_code_name_and_phone(client: Client, manager: Any, park: Any):
    known = Customer.objects.create(park=park, name="旧名（虚构）", uscc=USCC)
    plain = Customer.objects.create(park=park, name="松石（虚构）")
    living = Customer.objects.create(park=park, kind="person", name="何试住", phone="19900000035")
    content = csv_of(
        "名称,full name,公司或个人,统一社会信用代码,电话,称呼",
        f"x,新名（虚构）,公司,{USCC.lower()},０７５５－２６００１２３４,",
        "x,松石（虚构）,,,19900000036,",
        "x,何试住,个人,,19900000035,先生",
        "x,何试住,person,,19900000037,Ms",
        encoding="gb18030",
    )
    shown = preview(client, content, "customer")
    assert shown["ignored"] == ["名称"]
    assert shown["counts"] == {"new": 1, "change": 3, "same": 0, "wrong": 0}
    confirm(client, shown)
    known.refresh_from_db()
    assert (known.name, known.phone) == ("新名（虚构）", "0755-26001234")
    assert "xm" in known.search_key or "xin" in known.search_key, "found by the new name"
    plain.refresh_from_db()
    living.refresh_from_db()
    assert (plain.phone, living.title) == ("19900000036", "mr")
    assert Customer.objects.filter(kind="person", name="何试住").count() == 2


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (f"甲,公司,{USCC[:-1]}?,,", "uscc"),
        (f"甲,个人,{USCC},,", "uscc"),
        ("甲,公司,,先生,", "title"),
        ("甲,公司,,,123456789012", "phone"),
        ("甲,工厂,,,", "kind"),
    ],
)
def test_what_is_wrong_stands_beside_its_cell(client: Client, manager: Any, line: str, column: str):
    shown = preview(client, csv_of("full name,kind,uscc,title,phone", line), "customer")
    assert [(row, name) for row, name, _text in errors(shown)] == [(2, column)]


def test_what_changed_since_the_look_is_shown_again_first(client: Client, manager: Any):
    shown = preview(client, workbook(["A-101", "", "", 7], ["A-201", "A"]))
    Unit.objects.update(floor=5)
    page = confirm(client, shown)
    assert "Look at the table once more" in page.content.decode()
    assert Unit.objects.count() == 1
    confirm(client, told(page))
    assert Unit.objects.get(code="A-101").floor == 7


def test_a_table_is_taken_over_once(client: Client, manager: Any):
    shown = preview(client, workbook(["A-201", "A"]))
    confirm(client, shown)
    assert "settled already" in confirm(client, shown).content.decode()
    assert Unit.objects.count() == 2


def test_nobody_takes_over_what_another_sent_or_without_the_right(client: Client, manager: Any, park: Any):
    shown = preview(client, workbook(["A-201", "A"]))
    Posting.objects.filter(user=manager).update(role=Role.CLERK)
    assert client.post(reverse("estate:import_confirm", args=[shown["run"].uuid]), {}).status_code == 403
    client.force_login(person(Role.PROJECT_MANAGER, park))
    assert client.post(reverse("estate:import_confirm", args=[shown["run"].uuid]), {}).status_code == 404
    assert Unit.objects.count() == 1


def test_a_table_that_was_put_away_or_forgotten_leaves_nothing_behind(client: Client, manager: Any):
    shown = preview(client, workbook(["A-201", "A"]))
    client.post(reverse("estate:import_drop", args=[shown["run"].uuid]))
    preview(client, workbook(["A-202", "A"]))
    with clock.at(clock.now() + services.KEPT + services.KEPT):
        assert (forget_old(), forget_old()) == (1, 0)
    assert {run.state for run in ImportRun.objects.all()} == {"dropped"}
    assert not any(run.rows for run in ImportRun.objects.all())
    assert Unit.objects.count() == 1


def test_a_long_table_is_taken_over_by_the_worker(client: Client, manager: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(services, "LONG", 5)
    shown = preview(client, workbook(*[[f"A-{number}", "A"] for number in range(201, 221)]))
    page = confirm(client, shown).content.decode()
    assert "0 / 20" in page
    assert Unit.objects.count() == 1
    run_import.call(shown["run"].pk)
    run_import.call(shown["run"].pk)
    assert Unit.objects.count() == 21
    assert "Taken over" in client.get(shown["run"].get_absolute_url()).content.decode()


def test_a_refusal_of_the_worker_is_told_on_the_page(client: Client, manager: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(services, "LONG", 0)
    shown = preview(client, workbook(["A-101", "", "", 7]))
    confirm(client, shown)
    Unit.objects.update(floor=5)
    run_import.call(shown["run"].pk)
    assert "changed since you looked" in client.get(shown["run"].get_absolute_url()).content.decode()
    assert Unit.objects.get().floor == 5


def test_the_template_has_headings_in_both_languages_and_can_be_sent_back(client: Client, manager: Any):
    for kind in ("unit", "customer"):
        content = client.get(reverse(f"estate:{kind}_template")).content
        book = load_workbook(io.BytesIO(content))
        sheet = book.worksheets[0]
        assert all(" / " in cell.value for cell in sheet[1])
        sheet.append(["A-201", "A"] if kind == "unit" else ["甲（虚构）", "公司"])
        file = io.BytesIO()
        book.save(file)
        shown = preview(client, file.getvalue(), kind)
        assert (shown["counts"]["new"], shown["ignored"]) == (1, [])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02" * 50, "neither an Excel nor a CSV"),
        (b"\xff\xfe\x80\x81", "neither an Excel nor a CSV"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 50, "old Excel format"),
        (b"PK\x03\x04 torn", "damaged"),
        (tables.other_archive(), "not an Excel workbook"),
        (tables.bomb(), "unpacks to far more"),
        (tables.macros(), "macros"),
        (tables.entities(), "damaged"),
        (tables.far_row(), "no rows"),
        (workbook(["A-1", "A"], ["A-2", "A"], merge="B2:B3"), "B2:B3"),
        (workbook(["A-1", "A"], headings=["Nummer", "Haus"]), "Unit code"),
        (workbook(["A-1", "A", "B"], headings=["code", "building", "楼栋"]), "there twice"),
        (workbook(), "no rows"),
        (csv_of("code,building", *[f"A-{number},A" for number in range(50_000)]), "5000"),
        (csv_of("code,building", '"' + "x" * 200_000 + '"'), "neither"),
        (b"code\n" + b"x" * (5 * 1024 * 1024), "5 MB"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read_is_refused_beside_the_field(
    client: Client, manager: Any, content: bytes, said: str
):
    response = send(client, content)
    assert response.status_code == 422
    assert said in " ".join(response.context["form"].errors["file"])
    assert not ImportRun.objects.exists()


def test_sending_no_file_asks_for_one(client: Client, manager: Any):
    assert client.post(reverse("estate:unit_import")).status_code == 422


def test_hostile_words_are_shown_as_words(client: Client, manager: Any):
    name = "<script>alert(1)</script>"
    shown = preview(client, csv_of("full name,kind", f"{name},公司", f"'={name},公司"), "customer")
    page = client.get(shown["run"].get_absolute_url()).content.decode()
    assert name not in page
    confirm(client, shown)
    assert set(Customer.objects.values_list("name", flat=True)) == {name, f"={name}"}


@pytest.mark.both
def test_five_thousand_rows_are_written_in_one_short_transaction(park: Any):
    manager = person(Role.MANAGER, park)
    content = csv_of("code,building,floor", *[f"A-{number},A,3" for number in range(1000, 6000)])
    run = services.keep_table(actor=manager, park=park, kind="units", name="long.csv", content=content)
    from parkservice.estate.imports.checking import fingerprint

    services.take_over(actor=manager, run_id=run.pk, seen=fingerprint(services.look(run)))
    assert Unit.objects.count() == 5001
    assert Event.objects.filter(verb="estate.unit_created").count() == 5000
