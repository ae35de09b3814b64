"""The arithmetic of day and month, with exactly the figures of domain section 4."""

from datetime import date
from decimal import Decimal

import pytest

from fees.cashdesk.sheet import (
    Compared,
    DayTotals,
    Entry,
    Totals,
    by_item,
    counted,
    day_sheet,
    month_sheet,
    pay_ins,
    three_way,
)
from tests.fees.cashdesk.factories import COUNTED

pytestmark = pytest.mark.duty("O3", "O6", "O7")

D = Decimal
NO = D("0.00")
MARCH = date(2026, 3, 1)


def paid(day: int, number: str, amount: str, *, takings: bool = True) -> Entry:
    return Entry(date(2026, 3, day), number, "缴款", NO, D(amount), is_takings=takings)


def received(day: int, number: str, amount: str, item: str, *, takings: bool = True) -> Entry:
    return Entry(date(2026, 3, day), number, item, D(amount), NO, is_takings=takings)


EARLIER = [
    Entry(date(2026, 1, 1), "", "", D("500.00"), NO, is_takings=False, is_opening=True),
    Entry(date(2026, 2, 10), "SJ-2026-000100", "管理费", D("38204.60"), NO),
    Entry(date(2026, 2, 10), "JK-2026-000040", "缴款", NO, D("38204.60")),
]
DAY_2 = [
    received(2, "SJ-2026-000101", "2100.00", "管理费"),
    received(2, "SJ-2026-000102", "88.40", "电话费"),
    received(2, "YJ-2026-000011", "3000.00", "装修押金"),
    paid(2, "JK-2026-000041", "5188.40"),
]
DAY_16 = [
    received(16, "SJ-2026-000103", "1264.70", "水电费"),
    received(16, "SJ-2026-000104", "210.30", "燃气费"),
    received(16, "SJ-2026-000104", "-210.30", "燃气费"),
    received(16, "SJ-2026-000105", "201.30", "燃气费"),
    paid(16, "JK-2026-000042", "1466.00"),
]
DAY_31 = [
    received(31, "SJ-2026-000106", "4888.70", "管理费"),
    received(31, "SJ-2026-000107", "60.00", "门禁卡"),
    paid(31, "TK-2026-000004", "50.00", takings=False),
    received(31, "TK-2026-000004", "50.00", "备用金", takings=False),
    paid(31, "JK-2026-000043", "4948.70"),
]
YEAR = [*EARLIER, *DAY_2, *DAY_16, *DAY_31]
INSIDE = [*DAY_2, *DAY_16, *DAY_31]
RECEIPTS = {
    "SJ-2026-000101": D("2100.00"),
    "SJ-2026-000102": D("88.40"),
    "SJ-2026-000103": D("1264.70"),
    "SJ-2026-000105": D("201.30"),
    "SJ-2026-000106": D("4888.70"),
    "SJ-2026-000107": D("60.00"),
    "YJ-2026-000011": D("3000.00"),
}
LEDGERS = {
    "管理费": D("6988.70"),
    "电话费": D("88.40"),
    "水电费": D("1264.70"),
    "燃气费": D("201.30"),
    "门禁卡": D("60.00"),
    "装修押金": D("3000.00"),
}


def test_the_notes_of_the_example_day() -> None:
    assert counted(COUNTED) == D("5448.70")


@pytest.mark.parametrize("notes", [{"2000": 1}, {"100": -1}, {"0.03": 1}])
def test_only_notes_and_coins_that_exist_are_counted(notes: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        counted(notes)


def test_the_sheet_of_the_example_day() -> None:
    sheet = day_sheet(YEAR, date(2026, 3, 31))
    assert sheet.opening == D("500.00")
    assert sheet.takings == D("4948.70")
    assert sheet.of_day == Totals(D("4998.70"), D("4998.70"))
    assert sheet.paid_in == D("4948.70")
    assert sheet.closing == D("500.00")
    assert (sheet.count, sheet.first, sheet.last) == (2, "SJ-2026-000106", "SJ-2026-000107")
    assert sheet.items == {"管理费": D("4888.70"), "门禁卡": D("60.00")}


def test_a_void_is_counted_and_leaves_no_sum() -> None:
    sheet = day_sheet(YEAR, date(2026, 3, 16))
    assert (sheet.count, sheet.voids) == (3, 1)
    assert sheet.of_day == Totals(D("1466.00"), D("1466.00"))
    assert sheet.items == {"水电费": D("1264.70"), "燃气费": D("201.30")}


def test_month_and_year_to_date() -> None:
    sheet = day_sheet(YEAR, date(2026, 3, 16))
    assert sheet.of_month == Totals(D("6654.40"), D("6654.40"))
    assert sheet.of_year == Totals(D("44859.00"), D("44859.00"))


def test_the_month_example() -> None:
    made = month_sheet(YEAR, MARCH, date(2026, 3, 31))
    assert made.opening == D("500.00")
    assert made.days == (
        DayTotals(date(2026, 3, 2), D("5188.40"), D("5188.40"), D("500.00")),
        DayTotals(date(2026, 3, 16), D("1466.00"), D("1466.00"), D("500.00")),
        DayTotals(date(2026, 3, 31), D("4998.70"), D("4998.70"), D("500.00")),
    )
    assert made.of_month == Totals(D("11653.10"), D("11653.10"))
    assert made.of_year == Totals(D("49857.70"), D("49857.70"))
    assert made.closing == D("500.00")


def test_the_three_way_check() -> None:
    found = three_way(INSIDE, RECEIPTS, LEDGERS)
    assert dict(found.sums) == dict.fromkeys(("journal", "receipts", "ledgers"), D("11603.10"))
    assert found.agrees


def test_by_item_the_month_gives_the_ledgers() -> None:
    found = by_item(each for each in INSIDE if each.is_takings)
    assert found == LEDGERS


def test_a_fen_apart_is_no_agreement() -> None:
    found = three_way(INSIDE, {**RECEIPTS, "SJ-2026-000107": D("60.01")}, LEDGERS)
    assert (found.agrees, found.off) == (False, D("0.01"))


def test_pay_ins_and_the_list_of_finance() -> None:
    finance = {"JK-041": D("5188.40"), "JK-042": D("1466.00"), "JK-043": D("4948.70")}
    assert pay_ins(INSIDE, finance) == Compared("pay_ins", {"journal": D("11603.10"), "finance": D("11603.10")})
