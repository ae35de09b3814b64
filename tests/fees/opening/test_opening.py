"""The books of a former system come over by two people, whole or not at all, and every yuan is accounted for."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from fees.arrears.behind import Span as Quarter
from fees.arrears.behind import behind
from fees.arrears.queries import Group, Which, collections_by
from fees.billing import reversing
from fees.billing.charges import Span
from fees.billing.drafts import Billed, Ledger
from fees.billing.models import Bill
from fees.cashdesk.models import JournalLine
from fees.deposits.models import Deposit
from fees.ledger.cashbooks import deposits as deposit_books
from fees.ledger.models import CreditEntry, Receipt
from fees.ledger.owed import standings
from fees.ledger.statement import statement
from fees.opening import carrying, services, undoing
from fees.opening.models import OpeningImport, OpeningRow, OpeningState
from fees.vouchers.entries import lines
from parkservice.accounts.models import User
from parkservice.estate.models import Occupancy
from parkservice.kit import clock
from tests.accounts.factories import refused
from tests.fees.factories import Desk, bill_for, new_form, on, pay, refund_deposit
from tests.fees.opening.former import (
    BILLS,
    COMPANY,
    HEADINGS,
    OPENING,
    PAYMENTS,
    ROWS,
    TOTALS,
    as_csv,
    book,
    carried,
    owed,
    sent,
)
from tests.fees.tampering import Column, drop_triggers, findings, flip, sql
from tests.fees.writing import write_bill

D = Decimal
DAY = date(2026, 3, 31)


def upload(client: Client, user: User, content: bytes, **totals: str):
    client.force_login(user)
    file = SimpleUploadedFile("旧账.xlsx", content)
    return client.post(reverse("fees:opening_new"), {**TOTALS, **totals, "file": file}, follow=True)


def act(client: Client, user: User, name: str, source: OpeningImport, **fields: str):
    client.force_login(user)
    return client.post(reverse(f"fees:opening_{name}", args=[source.pk]), fields, follow=True)


@pytest.mark.both
@pytest.mark.duty("O6")
def test_the_books_come_over_by_two_people_and_add_up(client: Client, desk: Desk):
    page = upload(client, desk.finance, book()).content.decode()
    assert all(words in page for words in ("4,500.00", "14,966.10", "10,300.00"))
    source, before = OpeningImport.objects.get(), JournalLine.objects.count()
    act(client, desk.finance, "send", source)
    assert act(client, desk.finance, "release", source).status_code == 403
    act(client, desk.project_manager, "release", source)
    assert not Bill.objects.exists()
    carrying.execute(source.pk)
    # 14,666.10 less 6,000.00 and 4,000.00; 300.00 less 300.00; 1,000.00 as it stood
    assert dict(Bill.objects.values_list("number", "amount")) == {
        "FY250701": D("4666.10"),
        "FY250702": D(0),
        "FY251001": D("1000.00"),
    }
    found = statement(desk.company, DAY)
    assert (found.balance, found.credit, len(found.former)) == (D("5666.10"), D("500.00"), 5)
    deposit = Deposit.objects.get()
    assert (deposit.former_number, deposit.amount, deposit.state) == ("YJ-0815", D("3000.00"), "held")
    assert deposit_books(desk.park, DAY) == {"list": D("3000.00"), "ledger": D("3000.00")}
    # The accounts have opening balances of their own: of that day only the floats are booked.
    assert {line.account.key for line in lines(desk.park, DAY, DAY)} == {"float", "treasury"}
    assert not Receipt.objects.exists()
    assert JournalLine.objects.count() == before
    client.force_login(desk.officer)
    page = client.get(reverse("fees:statement", args=[desk.company.pk])).content.decode()
    assert all(words in page for words in ("SJ250801", "FY250702", "DR-2026-000001", "¥5,666.10"))
    assert "14,666.10" in client.get(Bill.objects.get(number="FY250701").get_absolute_url()).content.decode()
    call_command("check_books")


@pytest.mark.parametrize(
    ("sheet", "place", "cell", "column"),
    [
        (OPENING, 0, "没有这家公司", "customer"),
        (OPENING, 10, "NaN", "amount"),
        (OPENING, 10, "1.005", "amount"),
        (OPENING, 2, "ZD-2026-000001", "number"),
        (OPENING, 7, "2025-13-01", "due"),
        (OPENING, 7, "1989-12-31", "due"),
        (OPENING, 7, "9999-12-31", "due"),
        (BILLS, 7, "0001-01-01", "due"),
        (OPENING, 6, "2025-09-30", "period_to"),
        (BILLS, 1, "FY251001", "number"),
        (PAYMENTS, 2, "FY999999", "bill_number"),
        (PAYMENTS, 5, "14666.11", "amount"),
        (PAYMENTS, 3, "2026-04-01", "day"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_taken_over(client: Client, desk: Desk, sheet, place, cell, column):
    first, *rest = ROWS[sheet]
    rows = {**ROWS, sheet: [(*first[:place], cell, *first[place + 1 :]), *rest]}
    page = upload(client, desk.finance, book(rows))
    mistakes = page.context["mistakes"]
    assert (mistakes[0].line, mistakes[0].text) == (2, cell)
    assert all(words in page.content.decode() for words in (mistakes[0].column, mistakes[0].reason[:12]))
    source = OpeningImport.objects.get()
    act(client, desk.finance, "send", source)
    assert OpeningImport.objects.get().state == OpeningState.SHOWN
    assert not OpeningRow.objects.exists()


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gb18030"])
def test_one_list_comes_as_csv_too(client: Client, desk: Desk, code: str):
    alone = {name: TOTALS[name] if name.startswith("opening") else "" for name in TOTALS}
    page = upload(client, desk.finance, as_csv(OPENING).encode(code), **alone)
    first = page.context["totals"][0]
    assert (first.rows, first.sum, first.agrees) == (3, D("4500.00"), True)
    assert not page.context["mistakes"]
    act(client, desk.finance, "send", OpeningImport.objects.get())
    assert OpeningRow.objects.count() == 3


def test_a_csv_file_with_check_totals_of_several_lists_is_asked_back(client: Client, desk: Desk):
    answer = upload(client, desk.finance, as_csv(OPENING).encode())
    assert answer.status_code == 422
    assert "CSV 文件只含一张表" in answer.context["form"].errors["file"][0]
    assert not OpeningImport.objects.exists()


def test_a_wrong_check_total_is_named_with_its_difference_and_refused(client: Client, desk: Desk):
    page = upload(client, desk.finance, book(), payments_sum="10300.01")
    assert [(each.rows_off, each.sum_off) for each in page.context["totals"]] == [(0, 0), (0, 0), (0, D("-0.01"))]
    source = OpeningImport.objects.get()
    answer = act(client, desk.finance, "send", source).content.decode()
    assert "¥10,300.01" in answer
    assert OpeningImport.objects.get().state == OpeningState.SHOWN


@pytest.mark.parametrize("totals", [{"bills_rows": ""}, {"bills_sum": "１００"}, dict.fromkeys(TOTALS, "")])
def test_a_check_total_that_is_none_is_said_beside_the_field(client: Client, desk: Desk, totals: dict[str, str]):
    assert upload(client, desk.finance, book(), **totals).status_code == 422
    assert not OpeningImport.objects.exists()


def test_the_same_file_is_taken_over_once(client: Client, desk: Desk):
    content = book()
    upload(client, desk.finance, content)
    answer = upload(client, desk.project_manager, content)
    assert answer.status_code == 422
    assert desk.finance.name in answer.content.decode()
    assert OpeningImport.objects.count() == 1


def test_rows_that_came_over_before_are_refused_in_another_file(client: Client, desk: Desk):
    carried(desk)
    rows = {
        OPENING: [*ROWS[OPENING], owed("FY260101", "10.00", unit="A-301", days=("2025-09-01", "2025-11-30"))],
        PAYMENTS: [(COMPANY, "SJ250899", "", "2025-08-02", "", "2.00")],
    }
    upload(client, desk.finance, book(rows))
    page = client.get(OpeningImport.objects.latest("pk").get_absolute_url())
    assert [(row.line, row.sheet) for row in page.context["mistakes"]] == [
        (2, "期初余额"),
        (3, "期初余额"),
        (4, "期初余额"),
        (5, "期初余额"),
    ]
    assert "DR-2026-000001" in page.context["mistakes"][1].reason


def test_nobody_releases_their_own_file(client: Client, desk: Desk):
    upload(client, desk.project_manager, book())
    source = OpeningImport.objects.get()
    act(client, desk.project_manager, "send", source)
    assert act(client, desk.project_manager, "release", source).status_code == 403
    act(client, desk.general_manager, "release", source)
    assert OpeningImport.objects.get().state == OpeningState.RUNNING


@pytest.mark.both
def test_an_import_that_was_interrupted_goes_on_and_doubles_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(carrying, "CHUNK", 2)
    source = services.release(actor=desk.project_manager, source_id=sent(desk).pk)
    assert carrying._take_some(source.pk)
    assert (Bill.objects.count(), CreditEntry.objects.count(), Deposit.objects.count()) == (1, 1, 0)
    with clock.at(on(DAY, 11)):
        assert carrying.take_up_again() == 1
        for _time in range(2):
            carrying.execute(source.pk)
    assert (Bill.objects.count(), CreditEntry.objects.count(), Deposit.objects.count()) == (3, 1, 1)
    assert OpeningImport.objects.get().state == OpeningState.DONE
    call_command("check_books")


def test_what_was_billed_meanwhile_stops_the_import_until_it_is_gone(desk: Desk):
    Occupancy.objects.update(starts=date(2025, 1, 1))
    rows = {OPENING: [owed("FY251001", "1000.00", unit="A-301")]}
    source = services.release(actor=desk.project_manager, source_id=sent(desk, rows).pk)
    row = OpeningRow.objects.get()
    assert row.charge_object == f"occupancy:{Occupancy.objects.get().pk}"
    said = {name: getattr(row, name) for name in ("item", "charge_object", "period_from", "period_to", "due")}
    other = write_bill(
        park=desk.park, number="ZD-2026-000001", customer=desk.company, issued_at=clock.now(), amount=1, **said
    )
    carrying.execute(source.pk)
    assert "ZD-2026-000001" in OpeningImport.objects.get().problem
    asked = reversing.ask_reversal(bill_id=other.pk, actor=desk.manager, reason="重复", form_id=new_form())
    reversing.approve_reversal(reversal_id=asked.pk, actor=desk.project_manager)
    carrying.execute(source.pk)
    assert (OpeningImport.objects.get().state, statement(desk.company, DAY).balance) == ("done", D("1000.00"))


@pytest.mark.both
def test_an_import_of_which_nothing_was_used_is_taken_back_whole_by_two(client: Client, desk: Desk):
    source = carried(desk)
    act(client, desk.finance, "ask_undo", source, reason="旧系统打印有误")
    act(client, desk.project_manager, "take_back", source)
    found = statement(desk.company, DAY)
    assert (found.balance, found.credit, found.former) == (0, 0, ())
    assert not Deposit.objects.held().exists()
    assert deposit_books(desk.park, DAY) == {"list": 0, "ledger": 0}
    call_command("check_books")
    carried(desk)
    assert statement(desk.company, DAY).balance == D("5666.10")
    call_command("check_books")


def test_whoever_asked_does_not_take_it_back(client: Client, desk: Desk):
    source = carried(desk)
    undoing.ask_undo(actor=desk.project_manager, source_id=source.pk, reason="旧系统打印有误")
    assert act(client, desk.project_manager, "take_back", source).status_code == 403


def test_once_a_bill_is_paid_the_import_stays_and_single_bills_are_reversed(desk: Desk):
    source = carried(desk)
    bill, other = Bill.objects.get(number="FY251001"), Bill.objects.get(number="FY250701")
    pay(desk, "100.00", bills={bill.pk: D("100.00")})
    with refused("used"):
        undoing.ask_undo(actor=desk.finance, source_id=source.pk, reason="旧系统打印有误")
    asked = reversing.ask_reversal(bill_id=other.pk, actor=desk.manager, reason="旧账有误", form_id=new_form())
    reversing.approve_reversal(reversal_id=asked.pk, actor=desk.project_manager)
    assert statement(desk.company, DAY).balance == D("900.00")
    call_command("check_books")


def test_a_carried_over_bill_bears_late_fee_from_its_carry_over_on(desk: Desk):
    carried(desk, {OPENING: [owed("FY251001", "1000.00")]})
    with clock.at(on(date(2026, 4, 10))):
        bill = Bill.objects.select_related("item", "park").get()
        assert standings([bill], clock.today())[bill.pk].late_fee == D("5.00")  # 10 days × 0.50
        assert bill.is_overdue


def test_what_was_carried_over_is_old_arrears_and_not_billed_in_the_period(desk: Desk):
    """Billed 1,000.00 and paid 400.00 of it; old 5,666.10, of it 566.61 recovered: 40 % and 10 %."""
    carried(desk)
    new = bill_for(desk, "1000.00", issued_at=clock.now())
    pay(desk, "400.00", bills={new.pk: D("400.00")})
    pay(desk, "566.61", bills={Bill.objects.get(number="FY251001").pk: D("566.61")})
    first, last = date(2026, 1, 1), DAY
    found = collections_by(Which(desk.park), Group(), first, last)[None]
    assert (found.billed, found.paid, found.current_rate) == (D("1000.00"), D("400.00"), D("40.00"))
    assert (found.old_arrears, found.recovered, found.old_rate) == (D("5666.10"), D("566.61"), D("10.00"))
    rows = behind(Which(desk.park), "recovered", Quarter(first, last))
    assert [(bill.number, bill.counted) for bill in rows] == [("FY251001", D("566.61"))]


def test_a_carried_over_deposit_goes_back_like_any_other(desk: Desk):
    carried(desk)
    refund = refund_deposit(desk, Deposit.objects.get())
    assert (refund.number, refund.refunded) == ("TK-2026-000001", D("3000.00"))
    call_command("check_books")


def test_days_that_never_came_over_are_no_gap_for_a_billing_run():
    old = Billed("FY240101", "occupancy:1", date(2025, 1, 1), date(2025, 3, 31), None, None, 1)
    days = Span(date(2026, 1, 1), date(2026, 3, 31))
    assert Ledger([old]).obstacle("occupancy:1", days) is None
    assert Ledger([old]).obstacle("occupancy:1", Span(date(2025, 3, 1), date(2025, 5, 31)))[0] == "overlap"


@pytest.mark.both
def test_every_column_of_every_row_is_sealed(desk: Desk):
    carried(desk, {name: ROWS[name] for name in (BILLS, PAYMENTS)})
    assert findings() == []
    drop_triggers()
    row = OpeningRow.objects.get(number="FY250701")
    for name in OpeningRow.sealed:
        with transaction.atomic():
            flip(Column(OpeningRow, name), row)
            found = findings()
            transaction.set_rollback(True)
        assert "DR-2026-000001" in "".join(found), name
    assert findings() == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE fees_bill SET amount = amount + 1 WHERE number = 'FY251001'",
        "UPDATE fees_bill SET carried_id = NULL WHERE number = 'FY251001'",
        "UPDATE fees_openingimport SET expected = replace(expected, '4500', '4501')",
        "UPDATE fees_openingrow SET done = false WHERE number = 'FY251001'",
    ],
)
def test_what_no_longer_is_as_it_was_released_is_found(desk: Desk, change: str, capsys):
    carried(desk)
    drop_triggers()
    sql(change)
    with pytest.raises(CommandError):
        call_command("check_books")
    assert "M7-opening" in capsys.readouterr().out


def test_the_template_names_its_lists_and_can_be_filled_in(client: Client, desk: Desk):
    client.force_login(desk.finance)
    answer = client.get(reverse("fees:opening_template"))
    filled = load_workbook(io.BytesIO(answer.content))
    assert [*HEADINGS, "说明 notes"] == filled.sheetnames
    for title, headings in HEADINGS.items():
        assert filled[title].max_column == len(headings)
