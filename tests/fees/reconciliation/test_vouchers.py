"""Vouchers for the accounting software: balanced, complete, red when taken back, only of days that are final (O6)."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from fees.cashdesk.models import JournalLine
from fees.models import VoucherAccount
from fees.vouchers.entries import Line, lines
from parkservice.journal.models import Event, ExportEntry
from tests.complaints.factories import new_form
from tests.fees.cashdesk import factories
from tests.fees.cashdesk.factories import Desk, on
from tests.fees.reconciliation.comparing import APRIL_1, LAST, MARCH
from tests.fees.reconciliation.files import FILE, PAGE, as_person, fetched

pytestmark = [pytest.mark.django_db, pytest.mark.duty("O6")]

D = Decimal
ACCOUNTS = "/fees/vouchers/accounts/"


@pytest.fixture
def finance(march: Desk) -> Iterator[Client]:
    """Finance on the first of April, before March is closed."""
    with on(APRIL_1):
        yield as_person(march.finance)


def of_accounts(found: list[Line]) -> dict[str, Decimal]:
    """What is left on each account: debit less credit."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in found:
        sums[line.account.key] += line.debit - line.credit
    return dict(sums)


def test_every_voucher_and_every_day_balances(march: Desk) -> None:
    debit: Counter[tuple[date, str]] = Counter()
    credit: Counter[tuple[date, str]] = Counter()
    for line in lines(march.office.park, MARCH, LAST):
        debit[line.day, line.voucher] += int(line.debit * 100)
        credit[line.day, line.voucher] += int(line.credit * 100)
    assert debit == credit
    assert {day for day, _number in debit} == {date(2026, 3, 2), date(2026, 3, 16), LAST}


@pytest.mark.both
def test_the_cash_accounts_move_as_the_journal_does(march: Desk) -> None:
    """Another way to the same sums: from the 500.00 before March to what the journal holds at the end of each day."""
    everything = list(lines(march.office.park, MARCH, LAST))
    for day in (date(2026, 3, 2), date(2026, 3, 16), LAST):
        found = of_accounts([line for line in everything if line.day <= day])
        last = JournalLine.objects.filter(day__lte=day).order_by("position").last()
        assert found["takings"] + found.get("float", 0) == last.balance - 500  # type: ignore[union-attr]


def test_a_float_that_is_handed_out_comes_from_finance(march: Desk) -> None:
    found = of_accounts(list(lines(march.office.park, factories.FIRST, factories.FIRST)))
    assert (found["float"], found["treasury"]) == (D("500.00"), D("-500.00"))
    assert (found["transfer"], found["deposit"]) == (D("50.00"), D("-50.00"))


def test_march_by_account(march: Desk) -> None:
    """Domain 4, step 2: the customer ledgers of March; the deposit of 50.00 that went back was taken in January."""
    everything = list(lines(march.office.park, MARCH, LAST))
    found, by_name = of_accounts(everything), {each.account.name: each.account.key for each in everything}
    assert -found[by_name["主营业务收入-物业管理费"]] == D("6988.70")
    assert -found[by_name["主营业务收入-工本费(卡)"]] == D("60.00")
    assert -found["deposit"] == D("2950.00")
    assert found["treasury"] == D("11603.10") - D("50.00")
    assert (found["takings"], found["float"]) == (0, 0)


def test_a_receipt_that_was_taken_back_is_booked_below_zero(march: Desk) -> None:
    day = date(2026, 3, 16)
    red = [line for line in lines(march.office.park, day, day) if line.document.startswith("HC-")]
    assert [(line.debit, line.credit) for line in red] == [(D("-210.30"), 0), (0, D("-210.30"))]
    assert red[0].summary.startswith("红冲 SJ-")


def test_the_file_of_a_day_is_read_by_other_programs(march: Desk, finance: Client) -> None:
    rows = fetched(finance, "2026-03-02", "2026-03-02")
    assert list(rows[0].values()) == [
        *("2026-03-02", "记-0001", "收款 现金", "100101", "库存现金-收银台", "2100.00", ""),
        *(rows[0]["凭证号"], march.office.customer.name),
    ]
    debit, credit = (sum(D(row[side]) for row in rows if row[side]) for side in ("借方", "贷方"))
    assert debit == credit == D("5188.40") * 2
    entry = ExportEntry.objects.get(what="vouchers")
    assert (entry.actor, entry.count) == (march.finance, len(rows))


@pytest.mark.parametrize(
    ("first", "last"), [("2026-02-30", ""), ("2026-03-02", "2026-03-01"), ("2026-01-01", "2026-03-01")]
)
def test_days_that_are_none_are_answered_with_a_sentence(finance: Client, first: str, last: str) -> None:
    assert finance.get(PAGE, {"first": first, "last": last}).status_code == 422
    assert finance.get(FILE, {"first": first, "last": last}).status_code == 302


def test_finance_names_another_account(march: Desk, finance: Client) -> None:
    form = finance.get(ACCOUNTS).context["form"]
    sent = {name: bound.initial for name, bound in form.fields.items() if name != "form_id"}
    bad = finance.post(ACCOUNTS, {**sent, "form_id": new_form(), "number-takings": "现金"})
    assert (bad.status_code, VoucherAccount.objects.count()) == (422, 0)
    finance.post(ACCOUNTS, {**sent, "form_id": new_form(), "number-takings": "1001.99"})
    assert [str(row) for row in VoucherAccount.objects.all()] == ["1001.99 库存现金-收银台"]
    assert Event.objects.get(verb="vouchers.account_set").data["before"] == "100101"
    assert fetched(finance, "2026-03-02", "2026-03-02")[0]["科目编码"] == "1001.99"
