"""A forger who has the database, its triggers dropped, but neither the key nor the heads file: always found (M18).

The first bad line is the first that is named.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import TestCase, override_settings

from fees.cashdesk import books as cash_books
from fees.cashdesk.models import LINES_PER_DRAWER, Drawer, JournalLine
from fees.cashdesk.services import open_drawer
from fees.ledger.cashlines import lines_have_documents
from parkservice.kit import appendonly, chain
from tests.complaints.factories import make_office
from tests.fees.cashdesk import factories
from tests.fees.cashdesk.checking import findings
from tests.fees.cashdesk.factories import Desk, on
from tests.fees.cashdesk.forging import checks_again, drop_rules, forge, ignore_checks, run

__all__ = ["checks_again"]

pytestmark = [pytest.mark.django_db, pytest.mark.both]

#: Of the ten lines of both days: the opening, 101, 102, YJ-011, JK-041, 103, 104, its void, 105, JK-042.
MIDDLE, LAST = 4, 10
#: What a forger writes into each column of the line in the middle; keys name rows that exist.
FORGED: dict[str, str] = {
    "id": "id + 1000",
    "park_id": "(SELECT max(id) FROM parks_park)",
    "drawer_id": "(SELECT max(id) FROM fees_drawer)",
    "position": "position + 1000",
    "day": "'2026-03-03'",
    "at": "'2026-03-02 01:00:00+00:00'",
    "kind": "'reversal'",
    "number": "'SJ-2026-000900'",
    "summary": "'退款'",
    "item": "'其他'",
    "receipt": "receipt + 1",
    "payment": "payment + 1",
    "balance": "balance + 1",
    "pot": "'float'",
    "entered_by_id": "(SELECT max(id) FROM accounts_user)",
    "reverses_id": "id - 1",
    "version": "version + 1",
    "previous": "'1234'",
    "hash": "'1234'",
}


@pytest.fixture(scope="module")
def forged_books(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """Two closed days whose heads are noted, a second park, a second drawer; the triggers are gone. Written once."""
    heads = tmp_path_factory.mktemp("elsewhere") / "heads"
    with django_db_blocker.unblock(), override_settings(HEADS_FILE=str(heads)), transaction.atomic():
        made = write_books()
        drop_rules()
        yield made
        transaction.set_rollback(True)


def write_books() -> Desk:
    """Both days as they are worked, right to the last line."""
    with on(factories.FIRST):
        desk = factories.make_desk()
    with on(date(2026, 3, 2)):
        make_office("BY")
        open_drawer(park=desk.office.park, actor=desk.finance, officer=desk.office.other_officer, safe=desk.safe)
    with TestCase.captureOnCommitCallbacks(execute=True):
        factories.second_of_march(desk)
        factories.sixteenth_of_march(desk)
    assert (findings(), desk.drawer.position) == ([], LAST)
    return desk


@pytest.fixture
def books(forged_books: Desk, db: None) -> Desk:
    """The books for one test, which forges them in a savepoint of its own."""
    ignore_checks()
    return forged_books


def key(desk: Desk, position: int) -> int:
    return desk.drawer_id * LINES_PER_DRAWER + position


def chain_says() -> list[str]:
    return list(cash_books.chains())


def test_every_column_of_a_line_is_forged_below() -> None:
    assert set(FORGED) == {field.column for field in JournalLine._meta.concrete_fields}


@pytest.mark.parametrize("column", FORGED)
def test_a_forged_column_names_its_line(books: Desk, column: str) -> None:
    forge(f"UPDATE fees_journalline SET {column} = {FORGED[column]} WHERE id = {key(books, MIDDLE)}")  # noqa: S608
    assert f"line {MIDDLE} " in next(iter(chain_says()))


@pytest.mark.parametrize("position", [1, MIDDLE, LAST], ids=["first", "middle", "last"])
def test_a_deleted_line_is_named(books: Desk, position: int) -> None:
    run("DELETE FROM fees_dayclose")
    run("DELETE FROM fees_payincheck")
    run("DELETE FROM fees_payin")
    forge(f"DELETE FROM fees_journalline WHERE id = {key(books, position)}")  # noqa: S608
    assert f"line {position} " in chain_says()[0]


def test_two_swapped_lines_are_named(books: Desk) -> None:
    for old, new in ((2, 900), (3, 2), (900, 3)):
        forge(
            f"UPDATE fees_journalline SET position = {new}, id = {key(books, new)} WHERE id = {key(books, old)}"  # noqa: S608
        )
    assert "line 2 " in chain_says()[0]


def rehash(desk: Desk, first: int, secret: bytes) -> None:
    """Make the hashes of the tail anew, and the head of the drawer, as a forger with a key of their own would."""
    previous = desk.drawer.lines.get(position=first - 1).hash
    for line in desk.drawer.lines.filter(position__gte=first).order_by("position"):
        line.previous = previous
        line.hash = chain.seal(secret, desk.drawer.series, line.position, line.content, previous, line.version)
        JournalLine.objects.filter(pk=line.pk).update(previous=previous, hash=line.hash)
        previous = line.hash
    Drawer.objects.filter(pk=desk.drawer_id).update(head=previous)


def test_a_tail_hashed_anew_without_the_key_is_named(books: Desk) -> None:
    forge(f"UPDATE fees_journalline SET summary = '退款' WHERE id = {key(books, MIDDLE)}")  # noqa: S608
    rehash(books, MIDDLE, b"a key of their own")
    assert f"line {MIDDLE} " in chain_says()[0]


def test_a_tail_hashed_anew_with_a_stolen_key_shows_against_the_heads(books: Desk) -> None:
    from parkservice.kit import crypto

    forge(f"UPDATE fees_journalline SET summary = '退款' WHERE id = {key(books, MIDDLE)}")  # noqa: S608
    rehash(books, MIDDLE, crypto.chain_keys()[0])
    assert ["noted on other storage" in line for line in chain_says()] == [True, True]


def test_a_tail_that_was_cut_off_whole_shows_against_the_heads(books: Desk) -> None:
    run("DELETE FROM fees_dayclose")
    run("DELETE FROM fees_payincheck")
    run("DELETE FROM fees_payin")
    last = books.drawer.lines.get(position=5)
    forge(f"UPDATE fees_journalline SET reverses_id = NULL WHERE id > {key(books, 5)}")  # noqa: S608
    forge(f"DELETE FROM fees_journalline WHERE drawer_id = {books.drawer_id} AND position > 5")  # noqa: S608
    Drawer.objects.filter(pk=books.drawer_id).update(position=5, head=last.hash)
    assert len(chain_says()) == 1
    assert "noted on other storage" in chain_says()[0]


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE fees_drawer SET balance = balance + 1 WHERE position > 1", "M4"),
        ("UPDATE fees_dayclose SET hash = '1234'", "M8-days"),
        ("UPDATE fees_dayclose SET unused_books = 0, sheet = '{}'", "M8-days"),
        ("UPDATE fees_dayclose SET head = '1234'", "M8-days"),
        ("UPDATE fees_drawer SET closed_through = '2026-03-30' WHERE position > 1", "M8-days"),
        ("UPDATE fees_payin SET amount = amount + 10, notes = '{\"0.1\": 1}'", "M9"),
        ("UPDATE fees_payincheck SET by_id = collector_id", "M9"),
        ("UPDATE fees_cashcount SET total = total + 10", "M9-counts"),
        ("UPDATE fees_safecheck SET locked = false", "M10"),
        ("UPDATE fees_safecheck SET at = '2026-03-01 08:00:00+00:00'", "M10"),
    ],
)
def test_a_broken_invariant_is_found(books: Desk, statement: str, code: str) -> None:
    if connection.vendor == "postgresql":
        run("ALTER TABLE fees_payincheck DROP CONSTRAINT payin_checked_by_another")
        run("ALTER TABLE fees_safecheck DROP CONSTRAINT safecheck_locked_and_scrambled")
    forge(statement)
    assert code in {line.partition(" ")[0] for line in findings()}


def test_a_line_without_its_document_is_found(books: Desk) -> None:
    for statement in (
        "UPDATE fees_journalline SET number = 'SJ-2026-000900' WHERE position = 7",
        "UPDATE fees_journalline SET receipt = receipt + 1 WHERE position = 2",
        "UPDATE fees_journalline SET day = '2026-03-03' WHERE position = 2",
        "UPDATE fees_journalline SET number = 'JK-2026-000900' WHERE position = 5",
        "UPDATE fees_reversal SET receipt_id = receipt_id + 1",
        "UPDATE fees_deposit SET amount = amount + 1 WHERE drawer_id IS NOT NULL",
    ):
        with transaction.atomic():
            forge(statement)
            assert len(list(lines_have_documents())) == 1, statement
            transaction.set_rollback(True)


def test_the_command_names_them(books: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    appendonly.install(connection)
    call_command("check_books")
    drop_rules()
    forge(f"UPDATE fees_journalline SET summary = '退款' WHERE id = {key(books, MIDDLE)}")  # noqa: S608
    capsys.readouterr()
    with pytest.raises(CommandError):
        call_command("check_books")
    assert f"line {MIDDLE} changed" in capsys.readouterr().out
