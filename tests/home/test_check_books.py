"""`check_books` finds planted breaks of the invariants; the triggers that forbid them are dropped first."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from parkservice.journal.books import CHECKS
from tests.complaints.factories import REACHED, Office, complaint_in


@pytest.fixture
def whole(office: Office) -> Office:
    """Complaints in every state, and books that are right."""
    for state in REACHED:
        complaint_in(office, state)
    call_command("check_books")
    return office


def plant(statement: str, *values) -> None:
    """Change rows behind the back of the product: without the triggers, which would refuse it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')
        cursor.execute(statement, values)
        assert cursor.rowcount > 0, "nothing was planted"


def found(capsys) -> list[str]:
    """What the command says about the records; it must fail."""
    capsys.readouterr()
    with pytest.raises(CommandError):
        call_command("check_books")
    return [line for line in capsys.readouterr().out.splitlines() if not line.startswith("triggers:")]


def test_whole_books_pass(whole: Office, capsys):
    capsys.readouterr()
    call_command("check_books")
    assert "invariants hold" in capsys.readouterr().out


def test_every_invariant_has_a_number_of_its_own(whole: Office):
    codes = [check.code for check in CHECKS]
    assert sorted(set(codes)) == sorted(codes)


def test_a_missing_trigger_is_named(whole: Office, capsys):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal_event'")
        name = cursor.fetchone()[0]
        cursor.execute(f'DROP TRIGGER "{name}"')
    capsys.readouterr()
    with pytest.raises(CommandError, match="1 findings"):
        call_command("check_books")
    assert name in capsys.readouterr().out


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE complaints_complaint SET content = '' WHERE state = 'received'",
        "UPDATE complaints_complaint SET channel = '' WHERE state = 'received'",
        "UPDATE complaints_complaint SET received_by_id = NULL, channel = 'phone' WHERE state = 'received'",
    ],
)
def test_c1_a_complaint_without_text_channel_or_receiver(whole: Office, capsys, statement: str):
    plant(statement)
    lines = found(capsys)
    assert len(lines) == 1
    assert lines[0].startswith("C1 ")
    assert "TS-2026-" in lines[0]


def test_c2_a_state_that_the_journal_does_not_add_up_to(whole: Office, capsys):
    plant("UPDATE complaints_complaint SET state = 'acting' WHERE state = 'investigating'")
    assert [line[:2] for line in found(capsys)] == ["C2"]


def test_c2_a_line_of_the_journal_that_is_gone(whole: Office, capsys):
    plant("DELETE FROM journal_event WHERE verb = 'complaint.action_begun' AND to_state = 'acting'")
    assert {line[:2] for line in found(capsys)} == {"C2"}


def test_c2_a_line_of_the_journal_that_lies_before_its_turn(whole: Office, capsys):
    plant("UPDATE journal_event SET at = '2020-01-01 00:00:00' WHERE verb = 'complaint.closed'")
    lines = found(capsys)
    assert [line[:2] for line in lines] == ["C2"]
    assert "before the one it follows" in lines[0]


def test_c4_a_closed_complaint_that_the_park_office_does_not_know(whole: Office, capsys):
    plant("DELETE FROM complaints_officereport")
    assert [line[:2] for line in found(capsys)] == ["C4"]


def test_c5_an_escalated_complaint_whose_escalation_is_gone(whole: Office, capsys):
    plant("DELETE FROM complaints_escalation")
    lines = found(capsys)
    assert [line[:2] for line in lines] == ["C5"]
    assert "no escalation waits" in lines[0]


def test_c5_a_complaint_that_went_on_without_a_decision(whole: Office, capsys):
    plant("UPDATE complaints_complaint SET state = 'acting' WHERE state = 'escalated'")
    lines = found(capsys)
    assert {line[:2] for line in lines} == {"C2", "C5"}
    assert any("went on" in line for line in lines)


def test_c6_a_closed_complaint_that_was_never_answered(whole: Office, capsys):
    plant("DELETE FROM complaints_reply")
    assert [line[:2] for line in found(capsys)] == ["C6"]


def test_c6_a_reply_from_before_the_resolution_does_not_count(whole: Office, capsys):
    plant("UPDATE complaints_reply SET at = '2020-01-01 00:00:00' WHERE kind = 'result'")
    assert [line[:2] for line in found(capsys)] == ["C6"]
