"""A person says what a line is: one line one receipt, links undone, transfers that come back (O6; domain 2.4)."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from fees.bank import services
from fees.bank.books import lines_have_documents
from fees.bank.matches import BankMatch
from fees.bank.models import BankLine
from fees.billing.models import Bill, BillState
from fees.ledger import reversals
from fees.ledger.models import CustomerAccount, Receipt
from parkservice.accounts.roles import Role
from parkservice.kit import appendonly
from parkservice.kit.errors import RuleViolation
from tests.accounts.factories import person
from tests.fees.bank.bank import came, offers, taken
from tests.fees.factories import Desk, ask_back, bill_for, new_form, pay, take_back

pytestmark = [pytest.mark.duty("O6"), pytest.mark.both]


def confirm(desk: Desk, line: BankLine, choice: str = "", **more) -> BankMatch:
    said = {"actor": desk.finance, "form_id": new_form(), **more}
    return services.confirm(line_id=line.pk, choice=choice or offers(desk, line)[0].choice, **said)[0]


def fresh(line: BankLine) -> BankLine:
    return BankLine.objects.get(pk=line.pk)


def test_a_link_books_no_money(desk: Desk):
    receipt = pay(desk, "300.00")
    (line,) = taken(desk, came("300.00", desk.company.name))
    match = confirm(desk, line)
    assert (match.receipt, match.taken, fresh(line).state) == (receipt, False, "matched")
    assert Receipt.objects.count() == 1


def test_a_line_is_taken_as_the_payment_of_the_bills_shown(desk: Desk):
    bill, later = bill_for(desk, "14666.10"), bill_for(desk, "14666.10")
    (line,) = taken(desk, came("14666.10", "代付公司", later.number, number="T88"))
    match = confirm(desk, line)
    receipt = match.receipt
    assert (receipt.amount, receipt.method, receipt.surplus) == (Decimal("14666.10"), "transfer", 0)
    assert (receipt.payer, receipt.customer, receipt.received_by) == ("代付公司", desk.company, desk.finance)
    assert (receipt.reference, receipt.drawer) == ("6688 2026-03-30 T88", None)
    assert list(receipt.allocations.values_list("bill", "amount")) == [(later.pk, Decimal("14666.10"))]
    assert Bill.objects.get(pk=bill.pk).state == BillState.ISSUED


def test_without_a_bill_of_the_amount_the_oldest_is_paid_and_the_rest_is_a_prepayment(desk: Desk):
    bill_for(desk, "100.00")
    (line,) = taken(desk, came("130.00", desk.company.name))
    match = confirm(desk, line)
    assert (match.receipt.surplus, match.taken) == (Decimal("30.00"), True)
    assert CustomerAccount.objects.get(customer=desk.company).credit == Decimal("30.00")


def test_who_comes_second_reads_by_whom_and_when(desk: Desk):
    pay(desk, "300.00")
    (line,) = taken(desk, came("300.00", desk.company.name))
    choice = offers(desk, line)[0].choice
    confirm(desk, line, choice)
    colleague = person(Role.FINANCE, desk.park, name="吴示账")
    with pytest.raises(RuleViolation, match=f"{desk.finance.name}.*10:00"):
        confirm(desk, line, choice, actor=colleague)


def test_one_form_sent_twice_is_one_receipt(desk: Desk):
    bill_for(desk, "100.00")
    (line,) = taken(desk, came("100.00", desk.company.name))
    choice, form_id = offers(desk, line)[0].choice, new_form()
    made = {confirm(desk, line, choice, form_id=form_id).pk for _time in range(2)}
    assert (len(made), Receipt.objects.count()) == (1, 1)


def test_a_receipt_has_one_line(desk: Desk):
    receipt = pay(desk, "300.00")
    first, second = taken(desk, came("300.00", "甲"), came("300.00", "乙"))
    confirm(desk, first, f"receipt:{receipt.pk}")
    with pytest.raises(RuleViolation, match=desk.finance.name) as refusal:
        confirm(desk, second, f"receipt:{receipt.pk}")
    assert refusal.value.code == "matched"
    assert offers(desk, second) == []


def test_what_does_not_fit_is_refused_and_nothing_is_written(desk: Desk, other_park: Desk):
    bill, cash = bill_for(desk, "100.00"), pay(desk, "300.00", method="cash", customer=desk.resident)
    other, foreign, gone = pay(desk, "301.00"), pay(other_park, "300.00"), pay(desk, "300.00")
    take_back(desk, gone)
    (line, out) = taken(desk, came("300.00"), came("-300.00"))
    asked = {
        f"receipt:{cash.pk}": "no_document",
        f"receipt:{foreign.pk}": "no_document",
        f"receipt:{other.pk}": "other_amount",
        f"receipt:{gone.pk}": "taken_back",
        f"customer:{other_park.company.pk}": "no_customer",
        f"customer:{desk.company.pk}:{bill.pk}": "changed",
        "customer:x": "no_choice",
        "return:1": "no_choice",
        "": "no_choice",
    }
    before = Receipt.objects.count()
    for choice, code in asked.items():
        with pytest.raises(RuleViolation) as refusal:
            services.confirm(actor=desk.finance, line_id=line.pk, choice=choice, form_id=new_form())
        assert refusal.value.code == code, choice
    with pytest.raises(RuleViolation) as refusal:
        confirm(desk, out, f"customer:{desk.company.pk}")
    assert refusal.value.code == "went_out"
    assert (Receipt.objects.count(), BankMatch.objects.count()) == (before, 0)


def test_a_bill_that_a_colleague_took_meanwhile_is_said_with_who_and_when(desk: Desk):
    bill = bill_for(desk, "100.00")
    (line,) = taken(desk, came("100.00", desk.company.name))
    choice = offers(desk, line)[0].choice
    receipt = pay(desk, "100.00", bills=[bill])
    with pytest.raises(RuleViolation, match=receipt.number) as refusal:
        confirm(desk, line, choice)
    assert (refusal.value.code, fresh(line).state) == ("bill_paid", "unmatched")


def test_only_finance_confirms(desk: Desk):
    (line,) = taken(desk, came("100.00", desk.company.name))
    for colleague in (desk.officer, desk.manager, desk.project_manager, desk.clerk):
        with pytest.raises(PermissionDenied):
            confirm(desk, line, f"customer:{desk.company.pk}", actor=colleague)
    assert not Receipt.objects.exists()


def test_a_link_is_undone_with_a_reason_and_the_line_waits_again(desk: Desk):
    receipt = pay(desk, "300.00")
    (line,) = taken(desk, came("300.00", "甲"))
    confirm(desk, line)
    with pytest.raises(RuleViolation):
        services.undo(actor=desk.finance, line_id=line.pk, reason="")
    services.undo(actor=desk.finance, line_id=line.pk, reason="看错户名")
    assert fresh(line).state == "unmatched"
    assert (BankMatch.objects.get().undone_reason, Receipt.objects.live().get()) == ("看错户名", receipt)
    confirm(desk, line)
    assert BankMatch.objects.count() == 2


def test_a_receipt_written_for_the_line_goes_by_the_ledger_which_frees_the_line(desk: Desk):
    bill = bill_for(desk, "100.00")
    (line,) = taken(desk, came("100.00", desk.company.name))
    match = confirm(desk, line)
    with pytest.raises(RuleViolation) as refusal:
        services.undo(actor=desk.finance, line_id=line.pk, reason="看错户名")
    assert refusal.value.code == "taken"
    take_back(desk, match.receipt)
    assert (fresh(line).state, Bill.objects.get(pk=bill.pk).paid) == ("unmatched", 0)
    assert list(lines_have_documents()) == []
    assert confirm(desk, line).receipt != match.receipt


def test_a_transfer_that_came_back_settles_both_lines(desk: Desk):
    bill = bill_for(desk, "100.00")
    (line,) = taken(desk, came("100.00", desk.company.name))
    receipt = confirm(desk, line).receipt
    (back,) = taken(desk, came("-100.00", desk.company.name, day="2026-03-31"))
    services.came_back(actor=desk.finance, line_id=back.pk, receipt_id=receipt.pk)
    assert (fresh(line).state, fresh(back).state) == ("matched", "aside")
    reversals.take_back(actor=desk.manager, receipt_id=receipt.pk)
    assert [(fresh(each).state, fresh(each).aside_kind) for each in (line, back)] == [("aside", "returned")] * 2
    assert Bill.objects.get(pk=bill.pk).paid == 0
    assert list(lines_have_documents()) == []


def test_a_request_that_waits_already_is_enough_for_a_transfer_that_came_back(desk: Desk):
    receipt = pay(desk, "100.00")
    request = ask_back(desk, receipt)
    (back,) = taken(desk, came("-100.00", day="2026-03-31"))
    services.came_back(actor=desk.finance, line_id=back.pk, receipt_id=receipt.pk)
    assert (fresh(back).returned, receipt.requests.get()) == (receipt, request)


def test_a_transfer_comes_back_by_one_line(desk: Desk):
    receipt = pay(desk, "100.00")
    first, second = taken(desk, came("-100.00", day="2026-03-31"), came("-100.00", desk.company.name, day="2026-03-31"))
    services.came_back(actor=desk.finance, line_id=first.pk, receipt_id=receipt.pk)
    assert offers(desk, second) == []
    with pytest.raises(RuleViolation, match=f"{receipt.number}.*2026-03-31") as refusal:
        services.came_back(actor=desk.finance, line_id=second.pk, receipt_id=receipt.pk)
    assert (refusal.value.code, fresh(second).state) == ("returned", "unmatched")
    services.put_back(actor=desk.finance, line_id=first.pk, reason="看错")
    services.came_back(actor=desk.finance, line_id=second.pk, receipt_id=receipt.pk)
    assert fresh(second).returned == receipt


def test_a_line_set_aside_says_why_and_may_wait_again(desk: Desk):
    (line,) = taken(desk, came("3.21", reference="结息"))
    for kind, note in (("nothing", ""), ("other", "")):
        with pytest.raises(RuleViolation):
            services.set_aside(actor=desk.finance, line_id=line.pk, kind=kind, note=note)
    services.set_aside(actor=desk.finance, line_id=line.pk, kind="interest", note="")
    with pytest.raises(RuleViolation, match="10:00"):
        confirm(desk, line, f"customer:{desk.company.pk}")
    services.put_back(actor=desk.finance, line_id=line.pk, reason="不是结息")
    assert (fresh(line).state, fresh(line).aside_kind) == ("unmatched", "")


def test_the_database_keeps_lines_and_one_link_for_each_side(desk: Desk):
    receipt = pay(desk, "300.00")
    first, second = taken(desk, came("300.00", "甲"), came("300.00", "乙"))
    match = confirm(desk, first, f"receipt:{receipt.pk}")
    again = {"by": desk.finance, "at": match.at}
    for wrong in (
        lambda: BankLine.objects.filter(pk=first.pk).update(amount=1),
        lambda: BankLine.objects.filter(pk=second.pk).delete(),
        lambda: BankMatch.objects.create(line=second, receipt=receipt, **again),
        lambda: BankMatch.objects.create(line=first, receipt=pay(desk, "300.00"), **again),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


FORGED = (
    "UPDATE fees_bankline SET state = 'unmatched'",
    "UPDATE fees_bankline SET amount = amount + 1",
    "DELETE FROM fees_bankmatch",
)


def test_the_books_name_a_line_that_fits_its_receipt_no_more(desk: Desk):
    pay(desk, "300.00")
    (line,) = taken(desk, came("300.00", desk.company.name))
    confirm(desk, line)
    assert list(lines_have_documents()) == []
    appendonly.uninstall(connection)
    for forged in FORGED:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(forged)
            assert [f"line {line.pk} " in fault for fault in lines_have_documents()] == [True], forged
            transaction.set_rollback(True)
