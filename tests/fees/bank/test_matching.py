"""What a line may be: which proposals are made, which of them agree alone, and what each says (O6)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fees.bank.matching import codes_in, proposals
from fees.bank.words import outcome, why
from tests.fees.bank.bank import came, offers, taken
from tests.fees.factories import Desk, bill_for, pay

pytestmark = [pytest.mark.duty("O6"), pytest.mark.django_db]


def brief(desk: Desk, line) -> list[tuple[str, tuple[str, ...], bool]]:
    return [(each.kind, each.reasons, each.strong) for each in offers(desk, line)]


def test_a_receipt_of_the_amount_and_the_name_is_strong(desk: Desk):
    receipt = pay(desk, "300.00")
    (line,) = taken(desk, came("300.00", desk.company.name))
    best, rest = offers(desk, line)
    assert (best.document, best.reasons, best.strong) == (receipt, ("amount", "name"), True)
    assert (rest.kind, rest.customer, rest.strong) == ("customer", desk.company, False)


def test_brackets_width_and_case_of_a_name_do_not_matter(desk: Desk):
    desk.company.name = "云帆精密（Yunfan）示例"
    desk.company.save()
    bill_for(desk, "300.00")
    (line,) = taken(desk, came("300.00", "云帆精密(Yunfan)示例"))
    assert brief(desk, line) == [("customer", ("amount", "name"), True)]


def test_a_receipt_of_another_name_or_day_is_for_a_person_to_look_at(desk: Desk):
    pay(desk, "300.00")
    near, far = taken(desk, came("300.00", "某某"), came("300.00", "某某", day="2026-03-23"))
    assert brief(desk, near) == [("receipt", ("amount",), False)]
    assert brief(desk, far) == []


def test_the_number_of_a_bill_in_the_words_of_any_payer_is_strong(desk: Desk):
    bill, other = bill_for(desk, "300.00"), bill_for(desk, "300.00")
    (line,) = taken(desk, came("300.00", "代付公司", f"付{bill.number}房租"))
    (best,) = offers(desk, line)
    assert (best.customer, best.bills, best.reasons, best.strong) == (desk.company, (bill,), ("amount", "number"), True)
    assert other.number not in outcome(best)


def test_all_that_is_owed_is_one_proposal_over_all_bills(desk: Desk):
    bills = {bill_for(desk, amount) for amount in ("100.10", "200.20", "50.05")}
    (line,) = taken(desk, came("350.35", desk.company.name))
    (best,) = offers(desk, line)
    assert (set(best.bills), best.strong) == (bills, True)


def test_a_name_without_the_amount_and_a_unit_with_it_are_weak(desk: Desk):
    bill_for(desk, "300.00")
    named, unit = taken(desk, came("123.00", desk.company.name), came("300.00", "某某", "A-301 3月"))
    assert brief(desk, named) == [("customer", ("name",), False)]
    assert brief(desk, unit) == [("customer", ("amount", "unit"), False)]


def test_two_lines_for_one_bill_and_one_line_for_two_receipts_are_weak(desk: Desk):
    bill_for(desk, "300.00")
    twin, other = taken(desk, came("300.00", desk.company.name), came("300.00", desk.company.name))
    assert [each.strong for line in (twin, other) for each in offers(desk, line)] == [False, False]
    pay(desk, "70.00", customer=desk.resident)
    pay(desk, "70.00", customer=desk.resident)
    (doubt,) = taken(desk, came("70.00", desk.resident.name))
    assert [each.strong for each in offers(desk, doubt)] == [False, False, False]


def test_money_that_went_out_may_be_a_transfer_that_came_back(desk: Desk):
    receipt = pay(desk, "300.00", customer=desk.resident)
    (line,) = taken(desk, came("-300.00", desk.resident.name, day="2026-03-31"))
    (only,) = offers(desk, line)
    assert (only.kind, only.document, only.reasons, only.strong) == ("return", receipt, ("amount", "name"), False)


def test_cash_and_other_parks_are_never_proposed(desk: Desk, other_park: Desk):
    pay(other_park, "300.00")
    pay(desk, "310.00", method="cash", customer=desk.resident)
    lines = taken(desk, came("300.00", other_park.company.name + "分公司"), came("310.00", "某某"))
    assert [offers(desk, line) for line in lines] == [[], []]


def test_many_lines_cost_as_many_statements_as_one(desk: Desk):
    for number in range(12):
        bill_for(desk, f"{100 + number}.00")
    lines = taken(desk, *(came(f"{100 + number}.00", desk.company.name, day="2026-03-30") for number in range(12)))
    counts = []
    for some in (lines[:1], lines):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            found = proposals(desk.park, some)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    # computed another way: the bill whose amount is that of the line
    owed = {bill.amount: bill.pk for bill in desk.company.bills.all()}
    assert {pk: [bill.pk for bill in each[0].bills] for pk, each in found.items()} == {
        line.pk: [owed[line.amount]] for line in lines
    }


def test_codes_are_found_in_the_words_of_payers():
    words = {
        "A-301物业费": "A-301",
        "付 ZD-2026-000012、ZD-2026-000013": "ZD-2026-000013",
        "2026-ZD-2026-000012": "ZD-2026-000012",
        "zd-2026-000012": "ZD-2026-000012",
        "ＱＨ－ZD－2026－000012": "QH-ZD-2026-000012",
        "91440300MA5EXAMPL4": "91440300MA5EXAMPL4",
    }
    assert [text for text, code in words.items() if code not in codes_in(text)] == []
    assert len(codes_in("A-" * 300)) < 50


def test_every_proposal_has_words(desk: Desk):
    bill = bill_for(desk, "300.00")
    rows = [
        came("300.00", desk.company.name, f"{bill.number} A-301"),
        came("9.00", desk.company.name, f"{bill.number} A-301"),
        came("8.00", "某某", f"{bill.number} A-301"),
        came("7.00", "某某", "A-301"),
        came("6.00", desk.company.name, "A-301"),
    ]
    for line in taken(desk, *rows):
        assert all(why(each) and outcome(each) for each in offers(desk, line))
