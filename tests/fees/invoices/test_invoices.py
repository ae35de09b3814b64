"""Tax invoices: about what was paid, once; reversed in red letters, never voided (domain 2.4)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from fees.invoices import services
from fees.invoices.models import TaxInvoice, not_invoiced
from fees.invoices.services import Wanted
from fees.ledger.models import Receipt
from tests.accounts.factories import UserFactory, refused
from tests.fees.factories import MORNING, Desk, bill_for, new_form, pay, take_back

pytestmark = pytest.mark.both
TODAY = MORNING.date()
TAX_NUMBER = "91990001MA00000157"


def paid(desk: Desk, amount: str = "1000.00", more: str = "0.00") -> Receipt:
    bill = bill_for(desk, amount)
    return pay(desk, str(Decimal(amount) + Decimal(more)), bills=[bill])


def ask(desk: Desk, receipt: Receipt, amount: str = "1000.00", **more) -> TaxInvoice:
    actor = more.pop("actor", desk.officer)
    said = {"kind": "ordinary", "title": desk.company.name, "tax_number": TAX_NUMBER, **more}
    wanted = Wanted(receipts={receipt.pk: Decimal(amount)}, **said)
    return services.request(actor=actor, customer=desk.company, wanted=wanted, form_id=new_form())[0]


def issue(desk: Desk, invoice: TaxInvoice, number: str = "26440000000000000001", **more) -> TaxInvoice:
    said = {"actor": desk.finance, "issued_on": TODAY, **more}
    return services.issue(invoice_id=invoice.pk, number=number, **said)


def left(desk: Desk) -> list[Decimal]:
    return [receipt.to_invoice for receipt in not_invoiced(desk.park).order_by("pk")]


def test_what_is_paid_and_not_invoiced_is_listed_until_it_is_asked_for(desk: Desk):
    receipt = paid(desk, more="50.00")
    assert left(desk) == [Decimal("1000.00")]
    ask(desk, receipt, "400.00")
    assert left(desk) == [Decimal("600.00")]
    ask(desk, receipt, "600.00")
    assert left(desk) == []


def test_finance_records_number_and_day(desk: Desk):
    invoice = issue(desk, ask(desk, paid(desk)))
    assert (invoice.state, invoice.number, invoice.issued_on) == ("issued", "26440000000000000001", TODAY)
    with refused("wrong_state"):
        issue(desk, invoice, "26440000000000000002")


def test_no_more_is_invoiced_than_was_paid_for_bills(desk: Desk):
    receipt = paid(desk, more="50.00")
    with refused("above_paid"):
        ask(desk, receipt, "1000.01")


def test_a_special_invoice_needs_the_tax_number(desk: Desk):
    receipt = paid(desk)
    with refused("no_tax_number"):
        ask(desk, receipt, kind="special", tax_number="")
    assert ask(desk, receipt, kind="special").kind == "special"


def test_a_company_needs_a_tax_number_on_the_ordinary_one_too_and_a_private_person_none(desk: Desk):
    with refused("no_tax_number"):
        ask(desk, paid(desk), tax_number="")
    bill = bill_for(desk, "200.00", customer=desk.resident)
    receipt = pay(desk, "200.00", bills=[bill], customer=desk.resident)
    wanted = Wanted("ordinary", desk.resident.name, {receipt.pk: Decimal("200.00")})
    said = {"actor": desk.officer, "customer": desk.resident, "wanted": wanted, "form_id": new_form()}
    assert services.request(**said)[0].tax_number == ""


def test_only_income_is_invoiced_not_what_is_collected_for_a_supplier(desk: Desk):
    water, management = bill_for(desk, "300.00", item=desk.water), bill_for(desk, "1000.00")
    receipt = pay(desk, "1300.00", bills=[water, management])
    assert left(desk) == [Decimal("1000.00")]
    with refused("above_paid"):
        ask(desk, receipt, "1000.01")


def test_red_letters_free_the_receipt_for_a_new_invoice(desk: Desk):
    invoice = issue(desk, ask(desk, paid(desk)))
    said = {"actor": desk.finance, "number": "26440000000000000009", "day": TODAY}
    with refused("no_reason"):
        services.red_letter(invoice_id=invoice.pk, reason="", **said)
    assert services.red_letter(invoice_id=invoice.pk, reason="抬头有误", **said).state == "red"
    assert left(desk) == [Decimal("1000.00")]


def test_an_invoice_about_a_receipt_that_was_taken_back_waits_for_red_letters(desk: Desk):
    receipt = paid(desk)
    invoice = issue(desk, ask(desk, receipt))
    assert not TaxInvoice.objects.all().to_reverse().exists()
    take_back(desk, receipt)
    assert list(TaxInvoice.objects.all().to_reverse()) == [invoice]
    assert left(desk) == []


def test_a_receipt_that_was_taken_back_is_not_invoiced(desk: Desk):
    receipt = paid(desk)
    take_back(desk, receipt)
    with refused("foreign_receipt"):
        ask(desk, receipt)


def test_an_invoice_number_is_recorded_once(desk: Desk):
    receipt = paid(desk)
    first, second = ask(desk, receipt, "500.00"), ask(desk, receipt, "500.00")
    issue(desk, first)
    with refused("number_known"):
        issue(desk, second)


@pytest.mark.parametrize(
    ("number", "issued_on", "code"), [("", TODAY, "no_number"), ("1", date(2026, 4, 1), "day_ahead")]
)
def test_number_and_day_are_whole(desk: Desk, number: str, issued_on: date, code: str):
    invoice = ask(desk, paid(desk))
    with refused(code):
        issue(desk, invoice, number, issued_on=issued_on)


def test_only_finance_records_and_only_the_desk_or_the_customer_asks(desk: Desk):
    receipt = paid(desk)
    with pytest.raises(PermissionDenied):
        ask(desk, receipt, actor=UserFactory())
    with pytest.raises(PermissionDenied):
        issue(desk, ask(desk, receipt), actor=desk.officer)


def test_a_refused_invoice_frees_the_receipt(desk: Desk):
    invoice = ask(desk, paid(desk))
    services.refuse(actor=desk.finance, invoice_id=invoice.pk, reason="税号不符")
    assert left(desk) == [Decimal("1000.00")]
