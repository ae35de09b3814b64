"""A file of the bank: columns known again, a bad row named, all or nothing, nothing twice (O6).

The clock stands at Tuesday 2026-03-31, 10:00.
"""

import io
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from fees.bank.models import BankColumns, BankLine, BankStatement
from parkservice.paperwork.models import Attachment
from tests.fees.bank.bank import ABOVE, HEAD, came, content, send, take_over, taken
from tests.fees.factories import Desk

pytestmark = pytest.mark.duty("O6")


def amounts() -> list[Decimal]:
    return list(BankLine.objects.order_by("row").values_list("amount", flat=True))


def test_a_file_is_shown_first_then_taken_over_and_kept_as_it_came(client: Client, desk: Desk):
    rows = [came("14666.10", desk.company.name, "A-301 物业费", number="T1"), came("-2000.00", "市政水务（示例）")]
    file = (ABOVE + "\n".join([HEAD, *rows, "合计,14666.10,2000.00,,,,"])).encode("gb18030")
    page = send(client, desk, file)
    assert not BankLine.objects.exists()
    assert (page.context["counts"]["new"], page.context["counts"]["wrong"]) == (2, 0)
    take_over(client, page)
    assert amounts() == [Decimal("14666.10"), Decimal("-2000.00")]
    assert BankLine.objects.get(bank_id="T1").row == 4
    assert BankStatement.objects.get().number == "YH-2026-000001"
    kept = Attachment.objects.get(subject_kind="fees.bankstatement")
    served = client.get(reverse("paperwork:file", args=[kept.uuid]))
    assert b"".join(served.streaming_content) == file
    client.force_login(desk.officer)
    assert client.get(reverse("paperwork:file", args=[kept.uuid])).status_code == 404


BAD = [
    ("2026-03-32,5,,,,,", "day"),
    (",5,,,,,", "day"),
    ("2026-04-01,5,,,,,", "day"),
    ("2026-03-30,NaN,,,,,", "credit"),
    ("2026-03-30,1e400,,,,,", "credit"),
    ("2026-03-30,１００,,,,,", "credit"),
    ("2026-03-30,-5,,,,,", "credit"),
    ("2026-03-30,1.005,,,,,", "credit"),
    ("2026-03-30,=1+1,,,,,", "credit"),
    ("2026-03-30,5,5,,,,", "credit"),
    ("2026-03-30,,,,,,", "amount"),
    ("2026-03-30,0.00,,,,,", "amount"),
    (f"2026-03-30,5,,{'长' * 101},,,", "payer"),
]


def test_each_bad_row_is_named_and_nothing_is_taken_over(client: Client, desk: Desk):
    page = send(client, desk, content([came("100.00"), *(row for row, _key in BAD), came("200.00")]))
    named = {line.number: list(line.errors) for line in page.context["lines"] if line.errors}
    assert named == {number: [key] for number, (_row, key) in enumerate(BAD, start=3)}
    assert page.context["counts"]["new"] == 2
    take_over(client, page)
    assert not BankLine.objects.exists()
    assert BankStatement.objects.get().state == "shown"


def test_a_formula_of_a_workbook_is_named(client: Client, desk: Desk):
    book = Workbook()
    for row in (["日期", "金额"], ["2026-03-30", 14666.1], ["2026-03-30", "=B2*2"], ["2026-03-30", -123456789.12]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    page = send(client, desk, file.getvalue(), "流水.xlsx")
    wrong, *right = page.context["lines"]
    assert (wrong.number, list(wrong.errors)) == (3, ["amount"])
    assert [line.values["amount"] for line in right] == [Decimal("14666.10"), Decimal("-123456789.12")]


def test_columns_are_chosen_once_and_known_the_next_time(client: Client, desk: Desk):
    head = "Booked,Sum,Who,Text"
    page = send(client, desk, content(["2026-03-30,100.00,Somebody,for March"], head))
    row = page.context["row"]
    assert not page.context["fits"]
    where = reverse("fees:bank_statement_columns", args=[row.pk])
    assert client.post(where, {"day": "Booked"}).status_code == 422
    assert client.post(where, {"day": "Booked", "amount": "Nothing"}).status_code == 422
    page = client.post(where, {"day": "Booked", "amount": "Sum", "payer": "Who", "reference": "Text"}, follow=True)
    take_over(client, page)
    assert BankLine.objects.values_list("payer", "reference").get() == ("Somebody", "for March")
    page = send(client, desk, content(["2026-03-31,200.00,Another,for April"], head))
    assert page.context["row"].recognised
    assert page.context["counts"]["new"] == 1
    assert BankColumns.objects.count() == 1


def test_the_same_file_is_refused_and_says_by_whom_it_was_taken_over(client: Client, desk: Desk):
    file = content([came("100.00"), came("100.00")])
    take_over(client, send(client, desk, file))
    answer = send(client, desk, file)
    assert answer.status_code == 422
    assert all(word in answer.content.decode() for word in (desk.finance.name, "YH-2026-000001"))
    assert len(amounts()) == 2


def test_lines_that_are_there_come_once_also_when_the_files_overlap(client: Client, desk: Desk):
    taken(desk, came("100.00", "甲"), came("100.00", "甲"), came("5.00", "乙", number="N5"))
    again = [came("100.00", "甲"), came("100.00", "甲"), came("100.00", "甲"), came("5.00", "乙", number="N5")]
    page = send(client, desk, content(again))
    assert (page.context["counts"]["new"], page.context["counts"]["same"]) == (1, 3)
    take_over(client, page)
    assert sum(amounts()) == Decimal("305.00")
    page = send(client, desk, content([*again, ",,,,,,"]))
    assert page.context["counts"]["new"] == 0
    take_over(client, page)
    assert len(amounts()) == 4


def test_a_line_is_known_with_and_without_its_number(client: Client, desk: Desk):
    taken(desk, came("100.00", "甲", number="N1"), came("200.00", "甲"))
    page = send(client, desk, content([came("100.00", "甲"), came("200.00", "甲", number="N2")]))
    assert page.context["counts"]["same"] == 2


def test_equal_lines_with_numbers_of_their_own_are_two(client: Client, desk: Desk):
    taken(desk, came("100.00", "甲", number="N1"))
    page = send(
        client, desk, content([came("100.00", "甲", number="N2"), came("7.00", number="N3"), came("7.00", number="N3")])
    )
    assert [(line.number, line.action) for line in page.context["lines"]] == [(4, "wrong"), (2, "new"), (3, "new")]


def test_a_file_that_cannot_be_read_is_refused_beside_the_field(client: Client, desk: Desk):
    for file in (b"", b"\x00\x01", content([]), b"PK\x03\x04 no workbook", "只有一行".encode()):
        answer = send(client, desk, file)
        assert answer.status_code == 422, file
        assert answer.context["form"].errors["file"]
    assert not BankStatement.objects.exists()


def test_what_another_file_brought_since_the_look_stops_this_one(client: Client, desk: Desk):
    page = send(client, desk, content([came("100.00", "甲")]))
    taken(desk, came("100.00", "甲"))
    take_over(client, page)
    assert len(amounts()) == 1
    client.post(reverse("fees:bank_statement_drop", args=[page.context["row"].pk]))
    assert set(BankStatement.objects.values_list("state", flat=True)) == {"done", "dropped"}
