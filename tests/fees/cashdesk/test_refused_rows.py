"""What the database itself refuses of the cash journal: changed, deleted and closed rows (M7, M8)."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from fees.cashdesk.models import JournalLine
from fees.models import CashCount, DayClose, Difference, MonthClose, PayIn, PayInCheck, SafeCheck
from parkservice.kit import appendonly
from parkservice.kit.appendonly import refused_change, refused_closed
from tests.fees.cashdesk import factories
from tests.fees.cashdesk.checking import raw
from tests.fees.cashdesk.factories import Desk, on

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.duty("O7")]

D = Decimal
LAST = date(2026, 3, 31)


POSTED = [JournalLine, CashCount, Difference, PayIn, PayInCheck, SafeCheck, DayClose]


@pytest.mark.parametrize("model", POSTED, ids=lambda model: model.__name__)
def test_nobody_deletes_a_posted_row(full: Desk, model: Any) -> None:
    ways: list[Callable[[], object]] = [
        lambda: model.objects.all()._raw_delete(using="default"),
        lambda: raw(f"DELETE FROM {model._meta.db_table}"),  # noqa: S608 - our own tables
    ]
    for way in ways:
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            way()
        assert refused_change(refusal.value)
    assert model.objects.exists()


@pytest.mark.parametrize("model", [each for each in POSTED if each is not Difference], ids=lambda model: model.__name__)
def test_nobody_changes_a_posted_row(full: Desk, model: Any) -> None:
    for field in model._meta.concrete_fields:
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            raw(f"UPDATE {model._meta.db_table} SET {field.column} = {field.column}")  # noqa: S608 - our own tables
        assert refused_change(refusal.value), field.column


@pytest.mark.parametrize(
    "column", ["amount", "day", "reason", "witness_id", "officer_id", "count_id", "line_id", "number"]
)
def test_what_a_difference_found_stays(full: Desk, column: str) -> None:
    other = {"day": "'2026-01-01'", "reason": "'x'", "number": "'x'"}.get(column, f"{column} + 1")
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        raw(f"UPDATE fees_difference SET {column} = {other}")  # noqa: S608 - our own columns
    assert refused_change(refusal.value)


COPY = (
    "INSERT INTO fees_journalline (id, park_id, drawer_id, position, day, at, kind, number, summary, item, receipt,"
    " payment, balance, pot, entered_by_id, version, previous, hash) SELECT id + 50, park_id, drawer_id, position + 50,"
    " %s, at, kind, 'SJ-2026-000999', summary, item, receipt, payment, balance, pot, entered_by_id, version, previous,"
    " hash FROM fees_journalline WHERE receipt = 488870"
)


def test_raw_sql_dates_nothing_in_a_closed_day(full: Desk) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        raw(COPY, "2026-03-31")
    assert refused_closed(refusal.value)


@pytest.mark.parametrize("day", ["2026-02-27", "2026-02-11"])
def test_raw_sql_dates_nothing_in_a_closed_month(desk: Desk, day: str) -> None:
    factories.earlier_months(desk)
    with on(LAST):
        factories.last_of_march(desk)
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        raw(COPY, day)
    assert refused_closed(refusal.value)
    assert MonthClose.objects.count() == 2


def test_raw_sql_dates_nothing_in_a_month_that_was_never_opened(full: Desk) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        raw(COPY, "2027-01-04")
    assert refused_closed(refusal.value)


def test_a_day_that_is_open_takes_the_row(desk: Desk) -> None:
    """The control of the refusals above."""
    with on(LAST):
        factories.last_of_march(desk)
    raw(COPY, "2026-03-31")
    assert JournalLine.objects.filter(number="SJ-2026-000999").exists()


def test_every_dated_table_of_the_cash_desk_is_under_the_rule() -> None:
    dated = {name for name in appendonly.registry._dated if "fees_" in name}
    by_day = {f"closed_on_day_fees_{table}" for table in ("journalline", "payin", "difference")}
    by_month = {
        f"closed_month_fees_{table}" for table in ("journalline", "payin", "difference", "cashcount", "dayclose")
    }
    assert by_day | by_month <= dated
