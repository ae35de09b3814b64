"""Whoever changes a posted row behind the back of the product is found, and the row is named (M7, M18)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from fees.deposits.models import Deposit
from fees.ledger.models import Allocation, CreditEntry, Receipt
from fees.opening.models import CarryOver
from fees.paybacks import services as paybacks
from fees.paybacks.models import Payback
from parkservice.kit import chain, clock, crypto
from parkservice.paperwork import heads
from parkservice.paperwork.chained import models_chained
from parkservice.paperwork.models import NumberSeries
from tests.fees.factories import (
    MORNING,
    Desk,
    ask_payback,
    bill_for,
    make_desk,
    on,
    pay,
    receive_deposit,
    refund_deposit,
    take_back,
)
from tests.fees.opening.former import carried
from tests.fees.tampering import columns, drop_triggers, findings, flip, forge_tail, sql

pytestmark = pytest.mark.both


@pytest.fixture(scope="module")
def books(django_db_setup: None, django_db_blocker: Any) -> Iterator[Desk]:
    """The posted books, written once for all tests; each forges them in a savepoint of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.at(MORNING):
            made = write_books(make_desk())
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def posted(db: None, morning: None, books: Desk) -> Desk:
    """The posted books, on the morning on which they were written."""
    return books


def write_books(desk: Desk) -> Desk:
    """Five receipts of every kind with their lines, two of them taken back, and what that did to the prepayment."""
    bills = [bill_for(desk, "100.00") for _number in range(4)]
    pay(desk, "150.00", bills=[bills[0]])
    pay(desk, "120.00", bills=[bills[1]], method="cash", reason="现金")
    pay(desk, "50.00", bills={bills[2].pk: Decimal("50.00")}, method="prepayment")
    amounts = (("130.00", "60.00"), ("40.00", "40.00"))
    taken = [pay(desk, amount, bills={bills[3].pk: Decimal(part)}) for amount, part in amounts]
    take_back(desk, taken[0])
    with clock.at(on(date(2026, 4, 1))):
        take_back(desk, taken[1])
        pay(desk, "10.00", customer=desk.resident, actor=desk.officer2)
    deposits = [receive_deposit(desk, amount) for amount in ("100.00", "200.00")]
    deposits.append(receive_deposit(desk, "300.00", method="transfer", unit=desk.unit))
    for deposit in deposits[:2]:
        refund_deposit(desk, deposit, deductions=[("墙面破损", Decimal("30.00"))])
    assert findings() == []
    return desk


def row_for(desk: Desk, column):
    """A row in the middle of its table in which the column may be changed without breaking a constraint."""
    if column.model is Receipt and column.name == "method":
        return Receipt.objects.filter(method="transfer").last()
    if column.model is Deposit and column.name in ("method", "unit_id"):
        return Deposit.objects.get(method="transfer")
    if column.model is Receipt and column.name in ("drawer_id", "reason"):
        return Receipt.objects.get(method="cash")
    if column.model in (CarryOver, Payback) or column.name in ("carried_id", "payback_id", "former_number"):
        return rare_row(desk, column)
    if column.model is CreditEntry and column.name in ("reversal_id",):
        return CreditEntry.objects.filter(kind="undone").first()
    return column.model.objects.order_by("pk")[1]


def rare_row(desk: Desk, column):
    """A document that only some columns need: carried over, or paid back."""
    if column.model is Payback or column.name == "payback_id":
        pay(desk, "10.00", customer=desk.resident)
        request = ask_payback(desk, "10.00", customer=desk.resident)
        paybacks.approve(actor=desk.manager, request_id=request.pk)
        cash = column.name == "drawer_id"
        payer, method = (desk.officer, "cash") if cash else (desk.finance, "transfer")
        paybacks.pay(actor=payer, request_id=request.pk, method=method)
        return column.model.objects.latest("pk")
    carried(desk)
    return column.model.objects.latest("pk")


