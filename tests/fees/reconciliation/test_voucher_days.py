"""Which days have a file of vouchers, and names that a table program would run (O6)."""

from datetime import date

import pytest

from parkservice.journal.models import ExportEntry
from tests.fees.cashdesk import factories
from tests.fees.cashdesk.factories import Desk, on
from tests.fees.reconciliation.comparing import LAST
from tests.fees.reconciliation.files import FILE, as_person, fetched

pytestmark = [pytest.mark.django_db, pytest.mark.duty("O6")]


def test_a_name_that_looks_like_a_formula_stays_text(desk: Desk) -> None:
    with on(date(2026, 3, 30)):
        handed = {"actor": desk.finance, "method": "transfer"}
        customer = desk.office.customer
        customer.name = "=cmd|示例"
        customer.save()
        factories.deposited(desk, "10.00", **handed)
    with on(LAST):
        (row, _other) = fetched(as_person(desk.finance), "2026-03-30", "2026-03-30")
    assert "'=cmd|示例" in row.values()


def test_a_day_that_can_still_change_has_no_file(desk: Desk) -> None:
    with on(date(2026, 3, 30)):
        factories.takes(desk, "60.00", "card")
        today = as_person(desk.finance).get(FILE, {"first": "2026-03-30"}, follow=True)
    with on(LAST):
        finance = as_person(desk.finance)
        unclosed = finance.get(FILE, {"first": "2026-03-30"}, follow=True)
    assert "当天还没结束" in today.content.decode()
    assert desk.officer.name in unclosed.content.decode()
    assert not ExportEntry.objects.exists()
