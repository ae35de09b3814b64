"""The March 2026 of domain section 4 through the services, its three-way check, its close and its correction."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from fees.cashdesk.sources import books
from fees.counting.models import Outcome, Purpose
from fees.counting.services import decide, explain
from fees.ledger.models import Receipt
from fees.monthclose.checks import MonthBooks
from fees.monthclose.models import MonthClose
from fees.monthclose.papers import data
from fees.monthclose.services import agree_reopening, ask_reopening, close_month, sign_month
from parkservice.journal.models import Event
from tests.accounts.factories import refused
from tests.fees.cashdesk import factories
from tests.fees.cashdesk.checking import findings
from tests.fees.cashdesk.factories import Desk, notes, on

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.duty("O3", "O6")]

D = Decimal
MARCH = date(2026, 3, 1)
LAST = date(2026, 3, 31)
APRIL_1 = date(2026, 4, 1)


@pytest.fixture
def year(desk: Desk) -> Desk:
    """January and February are closed, the whole of March is in the journal, its last day is closed."""
    factories.earlier_months(desk)
    factories.march(desk)
    return desk


def shut(desk: Desk) -> MonthClose:
    """Sign and close March on the first of April."""
    with on(APRIL_1):
        return factories.whole_month(desk, MARCH)


def test_the_month_table(year: Desk) -> None:
    sheet = shut(year).sheet
    assert sheet["opening"] == "500.00"
    assert sheet["days"] == [
        ["2026-03-02", "5188.40", "5188.40", "500.00"],
        ["2026-03-16", "1466.00", "1466.00", "500.00"],
        ["2026-03-31", "4998.70", "4998.70", "500.00"],
    ]
    assert sheet["month"] == ["11653.10", "11653.10"]
    assert sheet["year"] == ["49857.70", "49857.70"]
    assert sheet["closing"] == "500.00"


def test_the_three_way_check(year: Desk) -> None:
    found = MonthBooks(year.office.park, MARCH)
    assert dict(found.three_way.sums) == dict.fromkeys(("journal", "receipts", "ledgers"), D("11603.10"))
    assert dict(found.pay_ins.sums) == dict.fromkeys(("journal", "finance"), D("11603.10"))
    assert dict(found.deposits.sums) == dict.fromkeys(("list", "ledger"), D("3000.00"))


def test_the_valid_receipts_of_the_month(year: Desk) -> None:
    """101 to 107 without 104, and the deposit 011: the numbers before them were not given here."""
    taken = [books().receipts(year.office.park, MARCH, LAST).get(f"SJ-2026-{number:06d}") for number in range(3, 10)]
    assert taken == [D("2100.00"), D("88.40"), D("1264.70"), None, D("201.30"), D("4888.70"), D("60.00")]
    assert books().receipts(year.office.park, MARCH, LAST)["YJ-2026-000002"] == D("3000.00")


def test_the_customer_ledgers_by_counter_item(year: Desk) -> None:
    assert books().ledgers(year.office.park, MARCH, LAST) == {
        "物业管理费": D("6988.70"),
        "电话费": D("88.40"),
        "水电费": D("1264.70"),
        "燃气费": D("201.30"),
        "工本费(卡)": D("60.00"),
        "押金": D("3000.00"),
    }


def test_the_numbers_of_the_pay_ins(year: Desk) -> None:
    rows = year.drawer.pay_ins.filter(day__gte=MARCH).order_by("number").values_list("number", "amount")
    assert list(rows) == [
        ("JK-2026-000041", D("5188.40")),
        ("JK-2026-000042", D("1466.00")),
        ("JK-2026-000043", D("4948.70")),
    ]


def test_the_books_are_right_after_the_month(year: Desk) -> None:
    shut(year)
    assert findings() == []


def test_who_closed_is_written_down(year: Desk) -> None:
    close = shut(year)
    line = Event.objects.get(verb="cash.month_closed", data__month="2026-03")
    assert (line.actor, close.by, line.data["version"]) == (year.finance, year.finance, 1)


def refuses_to_close(desk: Desk, code: str) -> None:
    with on(APRIL_1), refused(code):
        close_month(park=desk.office.park, month=MARCH, actor=desk.finance)


def test_a_month_is_closed_only_after_the_one_before(desk: Desk) -> None:
    with on(date(2026, 1, 30)):
        factories.takes(desk, "10.00")
        factories.whole_close(desk)
    factories.march(desk)
    with on(APRIL_1):
        sign_month(drawer=desk.drawer, month=MARCH, actor=desk.officer)
    refuses_to_close(desk, "earlier")


def test_a_month_is_closed_only_after_its_days(desk: Desk) -> None:
    factories.earlier_months(desk)
    with on(date(2026, 3, 31)):
        factories.last_of_march(desk)
    refuses_to_close(desk, "days")


def test_a_month_is_not_closed_before_its_end(desk: Desk) -> None:
    factories.earlier_months(desk)
    factories.second_of_march(desk)
    with on(date(2026, 3, 30)), refused("over"):
        close_month(park=desk.office.park, month=MARCH, actor=desk.finance)


def test_finance_confirms_every_pay_in_first(desk: Desk) -> None:
    factories.earlier_months(desk)
    with on(date(2026, 3, 31)):
        factories.takes(desk, "60.00")
        factories.counted(desk)
        made = factories.handed_in(desk, confirmed=False)
        pieces = {**made.notes, "10": 0}
        factories.check_pay_in(pay_in_id=made.pk, actor=desk.finance, notes=pieces, remark="少十元")
        factories.counted(desk, Purpose.FLOAT)
        factories.safe_checked(desk)
        factories.closed(desk)
        factories.watched(desk)
    with on(APRIL_1):
        sign_month(drawer=desk.drawer, month=MARCH, actor=desk.officer)
    refuses_to_close(desk, "pay_ins")
    with on(APRIL_1):
        factories.confirm(desk, made)
        assert close_month(park=desk.office.park, month=MARCH, actor=desk.finance).number == 1


def test_differences_are_explained_and_decided_first(desk: Desk) -> None:
    factories.earlier_months(desk)
    with on(date(2026, 3, 31)):
        factories.takes(desk, "60.00")
        row = factories.differs(desk, factories.counted(desk, pieces=notes("559.00")))
        factories.handed_in(desk)
        factories.counted(desk, Purpose.FLOAT)
        factories.safe_checked(desk)
        factories.closed(desk)
        factories.watched(desk)
    with on(APRIL_1):
        sign_month(drawer=desk.drawer, month=MARCH, actor=desk.officer)
    refuses_to_close(desk, "differences")
    with on(APRIL_1):
        explain(difference_id=row.pk, actor=desk.officer, explanation="找零多付一元")
        decide(difference_id=row.pk, actor=desk.office.manager, outcome=Outcome.EXPENSE)
        assert close_month(park=desk.office.park, month=MARCH, actor=desk.finance).number == 1


def test_somebody_watches_a_count_first(desk: Desk) -> None:
    factories.earlier_months(desk)
    factories.second_of_march(desk)
    with on(APRIL_1):
        sign_month(drawer=desk.drawer, month=MARCH, actor=desk.officer)
    refuses_to_close(desk, "counted")


def test_the_officer_signs_first(year: Desk) -> None:
    refuses_to_close(year, "signed")


def test_a_closed_month_is_not_closed_again(year: Desk) -> None:
    shut(year)
    refuses_to_close(year, "closed")


def test_only_finance_closes(year: Desk) -> None:
    with on(APRIL_1):
        sign_month(drawer=year.drawer, month=MARCH, actor=year.officer)
        for person in (year.officer, year.office.manager, year.office.project_manager):
            with pytest.raises(PermissionDenied):
                close_month(park=year.office.park, month=MARCH, actor=person)


def test_finance_and_project_manager_reopen_together(year: Desk) -> None:
    close = shut(year)
    with on(APRIL_1):
        asked = ask_reopening(close_id=close.pk, actor=year.finance, reason="收据 107 记错项目")
        with pytest.raises(PermissionDenied):
            agree_reopening(reopening_id=asked.pk, actor=year.finance)
        agree_reopening(reopening_id=asked.pk, actor=year.office.project_manager)
        again = factories.whole_month(year, MARCH)
    assert (again.number, again.previous) == (2, close.hash)
    assert findings() == []


def test_the_manager_does_not_reopen(year: Desk) -> None:
    close = shut(year)
    with on(APRIL_1), pytest.raises(PermissionDenied):
        ask_reopening(close_id=close.pk, actor=year.office.manager, reason="记错")


def test_a_correction_is_dated_in_an_open_day_and_listed_by_the_new_version(year: Desk) -> None:
    close = shut(year)
    wrong = Receipt.objects.get(amount=D("60.00"))
    with on(APRIL_1):
        asked = ask_reopening(close_id=close.pk, actor=year.office.project_manager, reason="收据 107 记错项目")
        agree_reopening(reopening_id=asked.pk, actor=year.finance)
        factories.takes(year, "60.00", "parking")
        factories.taken_back(year, wrong)
        found = MonthBooks(year.office.park, MARCH)
    assert [line.number for line in found.corrections] == [wrong.number]
    assert found.sheet.of_month.receipts == D("11653.10")


def test_each_version_seals_the_corrections_that_were_known_when_it_was_closed(year: Desk) -> None:
    first = shut(year)
    with on(APRIL_1):
        asked = ask_reopening(close_id=first.pk, actor=year.office.project_manager, reason="收据 107 记错项目")
        agree_reopening(reopening_id=asked.pk, actor=year.finance)
        factories.takes(year, "5000.00", "parking")
        factories.taken_back(year, Receipt.objects.get(amount=D("60.00")))
        second = factories.whole_month(year, MARCH)
        factories.taken_back(year, Receipt.objects.get(amount=D("88.40")))
    assert [first.sheet["corrections"], [row[3:] for row in second.sheet["corrections"]]] == [
        [],
        [["2026-04-01", "-60.00"]],
    ]
    assert [row[4] for row in data(second)["corrections"]] == ["−60.00"]
    assert findings() == []