@pytest.mark.parametrize("column", columns(), ids=str)
def test_every_column_of_every_chained_table(posted: Desk, column):
    drop_triggers()
    row = row_for(posted, column)
    with transaction.atomic():
        flip(column, row)
        found = findings()
        transaction.set_rollback(True)
    assert found, f"{column} of {row} was changed and nobody noticed"
    owner = row.receipt if isinstance(row, Allocation) else row
    if column.name not in ("id", "receipt_id") or not isinstance(row, Allocation):
        assert f"row {owner.position} " in found[0], found
    assert findings() == []


@pytest.mark.parametrize("model", [model for model in models_chained() if model._meta.app_label == "fees"])
def test_the_chain_covers_every_column(model):
    fields = {field.attname for field in model._meta.concrete_fields}
    assert set(model.sealed[chain.VERSION]) == fields - {"previous", "hash", "version"}


@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_a_deleted_row_is_found_and_named(posted: Desk, place: str):
    drop_triggers()
    rows = list(Receipt.objects.order_by("pk"))
    gone = {"first": rows[0], "middle": rows[len(rows) // 2], "last": rows[-1]}[place]
    with transaction.atomic():
        if gone.allocations.exists():
            sql("DELETE FROM fees_allocation WHERE receipt_id = %s", gone.pk)
        sql("DELETE FROM fees_receipt WHERE id = %s", gone.pk)
        found = findings()
        transaction.set_rollback(True)
    assert f"row {gone.position}" in found[0], found


@pytest.mark.parametrize("which", [0, 1, -1])
def test_a_deleted_line_is_found_by_its_receipt(posted: Desk, which: int):
    drop_triggers()
    line = list(Allocation.objects.order_by("pk"))[which]
    sql("DELETE FROM fees_allocation WHERE id = %s", line.pk)
    assert f"{line.receipt.number}: changed" in findings()[0]


def test_two_rows_that_changed_places_are_found(posted: Desk):
    drop_triggers()
    second, fourth = Receipt.objects.order_by("pk")[1], Receipt.objects.order_by("pk")[3]
    with transaction.atomic():
        for one, two in ((second, fourth), (fourth, second)):
            for name in ("amount", "surplus", "payer", "previous", "hash", "paid_at", "day"):
                field = Receipt._meta.get_field(name)
                stored = field.get_db_prep_save(getattr(two, name), connection)
                sql(f'UPDATE fees_receipt SET "{name}" = %s WHERE id = %s', stored, one.pk)  # noqa: S608 - our columns
        found = findings()
        transaction.set_rollback(True)
    assert f"row {second.position} " in found[0], found


@pytest.mark.parametrize("first", [1, 3, 6])
def test_a_tail_that_is_hashed_anew_is_found_without_the_key(posted: Desk, first: int):
    drop_triggers()
    series = NumberSeries.objects.get(prefix="SJ")
    row = Receipt.objects.order_by("pk")[first - 1]
    sql("UPDATE fees_receipt SET payer = '青禾示例伪造有限公司' WHERE id = %s", row.pk)
    forge_tail(Receipt, series, first, b"a guess")
    assert f"row {first} {row.number}: changed" in findings()[0]


def test_a_row_that_was_slipped_in_at_the_end_is_found(posted: Desk):
    drop_triggers()
    last = Receipt.objects.order_by("-pk")[0]
    last.pk, last.number, last.form_id = last.pk + 1, "SJ-2026-000007", "forged"
    last.previous = last.hash
    last.save(force_insert=True)
    sql("UPDATE paperwork_numberseries SET last = 7, head = %s WHERE prefix = 'SJ'", last.hash)
    assert "row 7 " in findings()[0]


class TestHeadsElsewhere:
    """The file of heads, on other storage."""

    @pytest.fixture(autouse=True)
    def file(self, settings, tmp_path: Path) -> Path:
        settings.HEADS_FILE = str(tmp_path / "elsewhere" / "heads")
        return tmp_path / "elsewhere" / "heads"

    def test_a_cut_off_tail_is_found_although_the_series_was_set_back(self, posted: Desk):
        heads.note()
        drop_triggers()
        last = Receipt.objects.order_by("-pk")[0]
        before = Receipt.objects.order_by("-pk")[1]
        sql("DELETE FROM fees_creditentry WHERE receipt_id = %s", last.pk)
        sql("DELETE FROM fees_receipt WHERE id = %s", last.pk)
        sql("UPDATE paperwork_numberseries SET last = last - 1, head = %s WHERE prefix = 'SJ'", before.hash)
        assert any(f"row {last.position}: not the head that was noted elsewhere" in line for line in findings())

    def test_a_whole_series_that_is_gone_is_found(self, posted: Desk):
        heads.note()
        drop_triggers()
        sql("DELETE FROM fees_creditentry")
        sql("DELETE FROM fees_reversal")
        sql("DELETE FROM paperwork_numberseries WHERE prefix IN ('HC', 'YC')")
        assert any("HC/" in line and "the series is gone" in line for line in findings())

    def test_even_with_the_key_a_tail_that_was_noted_is_found(self, posted: Desk):
        heads.note()
        drop_triggers()
        series = NumberSeries.objects.get(prefix="SJ")
        sql("UPDATE fees_receipt SET payer = '另一家' WHERE id = %s", Receipt.objects.order_by("pk")[2].pk)
        forge_tail(Receipt, series, 3, crypto.chain_keys()[0])
        assert findings() == [f"SJ/{series.park_id}/2026 row 6: not the head that was noted elsewhere"]

    def test_heads_are_noted_once_and_only_when_they_are_new(self, posted: Desk, file: Path):
        assert heads.note() == 6
        assert heads.note() == 0
        with clock.at(on(date(2026, 4, 2))):
            pay(posted, "10.00", customer=posted.resident)
            call_command("tick")
        assert len(file.read_text().splitlines()) == 8
        assert findings() == []

    def test_a_long_file_is_read_from_its_end_only(self, posted: Desk, file: Path, monkeypatch):
        heads.note()
        monkeypatch.setattr(heads, "TAIL", len(file.read_text()) - 10)
        assert heads.note() == 1
        assert findings() == []

    def test_without_a_file_nothing_is_noted(self, posted: Desk, settings):
        settings.HEADS_FILE = ""
        assert heads.note() == 0
        assert heads.noted() == {}


@pytest.mark.parametrize(
    "table", ["receipt", "allocation", "reversal", "creditentry", "customeraccount", "deposit", "refund", "deduction"]
)
def test_posted_rows_refuse_change_and_removal(posted: Desk, table: str):
    for statement in (f"UPDATE fees_{table} SET id = id + 1", f"DELETE FROM fees_{table}"):  # noqa: S608
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            sql(statement)


def test_the_command_names_what_was_changed(posted: Desk, capsys):
    call_command("check_books")
    drop_triggers()
    sql("UPDATE fees_receipt SET amount = amount + 1 WHERE number = 'SJ-2026-000002'")
    capsys.readouterr()
    with pytest.raises(CommandError):
        call_command("check_books")
    lines = [line for line in capsys.readouterr().out.splitlines() if not line.startswith("triggers:")]
    assert {line.split()[0] for line in lines} == {"M1", "M3", "M3-cash", "M3-lines", "M18"}
    assert all("SJ-2026-000002" in line for line in lines)


def test_a_receipt_dated_back_is_found(posted: Desk, capsys):
    drop_triggers()
    sql("UPDATE fees_receipt SET day = '2026-03-30' WHERE number = 'SJ-2026-000003'")
    with pytest.raises(CommandError):
        call_command("check_books")
    assert "M13" in capsys.readouterr().out


def test_a_year_later_a_new_series_begins(posted: Desk):
    with clock.at(on(date(2027, 1, 1))):
        receipt = pay(posted, "10.00", actor=posted.finance)
    assert (receipt.number, receipt.previous) == ("SJ-2027-000001", chain.START)
    assert findings() == []


def test_a_torn_line_of_the_noted_heads_is_named_and_stops_nothing(posted: Desk, tmp_path: Path, settings):
    settings.HEADS_FILE = str(tmp_path / "heads")
    heads.note()
    with (tmp_path / "heads").open("a") as file:
        file.write('{"series": "SJ')
    pay(posted, "10.00", actor=posted.finance)
    assert heads.note() > 0
    torn = heads.unreadable()
    assert len(torn) == 1
    assert any(f"line {torn[0]} of the noted heads" in finding for finding in findings())
