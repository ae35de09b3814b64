"""A closed month that a forger changed is found (M8), and storage for the heads that is gone stops no work."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.fees.cashdesk import factories
from tests.fees.cashdesk.checking import findings
from tests.fees.cashdesk.factories import Desk
from tests.fees.cashdesk.forging import checks_again, drop_rules, forge

__all__ = ["checks_again"]

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_storage_that_is_not_there_stops_no_close(
    desk: Desk, settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    (tmp_path / "gone").touch()
    settings.HEADS_FILE = str(tmp_path / "gone" / "heads")
    with django_capture_on_commit_callbacks(execute=True):
        factories.second_of_march(desk)
    assert desk.drawer.closed_through == date(2026, 3, 2)


def test_a_closed_month_that_was_changed_is_found(desk: Desk) -> None:
    factories.earlier_months(desk)
    drop_rules()
    forge("UPDATE fees_monthclose SET sheet = '{\"closing\": \"500.01\"}' WHERE month = '2026-02-01'")
    assert [line.partition(" ")[0] for line in findings()] == ["M8-months"]
