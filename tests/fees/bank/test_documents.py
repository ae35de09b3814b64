"""Deposits that came in by bank, refunds and prepayments that went out: each is one line (O6; domain 2.4)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from fees.bank import services
from fees.bank.books import lines_have_documents
from fees.bank.matches import BankMatch
from fees.bank.models import BankLine
from fees.deposits.models import Deposit, Refund
from fees.ledger.models import Receipt
from fees.paybacks import services as paybacks
from fees.paybacks.models import Payback
from parkservice.kit import appendonly
from parkservice.kit.errors import RuleViolation
from tests.fees.bank.bank import came, offers, taken
from tests.fees.factories import Desk, ask_payback, bill_for, new_form, pay, receive_deposit, refund_deposit

pytestmark = [pytest.mark.duty("O6"), pytest.mark.both]


def deposit(desk: Desk) -> Deposit:
    """500.00 that the company transferred for its decoration."""
    return receive_deposit(desk, "500.00", method="transfer", actor=desk.finance)


def refund(desk: Desk, **claim: Any) -> Refund:
    """A deposit in cash of which 500.00 went back by bank."""
    return refund_deposit(desk, receive_deposit(desk, "500.00"), **claim)


def payback(desk: Desk) -> Payback:
    """500.00 of a prepayment that went back by bank."""
    pay(desk, "800.00", method="qr")
    asked = ask_payback(desk, "500.00")
    paybacks.approve(actor=desk.manager, request_id=asked.pk)
    return paybacks.pay(actor=desk.finance, request_id=asked.pk, method="transfer", reference="T-77")


Make = Callable[[Desk], Any]
#: What makes a document, and the amount as the bank writes it.
DOCUMENTS = pytest.mark.parametrize(
    ("make", "amount"), [(deposit, "500.00"), (refund, "-500.00"), (payback, "-500.00")]
)


def confirm(desk: Desk, line: BankLine, choice: str) -> BankMatch:
    return services.confirm(actor=desk.finance, line_id=line.pk, choice=choice, form_id=new_form())[0]


def best_of(desk: Desk, line: BankLine) -> tuple[Any, tuple[str, ...], bool]:
    best = offers(desk, line)[0]
    return best.document, best.reasons, best.strong


@DOCUMENTS
def test_it_is_proposed_by_amount_and_name_and_matched_with_its_line(desk: Desk, make: Make, amount: str):
    document = make(desk)
    (line,) = taken(desk, came(amount, desk.company.name))
    assert best_of(desk, line) == (document, ("amount", "name"), True)
    receipts = Receipt.objects.count()
    match = confirm(desk, line, offers(desk, line)[0].choice)
    assert (match.document, match.taken, match.whose) == (document, False, desk.company.display_name)
    assert BankLine.objects.get(pk=line.pk).state == "matched"
    assert Receipt.objects.count() == receipts
    call_command("check_books")


@DOCUMENTS
def test_its_number_in_the_words_of_the_bank_names_it(desk: Desk, make: Make, amount: str):
    document = make(desk)
    (line,) = taken(desk, came(amount, "某某", document.number))
    assert best_of(desk, line) == (document, ("amount", "number"), True)


@DOCUMENTS
def test_it_has_one_line_until_the_match_is_undone(desk: Desk, make: Make, amount: str):
    document = make(desk)
    first, second = taken(desk, came(amount, "甲"), came(amount, "乙"))
    choice = offers(desk, first)[0].choice
    confirm(desk, first, choice)
    assert document not in [each.document for each in offers(desk, second)]
    with pytest.raises(RuleViolation, match=desk.finance.name) as refusal:
        confirm(desk, second, choice)
    assert refusal.value.code == "matched"
    services.undo(actor=desk.finance, line_id=first.pk, reason="看错户名")
    assert confirm(desk, second, choice).document == document
    assert list(lines_have_documents()) == []


def test_cash_and_other_parks_are_never_proposed(desk: Desk, other_park: Desk):
    deposit(other_park)
    refund(other_park)
    receive_deposit(desk, "500.00")
    lines = taken(desk, came("500.00", "某某"), came("-500.00", "某某"))
    assert [offers(desk, line) for line in lines] == [[], []]


def test_money_out_agrees_with_the_name_of_the_payee_alone(desk: Desk):
    paid = refund(desk, payee="周样本", proxy=True, proxy_letter=True)
    other, right = taken(desk, came("-500.00", desk.company.name), came("-500.00", "周样本"))
    assert best_of(desk, other) == (paid, ("amount",), False)
    assert best_of(desk, right) == (paid, ("amount", "name"), True)
    assert confirm(desk, right, offers(desk, right)[0].choice).whose == "周样本"


def test_part_of_a_reference_is_no_number(desk: Desk):
    paid = refund(desk)
    part, whole = taken(desk, came("-500.00", "某某", number="1"), came("-500.00", "某某", number=paid.reference))
    assert best_of(desk, part) == (paid, ("amount",), False)
    assert best_of(desk, whole) == (paid, ("amount", "number"), True)


@pytest.mark.parametrize("named", [True, False])
def test_of_a_deposit_and_a_bill_of_the_same_sum_the_one_is_strong_that_the_payer_names(desk: Desk, named: bool):
    kept, bill = deposit(desk), bill_for(desk, "500.00")
    (line,) = taken(desk, came("500.00", desk.company.name, bill.number if named else ""))
    found = {each.document or each.bills[0]: each.strong for each in offers(desk, line)}
    assert found == {kept: False, bill: named}


def test_payments_out_are_confirmed_with_the_ticked_lines(client: Client, desk: Desk):
    refund(desk)
    (line,) = taken(desk, came("-500.00", desk.company.name))
    client.force_login(desk.finance)
    page = client.get(reverse("fees:bank_lines"))
    sent = {f"choice_{line.pk}": offers(desk, line)[0].choice, "form_id": page.context["form_id"], "ids": [line.pk]}
    client.post(reverse("fees:bank_confirm"), sent)
    assert BankLine.objects.get(pk=line.pk).state == "matched"


def test_the_page_of_a_line_shows_the_best_proposals_and_counts_the_others(client: Client, desk: Desk):
    for _number in range(12):
        receive_deposit(desk, "50.00", kind="key", method="transfer", actor=desk.finance)
    (line,) = taken(desk, came("50.00", "某某"))
    client.force_login(desk.finance)
    shown = client.get(line.get_absolute_url()).context
    assert (len(shown["offers"]), shown["more_offers"]) == (10, 2)


def test_what_does_not_fit_is_refused_and_nothing_is_written(desk: Desk, other_park: Desk):
    kept, gone, in_cash = deposit(desk), refund(desk), receive_deposit(desk, "500.00")
    foreign = deposit(other_park)
    came_in, went_out, less = taken(desk, came("500.00"), came("-500.00"), came("-499.99"))
    asked = [
        (came_in, f"refund:{gone.pk}", "came_in"),
        (went_out, f"deposit:{kept.pk}", "went_out"),
        (less, f"refund:{gone.pk}", "other_amount"),
        (came_in, f"deposit:{in_cash.pk}", "no_document"),
        (came_in, f"deposit:{foreign.pk}", "no_document"),
        (went_out, "payback:1", "no_document"),
    ]
    for line, choice, code in asked:
        with pytest.raises(RuleViolation) as refusal:
            confirm(desk, line, choice)
        assert refusal.value.code == code, choice
    assert not BankMatch.objects.exists()


@DOCUMENTS
def test_it_is_linked_by_its_number_and_each_page_leads_to_the_other(
    client: Client, desk: Desk, make: Make, amount: str
):
    document = make(desk)
    (line,) = taken(desk, came(amount, "某某"))
    client.force_login(desk.finance)
    link = reverse("fees:bank_line_link", args=[line.pk])
    unknown = client.post(link, {"number": "YJ-2026-999999", "form_id": new_form()})
    assert (unknown.status_code, "YJ-2026-999999" in unknown.content.decode()) == (422, True)
    assert client.post(link, {"number": document.number.lower(), "form_id": new_form()}).status_code == 302
    assert document.get_absolute_url() in client.get(line.get_absolute_url()).content.decode()
    assert line.get_absolute_url() in client.get(document.get_absolute_url()).content.decode()
    listed = client.get(reverse("fees:bank_lines") + f"?view=all&q={document.number}")
    assert document.number in listed.content.decode()


@DOCUMENTS
def test_the_database_keeps_one_line_for_each_and_one_document_for_each_link(desk: Desk, make: Make, amount: str):
    make(desk)
    first, second = taken(desk, came(amount, "甲"), came(amount, "乙"))
    match = confirm(desk, first, offers(desk, first)[0].choice)
    again: dict[str, Any] = {"line": second, "by": desk.finance, "at": match.at}
    two = {match.kind.name: match.document, "receipt": pay(desk, "500.00")}
    for wrong in ({match.kind.name: match.document}, two, {}):
        with pytest.raises(IntegrityError), transaction.atomic():
            BankMatch.objects.create(**again, **wrong)


@DOCUMENTS
def test_the_books_name_a_line_of_another_sum(desk: Desk, make: Make, amount: str):
    make(desk)
    (line,) = taken(desk, came(amount, desk.company.name))
    confirm(desk, line, offers(desk, line)[0].choice)
    appendonly.uninstall(connection)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE fees_bankline SET amount = amount + 1")
        assert [f"line {line.pk} " in fault for fault in lines_have_documents()] == [True]
        transaction.set_rollback(True)
