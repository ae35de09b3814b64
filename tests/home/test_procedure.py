"""The procedure itself: 59 duties on a page, and the list that names their tests."""

import json

from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from complaints.choices import State
from parkservice.accounts.roles import Role
from parkservice.home import board
from parkservice.home.procedure import CLAUSES
from tests.complaints.factories import Office, complaint_in

#: What the first issues bring, with the roles and rhythms of duties.md.
BUILT = {
    "A1": ("event", {"officer", "manager"}),
    "A2": ("event", {str(role) for role in Role} - {"tenant", "sysadmin"}),
    "A3": ("event", {"officer"}),
    "A4": ("event", {"officer", "manager"}),
    "A5": ("event", {"officer", "manager"}),
    "L1": ("day", {"officer", "manager", "project_manager"}),
    "L4": ("day", {"officer", "manager", "project_manager"}),
    "L2": ("day", {"officer", "manager", "project_manager"}),
    "L3": ("day", {"officer", "manager", "project_manager"}),
    "L5": ("day", {str(role) for role in Role} - {"tenant"}),
    "M4": ("event", {"manager"}),
    "M12": ("event", {"officer", "manager"}),
    "O3": ("month", {"officer", "finance"}),
    "O6": ("week", {"officer", "finance"}),
    "O7": ("day", {"officer"}),
    "O8": ("day", {"officer"}),
    "O11": ("event", {"officer"}),
}


def listed(capsys) -> list[dict]:
    """What `manage.py duties --json` says."""
    call_command("duties", "--json")
    rows: list[dict] = json.loads(capsys.readouterr().out)
    return rows


def test_the_procedure_has_59_duties_in_both_languages():
    assert len(CLAUSES) == 59
    assert len({clause.id for clause in CLAUSES}) == 59
    assert all(clause.zh and clause.en and clause.zh != clause.en for clause in CLAUSES)


def test_the_duties_carry_the_roles_and_rhythms_of_the_contract(capsys):
    rows = {row["id"]: (row["rhythm"], set(row["roles"])) for row in listed(capsys)}
    assert {clause: rows.get(clause) for clause in BUILT} == BUILT


def test_every_duty_names_at_least_one_test_and_a_page(capsys):
    for row in listed(capsys):
        assert row["tests"], row["id"]
        assert reverse(row["url_name"])
        assert all(test.startswith("tests/") and "::test_" in test for test in row["tests"])


def test_the_plain_list_is_for_reading(capsys):
    call_command("duties")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(board.all_duties())
    assert lines[0].startswith("A1 ")


def test_the_page_shows_every_line_and_the_state_of_mine(client: Client, office: Office):
    complaint_in(office, State.INVESTIGATING)
    client.force_login(office.officer)
    seen = client.get(reverse("home:duties")).content.decode()
    for clause in CLAUSES:
        assert f'id="{clause.id}"' in seen
        assert clause.zh in seen
    assert "1 件在办" in seen
    english = client.get(reverse("home:duties"), headers={"accept-language": "en"}).content.decode()
    assert "Receiving visits and complaints is mainly the officer&#x27;s job." in english
